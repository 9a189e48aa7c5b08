import { inTransaction, platformDb, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import type { Outbound } from '../../http/index.ts';
import type { Log } from '../../system/log.ts';
import { findCredential, type Access, type CredentialSecrets } from '../definition/index.ts';
import {
  documentedLifetime,
  introspectedLifetime,
  isUnattended,
  revokeTokens,
  type Reason,
  type Tokens,
} from '../protocol/index.ts';
import { timeOf, type Lease } from './lease.ts';
import { refused, type RefreshOutcome } from './refresh-outcome.ts';
import {
  countRefusal,
  isRefusedForGood,
  lastLifetime,
  pauseAfter,
  REFUSALS,
  type Refusal,
} from './refresh-policy.ts';
import type { RefreshRequest } from './refresh-request.ts';
import { endRefresh, storeLifetime, storeRefreshed, storeRotated } from './refresh-store.ts';
import { retryUntilStored } from './retry-until-stored.ts';
import { sealTokens, timesWith } from './sealed-tokens.ts';

/** Milliseconds until a caller should ask again if a refresh is due at once. */
const SHORT_WAIT = 1_000;

export interface CommitParts {
  database: Database;
  outbound: Outbound;
  secrets: CredentialSecrets;
  log: Log;
  /** Called when an account must be connected again, in the transaction that records it. */
  onGrantLost: OnGrantLost;
}

/** @param endedAt when the connection ended, in milliseconds since the epoch */
type OnGrantLost = (db: TenantDb, credentialId: string, reason: Reason, endedAt: number) => Promise<void>;

/** How a refresh can end. @param ending aborted when the process must end, which stops all retries */
export function createCommits(parts: CommitParts, ending: AbortSignal) {
  const { database, outbound, secrets, log, onGrantLost } = parts;

  /** Stores new tokens if the generation has not changed since the refresh started. */
  async function commitTokens(
    lease: Lease,
    { configuration, grant }: RefreshRequest,
    tokens: Tokens,
  ): Promise<RefreshOutcome> {
    const { tenantId, credential } = lease;
    const { id, connection } = credential;
    const sealed = await sealTokens({
      secrets,
      key: { tenantId, id },
      tokens,
      configuration,
      previous: connection,
      sent: grant.grant_type === 'refresh_token' ? grant.refresh_token : null,
      now: timeOf(lease),
      lifetime: tokens.lifetime ?? lastLifetime(connection) ?? documentedLifetime(configuration),
    });
    if (await write(lease, (db) => storeRefreshed(db, lease, sealed))) {
      // Only now, because tokens that are not stored yet can be lost.
      const lifetime = await introspectedLifetime(outbound, configuration, tokens);
      if (lifetime !== null)
        await write(lease, (db) => storeLifetime(db, lease, timesWith(sealed, lifetime, configuration)));
      return { kind: 'refreshed' };
    }
    // If the account was disconnected or deleted in the meantime, revoke the new tokens. If it was connected again,
    // keep the stored tokens and revoke nothing, since some providers revoke the whole grant with one token.
    const current = await findCredential(tenantDb(platformDb(database), tenantId), id);
    if (current === undefined || current.connection.access === null)
      await revokeTokens(outbound, configuration, tokens).catch(() => undefined);
    return { kind: 'fresh' };
  }

  /**
   * Stores a new refresh token before the access token that came with it is exchanged.
   * @returns false if the generation has changed since the refresh started
   */
  async function commitRotation(lease: Lease, { refresh_token }: Tokens): Promise<boolean> {
    if (refresh_token === null || isUnattended(lease.credential.grant_type)) return true;
    const { tenantId, credential } = lease;
    const sealed = await secrets.sealRefreshToken({ tenantId, id: credential.id }, refresh_token);
    return write(lease, (db) => storeRotated(db, lease, { refresh_token: sealed }));
  }

  /** Stores a further token before the next one is refreshed. @returns as `commitRotation` */
  async function commitAccess(lease: Lease, access: Access): Promise<boolean> {
    const { tenantId, credential } = lease;
    const sealed = await secrets.sealAccess({ tenantId, id: credential.id }, access);
    return write(lease, (db) => storeRotated(db, lease, { access: sealed }));
  }

  /** The account must be connected again. */
  async function commitLoss(lease: Lease, reason: Reason): Promise<RefreshOutcome> {
    const now = timeOf(lease);
    const ends_at = Math.min(lease.credential.connection.ends_at ?? now, now);
    const end = {
      state: 'needs_reauthorization',
      reason,
      interrupted: false,
      failures: 0,
      retry_at: null,
      ends_at,
      ends_soon_from: null,
    } as const;
    const ended = await write(lease, async (db) => {
      const result = await endRefresh(db, lease, end);
      if (result === 'stored') await onGrantLost(db, lease.credential.id, reason, ends_at);
      return result;
    });
    if (ended === 'outdated') return { kind: 'unavailable', reason, retryAfter: SHORT_WAIT };
    // If another process has won the lease, its tokens are still valid.
    return ended === 'stored' ? refused(reason) : { kind: 'fresh' };
  }

  /**
   * The provider refused, but not because the grant has ended. The refresh is retried, unless the provider has refused
   * so often and for so long that retrying makes no sense.
   */
  async function commitRefusal(
    lease: Lease,
    reason: Reason,
    retryAfter: number | null,
    refusal: Refusal,
  ): Promise<RefreshOutcome> {
    const now = timeOf(lease);
    const count = countRefusal(lease.credential.connection, now);
    const { patience, longestPause } = REFUSALS[refusal];
    if (!isRefusedForGood(count, now, patience))
      return commitFailure(lease, reason, retryAfter, false, { ...count, longestPause });
    const text = `${reason.text} It has refused ${count.refusals} times over more than a ${patience}. Connect the account again.`;
    return commitLoss(lease, { ...reason, text });
  }

  /** The grant is still valid, and the refresh is retried. @param retryAfter milliseconds */
  async function commitFailure(
    lease: Lease,
    reason: Reason,
    retryAfter: number | null,
    uncertain: boolean,
    { longestPause, ...refusals }: { refusals?: number; refused_since?: number; longestPause?: number } = {},
  ): Promise<Extract<RefreshOutcome, { kind: 'unavailable' }>> {
    const failures = lease.credential.connection.failures + 1;
    const wait = pauseAfter(failures, retryAfter, longestPause);
    const ended = await write(lease, (db) =>
      endRefresh(db, lease, {
        state: 'connected',
        reason: { ...reason, text: retryText(reason) },
        interrupted: uncertain || lease.interrupted,
        failures,
        retry_at: timeOf(lease) + wait,
        ...refusals,
      }),
    );
    return {
      kind: 'unavailable',
      reason,
      retryAfter: ended === 'outdated' ? SHORT_WAIT : Math.max(SHORT_WAIT, wait),
    };
  }

  /** Retried until the database is available, because the provider does not return the tokens again. */
  function write<T>({ tenantId }: Lease, work: (db: TenantDb) => Promise<T>): Promise<T> {
    const transaction = () => inTransaction(database, (platform) => work(tenantDb(platform, tenantId)));
    return retryUntilStored(transaction, log, ending);
  }

  return { commitTokens, commitRotation, commitAccess, commitLoss, commitFailure, commitRefusal };
}

function retryText({ text }: Reason): string {
  return `The last refresh failed and will be retried. ${text}`;
}
