import type { SteppedContext } from '../../actions/index.ts';
import { AppError } from '../../errors.ts';
import {
  lockConnection,
  storeConnected,
  type Credential,
  type CredentialSecrets,
  type KeySettings,
} from '../definition/index.ts';
import { columnsOf, endAttempt, type ConnectionAttempt } from './attempt-store.ts';
import { changed } from './complete.ts';

/** What authenticates requests without OAuth. */
export interface ApiKey {
  access_token: string;
  /** `api_key`, or the scheme of the Authorization header. */
  token_type: 'api_key' | 'Basic';
}

/** What a connection can be given. */
interface Given {
  return_url: string | null;
  username: string | undefined;
  password: string | undefined;
  api_key: string | undefined;
}

/** @throws AppError validation_failed naming the attributes that are missing or not allowed */
export function keyOf(type: 'api_key' | 'basic', given: Given): ApiKey {
  const needed = type === 'api_key' ? ['api_key'] : ['username', 'password'];
  const names = Object.entries(given).flatMap(([name, value]) => ((value ?? null) === null ? [] : [name]));
  const excess = names.find((name) => !needed.includes(name));
  if (excess !== undefined)
    throw invalid(
      `${excess} is not allowed with the authentication type ${type}.`,
      `/data/attributes/${excess}`,
    );
  if (names.length < needed.length)
    throw invalid(`The authentication type ${type} requires ${needed.join(' and ')}.`, '/data');
  if (type === 'api_key') return { access_token: given.api_key!, token_type: 'api_key' };
  // The user-id of HTTP Basic ends at the first colon (RFC 7617, 2).
  if (given.username!.includes(':'))
    throw invalid('username must not contain a colon.', '/data/attributes/username');
  const pair = Buffer.from(`${given.username}:${given.password}`).toString('base64');
  return { access_token: pair, token_type: 'Basic' };
}

function invalid(detail: string, pointer: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer } });
}

/**
 * Connects an account whose provider has no OAuth: stores its API key, or its username and password, and returns it from
 * then on like an access token. The provider is not called.
 * @throws AppError conflict if the credential was changed in the meantime
 */
export async function keepKey(
  secrets: CredentialSecrets,
  context: SteppedContext,
  job: { credential: Credential; attempt: ConnectionAttempt; key: ApiKey; settings: KeySettings },
): Promise<ConnectionAttempt> {
  const { credential, attempt, key, settings } = job;
  const { baseUri, request } = settings;
  const extra = request === undefined ? {} : { request };
  const place = { tenantId: credential.tenant_id, id: credential.id };
  const access = await secrets.sealAccess(place, { ...key, extra, is_public: true });
  await context.commit(
    async (db) => {
      const held = await lockConnection(db, credential.id);
      if (held === undefined || held.credential.version !== attempt.credential_version) throw changed();
      const { generation } = held.credential.connection;
      const tokens = { ...NO_EXPIRATION, access, base_uri: baseUri, obtained_at: held.now };
      const who = { external_user_id: null, connected_by: context.actor.id, generation };
      await storeConnected(db, credential.id, tokens, who);
      await endAttempt(db, attempt, { state: 'connected', reason: null, now: context.now });
    },
    () => ({
      type: 'credential',
      id: credential.id,
      details: { connection: attempt.id, state: 'connected' },
    }),
  );
  return { ...attempt, state: 'connected', ...columnsOf(null), version: attempt.version + 2 };
}

const NO_EXPIRATION = {
  refresh_token: null,
  scopes: null,
  account: {},
  token_url: null,
  expires_at: null,
  refresh_at: null,
  refresh_expires_at: null,
  keep_alive_at: null,
};
