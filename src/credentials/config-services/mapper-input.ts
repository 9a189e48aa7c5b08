import { ConfigServiceError } from './config-service-error.ts';

const MOST_BYTES = 262_144;

/**
 * Members that hold secrets, wherever they are and whatever the provider calls them. An external user id is shown to
 * everybody who may see the credential, and nothing may reach it that only the run time may have.
 */
const SECRET_NAME = /(?:tokens?|jwt|secret|password|api_?key|mac_key|private_?key)$/i;

/**
 * What an expression sees, as JSON text.
 * @throws ConfigServiceError when it is too large
 */
export function mapperInput(parts: {
  token: Record<string, unknown>;
  id_token: Record<string, unknown> | undefined;
  userinfo: Record<string, unknown> | undefined;
}): string {
  let members: string[];
  try {
    // One by one, because the parts' own names would be taken for secrets.
    members = Object.entries(parts).flatMap(([name, part]) =>
      part === undefined ? [] : [`"${name}":${JSON.stringify(part, withoutSecrets)}`],
    );
  } catch {
    throw new ConfigServiceError('user_id_mapper', 'what the provider gave is nested too deeply.');
  }
  const input = `{${members.join(',')}}`;
  if (Buffer.byteLength(input) <= MOST_BYTES) return input;
  throw new ConfigServiceError('user_id_mapper', 'what the provider gave is more than 256 KB.');
}

function withoutSecrets(name: string, value: unknown): unknown {
  return SECRET_NAME.test(name) ? undefined : value;
}
