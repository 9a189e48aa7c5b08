import type { SteppedContext } from '../../actions/index.ts';
import { AppError } from '../../errors.ts';
import type { Outbound } from '../../http/index.ts';
import type { ConnectionReason } from '../../schema/index.ts';
import type { Clock } from '../../system/clock.ts';
import { describeError, type Log } from '../../system/log.ts';
import {
  ConfigServiceError,
  mapUserId,
  validateToken,
  type ConfigService,
} from '../config-services/index.ts';
import {
  lockConnection,
  recordFailure,
  storeConnected,
  type Credential,
  type CredentialSecrets,
} from '../definition/index.ts';
import {
  ConnectionError,
  documentedLifetime,
  introspectedLifetime,
  reasonOf,
  requestTokens,
  type Configuration,
  type Grant,
  type Reason,
  subjectIn,
  type SubjectTokens,
  type TokenOutcome,
  type Tokens,
} from '../protocol/index.ts';
import { sealTokens } from '../tokens/index.ts';
import { lookUpAccount } from './account-lookup.ts';
import { assertRefreshToken, exchanged, tokensOf } from './first-tokens.ts';
import { columnsOf, endAttempt, type ConnectionAttempt } from './attempt-store.ts';
import { revokeUnused } from './revoke-unused.ts';

export interface CompleteParts {
  outbound: Outbound;
  secrets: CredentialSecrets;
  clock: Clock;
  log: Log;
}

interface Completion {
  credential: Credential;
  configuration: Configuration;
  attempt: ConnectionAttempt;
  /** Values of the account from the provider's redirect. */
  account?: Record<string, string>;
  /** Scopes that the redirect says the user granted; null if it does not say. */
  grantedScopes?: string[] | null;
  /** What was exchanged for the tokens, if it was entered. */
  subject?: SubjectTokens;
}

/**
 * Completes a connection attempt: exchanges the grant for tokens, then continues as `completeWith`.
 * @throws AppError as `completeWith` does
 */
export async function complete(
  parts: CompleteParts,
  context: SteppedContext,
  { grant, ...job }: Completion & { grant: Grant },
): Promise<ConnectionAttempt> {
  const outcome = await requestTokens(parts.outbound, job.configuration, grant);
  const subject = subjectIn(grant);
  return completeWith(parts, context, { ...job, outcome, ...(subject !== null && { subject }) });
}

/**
 * Completes a connection attempt with a token response: checks the tokens, runs the config services, and then commits.
 * A failure is recorded on the attempt, and on the credential unless it is already connected. Tokens that are not stored
 * are revoked, even if the failure cannot be recorded because the database is down.
 * @throws AppError connection_failed, provider_unavailable, refresh_token_missing, token_validation_failed,
 *   user_id_mapping_failed, overloaded, conflict
 */
export async function completeWith(
  parts: CompleteParts,
  context: SteppedContext,
  job: Completion & { outcome: TokenOutcome },
): Promise<ConnectionAttempt> {
  const { outbound, log } = parts;
  const { credential, configuration, attempt, outcome } = job;
  try {
    const first = tokensOf(outcome, configuration);
    assertRefreshToken(configuration, first);
    const granted = { ...first, scopes: first.scopes ?? job.grantedScopes ?? null };
    const tokens = await exchanged(outbound, configuration, granted);
    const userId = await runServices(parts, credential, configuration, tokens);
    const lookup = configuration.settings.account_lookup;
    const found =
      lookup === undefined
        ? {}
        : await lookUpAccount(outbound, {
            lookup,
            credential,
            configuration,
            tokens,
            account: job.account,
          });
    const account = { ...job.account, ...found };
    const lifetime = await introspectedLifetime(outbound, configuration, tokens);
    return await store(parts, context, {
      ...job,
      tokens: lifetime === null ? tokens : { ...tokens, lifetime },
      userId,
      account,
    });
  } catch (error) {
    const failure = asAppError(error);
    const reason = failure instanceof AppError ? reasonOf(failure) : INTERNAL_ERROR;
    // If this cannot be stored, the attempt shows as failed after MAX_COMPLETION_TIME.
    await failAttempt(context, attempt, reason).catch((fault: unknown) =>
      log.error(
        { tenant: credential.tenant_id, credential: credential.id, err: describeError(fault) },
        'could not store why connecting an account failed',
      ),
    );
    if (outcome.kind === 'tokens')
      await revokeUnused(parts, context, { credential, configuration, tokens: outcome.tokens });
    throw failure;
  }
}

/** Records why an attempt failed, on the attempt and the credential, unless the attempt already has a result. */
export async function failAttempt(
  context: SteppedContext,
  attempt: ConnectionAttempt,
  reason: Reason,
): Promise<ConnectionAttempt> {
  await context.commit(
    async (db) => {
      const ended = await endAttempt(db, attempt, { state: 'failed', reason, now: context.now });
      if (ended) await recordFailure(db, attempt.credential_id, reason);
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

async function runServices(
  { outbound, clock, log }: CompleteParts,
  { tenant_id: tenantId, id, config_services: { token_validation, user_id_mapper } }: Credential,
  { client, dpop, endpoints, userIdExpression }: Configuration,
  tokens: Tokens,
): Promise<string | null> {
  const set = {
    access_token: tokens.access_token,
    token_type: tokens.token_type,
    ...(tokens.id_token !== null && { id_token: tokens.id_token }),
    response: tokens.response,
    ...(client.certificate !== undefined && { certificate: client.certificate }),
  };
  const { userinfo } = await validateToken(token_validation ?? { type: 'none' }, {
    tokens: set,
    client,
    dpop,
    endpoints,
    outbound,
    clock,
  });
  const onUndetermined = (reason: string) =>
    log.warn({ tenant: tenantId, credential: id, reason }, 'the account has no external user ID');
  const documented = userIdExpression;
  const context = { tokens: set, dpop, userinfo, documented, onUndetermined, endpoints, outbound, tenantId };
  return mapUserId(user_id_mapper, context);
}

async function store(
  { secrets }: CompleteParts,
  context: SteppedContext,
  done: Completion & { tokens: Tokens; userId: string | null },
): Promise<ConnectionAttempt> {
  const { credential, configuration, attempt, tokens, userId, account = {}, subject = null } = done;
  const key = { tenantId: credential.tenant_id, id: credential.id };
  await context.commit(
    async (db) => {
      const held = await lockConnection(db, credential.id);
      if (held === undefined || held.credential.version !== attempt.credential_version) throw changed();
      const { generation } = held.credential.connection;
      const sealed = await sealTokens({
        secrets,
        key,
        tokens,
        configuration,
        previous: null,
        sent: null,
        now: held.now,
        account,
        lifetime: tokens.lifetime ?? documentedLifetime(configuration),
        subject,
      });
      const who = {
        external_user_id: userId,
        user_id_documented: credential.config_services.user_id_mapper === undefined,
        connected_by: context.actor.id,
        generation,
      };
      await storeConnected(db, credential.id, sealed, who);
      await endAttempt(db, attempt, { state: 'connected', reason: null, now: context.now });
    },
    () => ({
      type: 'credential',
      id: credential.id,
      details: { connection: attempt.id, state: 'connected', external_user_id: userId },
    }),
  );
  return { ...attempt, state: 'connected', ...columnsOf(null), version: attempt.version + 2 };
}

export function changed(): AppError {
  return new ConnectionError('conflict', {
    text: 'The credential was changed while the account was being connected. Connect the account again.',
    code: 'settings_changed',
  });
}

const INTERNAL_ERROR: Reason = {
  text: 'Connecting failed because of an internal error. Connect the account again.',
  code: 'internal_error',
};

const SERVICE_CODES = {
  token_validation: 'token_validation_failed',
  user_id_mapper: 'user_id_mapping_failed',
} as const satisfies Record<ConfigService, ConnectionReason>;

/** Turns a config service's failure into an AppError; returns any other error unchanged. */
export function asAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (!(error instanceof ConfigServiceError)) return error;
  const code = SERVICE_CODES[error.service];
  return new ConnectionError(code, { text: error.message, code }, { meta: { service: error.service } });
}
