import { publicExtra } from '../protocol/index.ts';
import { ConfigServiceError } from './config-service-error.ts';

const MAX_BYTES = 262_144;

/**
 * Names of members that hold secrets, at any depth. They are removed because everyone who can read the credential can
 * see its external user ID.
 */
const SECRET_NAME = /(?:tokens?|jwt|secret|password|api_?key|mac_key|private_?key)$/i;

/**
 * The input of an expression, as JSON text.
 * @throws ConfigServiceError if it is too large
 */
export function mapperInput(parts: {
  token: Record<string, unknown>;
  id_token: Record<string, unknown> | undefined;
  userinfo: Record<string, unknown> | undefined;
}): string {
  let members: string[];
  try {
    // One by one, because the names of the parts look like secrets themselves.
    members = Object.entries(parts).flatMap(([name, part]) =>
      part === undefined ? [] : [`"${name}":${JSON.stringify(publicExtra(part), withoutSecrets)}`],
    );
  } catch {
    throw new ConfigServiceError('user_id_mapper', 'the data from the provider is nested too deeply.');
  }
  const input = `{${members.join(',')}}`;
  if (Buffer.byteLength(input) <= MAX_BYTES) return input;
  throw new ConfigServiceError('user_id_mapper', 'the data from the provider is larger than 256 KB.');
}

function withoutSecrets(name: string, value: unknown): unknown {
  return SECRET_NAME.test(name) ? undefined : value;
}
