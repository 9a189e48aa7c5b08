import type { SteppedContext } from '../actions/index.ts';
import { AppError } from '../errors.ts';
import type { Outbound } from '../http/index.ts';
import type { ConnectionReason } from '../schema/index.ts';
import type { Clock } from '../system/clock.ts';
import type { CredentialSecrets } from './access.ts';
import { columnsOf, endAttempt, type Attempt } from './attempts.ts';
import { ConfigServiceError, type ConfigService, mapUserId, validateToken } from './config-services/index.ts';
import type { Configuration } from './configuration.ts';
import { holdConnection, noteFailure, storeConnected } from './connections.ts';
import { reasonOfError } from './provider-error.ts';
import { ConnectionError, reasonOf, type Reason } from './reasons.ts';
import { revokeTokens } from './revoke.ts';
import { sealTokens } from './sealed-tokens.ts';
import { findCredential, type Credential } from './store.ts';
import type { TokenOutcome, Tokens } from './token-answer.ts';
import { requestTokens, type Grant } from './token-endpoint.ts';

export interface CompleteParts {
  outbound: Outbound;
  secrets: CredentialSecrets;
  clock: Clock;
}

/**
 * The second half of every connection: tokens for the grant, the rules they must keep, the config services, and
 * only then the commit. A failure is noted with the attempt, and with the credential unless that works already.
 * @throws AppError connection_failed, provider_unavailable, refresh_token_missing, token_validation_failed,
 *   user_id_mapping_failed, overloaded, conflict
 */
export async function complete(
  parts: CompleteParts,
  context: SteppedContext,
  job: { credential: Credential; configuration: Configuration; attempt: Attempt; grant: Grant },
): Promise<Attempt> {
  const { outbound } = parts;
  const { credential, configuration, attempt, grant } = job;
  const outcome = await requestTokens(outbound, configuration, grant);
  try {
    const tokens = tokensOf(outcome);
    assertRefreshToken(configuration, tokens);
    const externalUserId = await runServices(parts, credential, configuration, tokens);
    return await store(parts, context, { credential, configuration, attempt, tokens, externalUserId });
  } catch (error) {
    const failure = asAppError(error);
    const reason = failure instanceof AppError ? reasonOf(failure) : WITHIN;
    await failAttempt(context, attempt, reason);
    // What was got and is not kept should not live on at the provider. Not where the account is connected already:
    // some providers take back the whole grant with one token, and that would end what works.
    if (outcome.kind === 'tokens' && !(await isConnected(context, credential.id)))
      await revokeTokens(outbound, configuration, outcome.tokens).catch(() => undefined);
    throw failure;
  }
}

/** As it stands now: it may have been connected by another attempt meanwhile. */
async function isConnected({ db }: SteppedContext, id: string): Promise<boolean> {
  const current = await findCredential(db, id);
  return current !== undefined && current.connection.access !== null;
}

/** Notes why an attempt failed, where people will look for it; once, whoever finds it out first. */
export async function failAttempt(
  context: SteppedContext,
  attempt: Attempt,
  reason: Reason,
): Promise<Attempt> {
  await context.commit(
    async (db) => {
      const ended = await endAttempt(db, attempt, { state: 'failed', reason, now: context.now });
      if (ended) await noteFailure(db, attempt.credential_id, reason);
      return ended;
    },
    (ended) =>
      ended
        ? {
            type: 'credential',
            id: attempt.credential_id,
            details: { connection: attempt.id, state: 'failed', reason: reason.text },
          }
        : null,
  );
  return { ...attempt, state: 'failed', ...columnsOf(reason), version: attempt.version + 2 };
}

function tokensOf(outcome: TokenOutcome): Tokens {
  switch (outcome.kind) {
    case 'tokens':
      return outcome.tokens;
    case 'refused':
      throw new ConnectionError(
        'connection_failed',
        { text: outcome.said, code: reasonOfError(outcome.error, 'new') },
        { meta: { error: outcome.error } },
      );
    case 'unavailable':
      throw new ConnectionError('provider_unavailable', outcome.reason, {
        retryAfter: Math.ceil((outcome.retryAfter ?? 5_000) / 1000),
      });
  }
}

/** Every connection keeps itself alive, unless its grant or its provider has no refresh tokens. */
function assertRefreshToken({ refreshTokenRequired }: Configuration, { refresh_token }: Tokens): void {
  if (!refreshTokenRequired || refresh_token !== null) return;
  throw new ConnectionError('refresh_token_missing', {
    text: 'The provider gave no refresh token, so the connection would end with its first token. Ask for one as the provider wants it (a scope such as offline_access, or parameters such as access_type=offline and prompt=consent), or set non_expiring_tokens if its tokens do not expire.',
    code: 'refresh_token_missing',
  });
}

async function runServices(
  { outbound, clock }: CompleteParts,
  { tenant_id: tenantId, config_services: { token_validation, user_id_mapper } }: Credential,
  { client, endpoints }: Configuration,
  tokens: Tokens,
): Promise<string | null> {
  const set = {
    access_token: tokens.access_token,
    token_type: tokens.token_type,
    ...(tokens.id_token !== null && { id_token: tokens.id_token }),
    answer: tokens.answer,
  };
  const { userinfo } = await validateToken(token_validation ?? { type: 'none' }, {
    tokens: set,
    client,
    endpoints,
    outbound,
    clock,
  });
  const context = { tokens: set, userinfo, endpoints, outbound, tenantId };
  return mapUserId(user_id_mapper ?? { type: 'none' }, context);
}

async function store(
  { secrets }: CompleteParts,
  context: SteppedContext,
  done: {
    credential: Credential;
    configuration: Configuration;
    attempt: Attempt;
    tokens: Tokens;
    externalUserId: string | null;
  },
): Promise<Attempt> {
  const { credential, configuration, attempt, tokens, externalUserId } = done;
  const key = { tenantId: credential.tenant_id, id: credential.id };
  await context.commit(
    async (db) => {
      const held = await holdConnection(db, credential.id);
      if (held === undefined || held.credential.version !== attempt.credential_version) throw changed();
      const { generation } = held.credential.connection;
      const sealed = await sealTokens({
        secrets,
        key,
        tokens,
        configuration,
        previous: null,
        now: held.now,
        lifetime: tokens.lifetime ?? configuration.lifetime,
      });
      const who = { external_user_id: externalUserId, connected_by: context.actor.id, generation };
      await storeConnected(db, credential.id, sealed, who);
      await endAttempt(db, attempt, { state: 'connected', reason: null, now: context.now });
    },
    () => ({
      type: 'credential',
      id: credential.id,
      details: { connection: attempt.id, state: 'connected', external_user_id: externalUserId },
    }),
  );
  return { ...attempt, state: 'connected', ...columnsOf(null), version: attempt.version + 2 };
}

export function changed(): AppError {
  return new ConnectionError('conflict', {
    text: 'The credential was changed while it was being connected. Connect it again.',
    code: 'settings_changed',
  });
}

const WITHIN: Reason = {
  text: 'Connecting failed for a reason within Valetkey.',
  code: 'internal_error',
};

const SERVICE_CODES = {
  token_validation: 'token_validation_failed',
  user_id_mapper: 'user_id_mapping_failed',
} as const satisfies Record<ConfigService, ConnectionReason>;

/** A fault of our own stays what it is. */
function asAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (!(error instanceof ConfigServiceError)) return error;
  const code = SERVICE_CODES[error.service];
  return new ConnectionError(code, { text: error.message, code }, { meta: { service: error.service } });
}
