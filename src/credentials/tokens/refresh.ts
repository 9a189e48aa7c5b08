import { setTimeout as delay } from 'node:timers/promises';
import { platformDb, tenantDb } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import { describeError } from '../../system/log.ts';
import type { Access, Configure } from '../definition/index.ts';
import {
  exchangeTokens,
  isExchangedAgain,
  isUnattended,
  reasonOf,
  reasonNotBound,
  reasonOfError,
  REFRESH_TIMEOUT,
  requestTokens,
  type Configuration,
  type Reason,
  type TokenOutcome,
} from '../protocol/index.ts';
import { refreshAdditional } from './additional-tokens.ts';
import { createHeartbeat } from './heartbeat.ts';
import { acquireLease, confirmLease, LeaseLostError, timeOf, type Lease } from './lease.ts';
import { createCommits, type CommitParts } from './refresh-commit.ts';
import {
  isTemporary,
  lossReason,
  SHUTTING_DOWN,
  withoutLoss,
  type RefreshOutcome,
} from './refresh-outcome.ts';
import { isSubjectRefused, refreshRequestOf, type RefreshRequest } from './refresh-request.ts';
import { releaseLease } from './refresh-store.ts';

export interface RefreshParts extends CommitParts {
  configure: Configure;
  /** Called at the end of every refresh, with the milliseconds since it became due. */
  onOutcome(tenantId: string, outcome: string, lag: number | null): void;
}

/** Connects a refresh with the shutdown of its process. */
export interface Calls {
  /** Aborted when the process must end, which stops all retries. */
  ending: AbortSignal;
  /** The process is shutting down and must not call any more providers. */
  isStopping(): boolean;
  /** Registers a call that the shutdown waits for. @returns call this once the result is committed */
  begin(lease: Lease): () => void;
}

/** Milliseconds before retrying when the credential's settings must be fixed first. */
const SETTINGS_PAUSE = 10_000;
/** Milliseconds before trying again for a lease that was lost to another process. */
const OVERTAKEN_PAUSE = 200;

class ShutdownError extends Error {
  override readonly name = 'ShutdownError';
}

export type Refresh = (
  tenantId: string,
  id: string,
  seenGeneration: number | undefined,
) => Promise<RefreshOutcome>;

/**
 * One refresh, in order: the lease, the call to the provider, the commit (`refresh-commit.ts`). The lease is committed
 * before the provider is called, so that a crash in between is detected. No database connection is held during the
 * call, and new tokens are committed before anyone can see them. `refresher.ts` runs one refresh per credential at a
 * time.
 */
export function createRefresh(parts: RefreshParts, calls: Calls): Refresh {
  const { database, outbound, log, onOutcome } = parts;
  const { commitTokens, commitRotation, commitAccess, commitLoss, commitFailure, commitRefusal } =
    createCommits(parts, calls.ending);
  const heartbeat = createHeartbeat(database, log);
  const dbOf = (tenantId: string) => tenantDb(platformDb(database), tenantId);

  /** 1. The lease: one process refreshes a credential at a time. */
  async function refresh(
    tenantId: string,
    id: string,
    seenGeneration: number | undefined,
  ): Promise<RefreshOutcome> {
    for (;;) {
      const { isStopping } = calls;
      const lease = await acquireLease({ database, tenantId, id, seenGeneration, isStopping });
      if ('kind' in lease) return lease;
      const outcome = await refreshUnder(lease);
      if (outcome !== 'overtaken') return outcome;
      await delay(OVERTAKEN_PAUSE);
    }
  }

  /** 2. The call, while the heartbeat renews the lease. */
  async function refreshUnder(lease: Lease): Promise<RefreshOutcome | 'overtaken'> {
    const stopRenewing = heartbeat.renew(lease);
    let endCall: (() => void) | undefined;
    const beforeSending = async () => {
      if (calls.isStopping()) throw new ShutdownError();
      // Registered before the check, so that nothing comes between the check and the request.
      endCall ??= calls.begin(lease);
      await confirmLease(database, lease);
    };
    try {
      const outcome = await exchange(lease, beforeSending);
      onOutcome(lease.tenantId, outcome.kind, lagOf(lease));
      return outcome;
    } catch (error) {
      return await handleError(lease, error);
    } finally {
      stopRenewing();
      endCall?.();
    }
  }

  async function exchange(lease: Lease, beforeSending: () => Promise<void>): Promise<RefreshOutcome> {
    const request = await requestOf(lease);
    if ('kind' in request) return request;
    const { configuration, grant } = request;
    const first = await requestTokens(outbound, configuration, grant, REFRESH_TIMEOUT, beforeSending);
    if (first.kind !== 'tokens') return settle(lease, request, first);
    const access = await accessOf(lease);
    const isExchanged = isExchangedAgain(configuration);
    if (!isExchanged && access?.additional === undefined) return settle(lease, request, first);
    if (!(await commitRotation(lease, first.tokens))) return commitTokens(lease, request, first.tokens);
    const all = await withAdditional(lease, configuration, { first, access, beforeSending });
    if (all.kind !== 'tokens' || !isExchanged) return settle(lease, request, withoutLoss(all));
    const second = await exchangeTokens(outbound, configuration, all.tokens, REFRESH_TIMEOUT, beforeSending);
    return settle(lease, request, withoutLoss(second));
  }

  async function accessOf({ tenantId, credential: { id, connection } }: Lease): Promise<Access | undefined> {
    return connection.access === null
      ? undefined
      : parts.secrets.openAccess({ tenantId, id }, connection.access);
  }

  async function withAdditional(
    lease: Lease,
    configuration: Configuration,
    job: {
      first: Extract<TokenOutcome, { kind: 'tokens' }>;
      access: Access | undefined;
      beforeSending: () => Promise<void>;
    },
  ): Promise<TokenOutcome> {
    const { first, access, beforeSending } = job;
    if (access?.additional === undefined) return first;
    const at = { tenant: lease.tenantId, credential: lease.credential.id };
    return refreshAdditional(outbound, configuration, {
      first: first.tokens,
      stored: access.additional,
      now: timeOf(lease),
      beforeSending,
      onRefreshed: (additional) => commitAccess(lease, { ...access, additional }),
      onDropped: (token) =>
        log.warn({ ...at, token }, 'the provider has ended the grant of an additional token'),
    });
  }

  /** 3. The commit, as the provider's response demands. */
  async function settle(
    lease: Lease,
    request: RefreshRequest,
    result: TokenOutcome,
  ): Promise<RefreshOutcome> {
    const { configuration, grant } = request;
    switch (result.kind) {
      case 'tokens': {
        const fault = reasonNotBound(configuration.dpop, result.tokens.token_type);
        if (fault === undefined) return commitTokens(lease, request, result.tokens);
        // Of the refresh tokens, the new one may be the only one that the provider still accepts.
        await commitRotation(lease, result.tokens);
        return commitFailure(lease, fault, null, false);
      }
      case 'refused': {
        const { error, text, ofClient = false } = result;
        const isSpent = isSubjectRefused(grant, error, lease.credential);
        const endsGrant = result.endsGrant || isSpent;
        const held = grant.grant_type === 'jwt_bearer' ? 'jwt' : 'held';
        const reason: Reason = { text, code: reasonOfError(isSpent ? 'invalid_grant' : error, held) };
        if (!endsGrant && !ofClient && isTemporary(error, reason))
          return commitFailure(lease, reason, null, false);
        // Without a grant that could be lost, the next attempt succeeds as soon as the cause is fixed.
        if (endsGrant && !isUnattended(configuration.grantType))
          return commitLoss(lease, lossReason(reason, lease.interrupted));
        return commitRefusal(lease, reason, null, ofClient ? 'client' : 'explained');
      }
      case 'unavailable':
        if (result.refused === true)
          return commitRefusal(lease, result.reason, result.retryAfter, 'unexplained');
        return commitFailure(lease, result.reason, result.retryAfter, result.uncertain);
    }
  }

  /** The request to send, or the outcome if the credential's settings do not allow one. */
  async function requestOf(lease: Lease): Promise<RefreshRequest | RefreshOutcome> {
    try {
      return await refreshRequestOf(parts, dbOf(lease.tenantId), lease.credential);
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      const reason = reasonOf(error);
      if (error.code === 'credential_needs_reauthorization') return commitLoss(lease, reason);
      // The provider was not called, so the grant is still valid and the settings can be fixed.
      const later = await commitFailure(lease, reason, SETTINGS_PAUSE, false);
      return { ...later, fault: error };
    }
  }

  /** Handles a lost lease, a shutdown before the call, or an internal error. */
  async function handleError(lease: Lease, error: unknown): Promise<RefreshOutcome | 'overtaken'> {
    const { tenantId, credential } = lease;
    const at = { credential: credential.id, tenant: tenantId };
    if (error instanceof LeaseLostError) {
      log.info(
        at,
        'a refresh was canceled before its call: another process took over, or the account changed',
      );
      return 'overtaken';
    }
    if (error instanceof ShutdownError) {
      await releaseLease(dbOf(tenantId), lease).catch(() => undefined);
      return SHUTTING_DOWN;
    }
    // An internal error does not end the grant.
    const fault = await commitFailure(lease, INTERNAL_ERROR, null, true).then(
      () => error,
      (again: unknown) => again,
    );
    onOutcome(tenantId, 'error', null);
    log.error({ ...at, err: describeError(fault) }, 'refresh failed');
    throw fault;
  }

  return refresh;
}

const INTERNAL_ERROR: Reason = {
  text: 'An internal error occurred while refreshing the token.',
  code: 'internal_error',
};

/** The milliseconds since the refresh became due. */
function lagOf(lease: Lease): number | null {
  const { refresh_at } = lease.credential.connection;
  return refresh_at === null ? null : Math.max(0, timeOf(lease) - refresh_at);
}
