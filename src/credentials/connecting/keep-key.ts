import type { SteppedContext } from '../../actions/index.ts';
import { AppError } from '../../errors.ts';
import type { ConnectionCreate } from '../../schema/index.ts';
import {
  lockConnection,
  storeConnected,
  type Access,
  type Credential,
  type CredentialSecrets,
  type KeySettings,
} from '../definition/index.ts';
import { filledBaseUri } from '../tokens/index.ts';
import { columnsOf, endAttempt, type ConnectionAttempt } from './attempt-store.ts';
import { changed } from './complete.ts';

/** What authenticates requests without OAuth 2.0. */
export interface ApiKey extends Pick<Access, 'token_secret' | 'oauth1'> {
  access_token: string;
  /** `api_key`, the scheme of the Authorization header, or how requests are signed. */
  token_type: 'api_key' | 'Basic' | 'oauth1';
}

/** What a connection can be given. */
type Given = Omit<NonNullable<ConnectionCreate['data']['attributes']>, 'return_url'> & {
  return_url: string | null;
};

/** @throws AppError validation_failed naming the attributes that are missing or not allowed */
export function keyOf(type: 'api_key' | 'basic', given: Given): ApiKey {
  assertGiven(given, type === 'api_key' ? ['api_key'] : ['username', 'password'], type);
  if (type === 'api_key') return { access_token: given.api_key!, token_type: 'api_key' };
  // The user-id of HTTP Basic ends at the first colon (RFC 7617, 2).
  if (given.username!.includes(':'))
    throw invalid('username must not contain a colon.', '/data/attributes/username');
  const pair = Buffer.from(`${given.username}:${given.password}`).toString('base64');
  return { access_token: pair, token_type: 'Basic' };
}

/**
 * The token that signs requests with OAuth 1.0. With client credentials, the client signs only for itself.
 * @returns undefined if the provider issues the token in the browser
 * @throws AppError validation_failed naming the attributes that are missing or not allowed
 */
export function oauth1KeyOf(grantType: Credential['grant_type'], given: Given): ApiKey | undefined {
  const token_type = 'oauth1';
  if (grantType === 'client_credentials') {
    assertGiven(given, [], 'oauth1 and the grant type client_credentials');
    return { access_token: '', token_type, token_secret: '' };
  }
  const { return_url: _, ...keys } = given;
  if (Object.values(keys).every((value) => value === undefined)) return undefined;
  assertGiven(given, ['access_token', 'token_secret'], 'oauth1');
  return { access_token: given.access_token!, token_type, token_secret: given.token_secret! };
}

function assertGiven(given: Given, needed: readonly string[], type: string): void {
  const names = Object.entries(given).flatMap(([name, value]) => ((value ?? null) === null ? [] : [name]));
  const excess = names.find((name) => !needed.includes(name));
  if (excess !== undefined)
    throw invalid(
      `${excess} is not allowed with the authentication type ${type}.`,
      `/data/attributes/${excess}`,
    );
  if (names.length < needed.length)
    throw invalid(`The authentication type ${type} requires ${needed.join(' and ')}.`, '/data');
}

function invalid(detail: string, pointer: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer } });
}

/**
 * Connects an account whose provider has no OAuth 2.0: stores its API key, its username and password, or its token and
 * secret, and returns it from then on like an access token. The provider is not called.
 * @throws AppError conflict if the credential was changed in the meantime
 */
export async function keepKey(
  secrets: CredentialSecrets,
  context: SteppedContext,
  job: {
    credential: Credential;
    attempt: ConnectionAttempt;
    key: ApiKey;
    settings: KeySettings;
    /** Other fields of the provider's response, already filtered by `publicExtra`. */
    extra?: Record<string, unknown>;
    /** Values of the account. */
    account?: Record<string, string>;
    external_user_id?: string | null;
  },
): Promise<ConnectionAttempt> {
  const { credential, attempt, key, settings, account = {}, external_user_id = null } = job;
  const { baseUri, request } = settings;
  const extra = request === undefined ? (job.extra ?? {}) : { ...job.extra, request };
  const place = { tenantId: credential.tenant_id, id: credential.id };
  const access = await secrets.sealAccess(place, { ...key, extra, is_public: true });
  await context.commit(
    async (db) => {
      const held = await lockConnection(db, credential.id);
      if (held === undefined || held.credential.version !== attempt.credential_version) throw changed();
      const { generation } = held.credential.connection;
      const base_uri = filledBaseUri(baseUri, account);
      const tokens = { ...NO_EXPIRATION, access, account, base_uri, obtained_at: held.now };
      const user_id_documented = credential.config_services.user_id_mapper === undefined;
      const who = { external_user_id, user_id_documented, connected_by: context.actor.id, generation };
      await storeConnected(db, credential.id, tokens, who);
      await endAttempt(db, attempt, { state: 'connected', reason: null, now: context.now });
    },
    () => ({
      type: 'credential',
      id: credential.id,
      details: { connection: attempt.id, state: 'connected', external_user_id },
    }),
  );
  return { ...attempt, state: 'connected', ...columnsOf(null), version: attempt.version + 2 };
}

const NO_EXPIRATION = {
  refresh_token: null,
  subject_token: null,
  scopes: null,
  token_url: null,
  expires_at: null,
  refresh_at: null,
  refresh_expires_at: null,
  keep_alive_at: null,
  ends_at: null,
  ends_soon_from: null,
  end_noted_at: null,
};
