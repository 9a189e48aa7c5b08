import { randomUUID } from 'node:crypto';
import { inTransaction, platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { Outbound } from '../http/index.ts';
import type { Log } from '../system/log.ts';
import { thisProcess } from '../system/process-identity.ts';
import type { CredentialSecrets } from './access.ts';
import type { Configuration, Configure } from './configuration.ts';
import { endRefresh, holdConnection, isHeld, storeRefreshed, takeLease, type Holder } from './connections.ts';
import { dueOf, lastLifetime, pauseAfter } from './refresh-policy.ts';
import { sealTokens } from './sealed-tokens.ts';
import { revokeTokens } from './revoke.ts';
import { findCredential, type Credential } from './store.ts';
import type { TokenOutcome } from './token-answer.ts';
import { requestTokens, type Grant } from './token-endpoint.ts';

/** How a refresh ended, for whoever waits for it and for the metrics. */
export type RefreshOutcome =
  | { kind: 'refreshed' }
  /** Somebody else had just done it, or nothing was due. */
  | { kind: 'fresh' }
  | { kind: 'unavailable'; reason: string; retryAfter: number }
  /** The account must be connected again, or the credential repaired. */
  | { kind: 'refused'; reason: string };

export interface Refresher {
  /**
   * Refreshes a credential's token, unless it is not due (`force` makes it due) or somebody else has just done it.
   * All callers of one process share one refresh; it goes on when they give up.
   */
  refresh(tenantId: string, credentialId: string, force?: boolean): Promise<RefreshOutcome>;
  /** Waits until what is under way has ended. */
  settle(): Promise<void>;
}

export interface RefresherParts {
  database: Database;
  outbound: Outbound;
  secrets: CredentialSecrets;
  configure: Configure;
  log: Log;
  /** Told of every end, with the milliseconds since the refresh became due. */
  observed(outcome: string, lag: number | null): void;
  /** Told when an account must be connected again, in the transaction that says so. */
  lost(db: TenantDb, credentialId: string, reason: string): Promise<void>;
}

/** How often to look whether the process that refreshes has done it. */
const POLL = 200;
/** Between attempts to write tokens that have been got. */
const WRITE_PAUSE = 500;
/** For so long: then the lease has ended, and another may have taken it. */
const WRITE_ATTEMPTS = 400;

/**
 * Refreshes tokens so that the grant survives: one at a time for each credential, over all processes (a lease in
 * the database), the intent committed before the provider is called, no database connection held meanwhile, the
 * new tokens committed before anybody sees them, and every write a comparison with what it builds on.
 */
export function createRefresher(parts: RefresherParts): Refresher {
  const { database, outbound, secrets, configure, log, observed } = parts;
  const flights = new Map<string, { force: boolean; ended: Promise<RefreshOutcome> }>();
  const background = new Set<Promise<unknown>>();

  const dbOf = (tenantId: string) => tenantDb(platformDb(database), tenantId);
  const write = <T>(tenantId: string, work: (db: TenantDb) => Promise<T>) =>
    inTransaction(database, (platform) => work(tenantDb(platform, tenantId)));

  function refresh(tenantId: string, id: string, force = false): Promise<RefreshOutcome> {
    const flight = flights.get(id);
    // A refresh that somebody forces is not served by one that may find that nothing is due.
    if (flight !== undefined && (flight.force || !force)) return flight.ended;
    const ended = (flight?.ended ?? Promise.resolve())
      .then(
        (outcome) => (outcome?.kind === 'refreshed' ? outcome : run(tenantId, id, force)),
        () => run(tenantId, id, force),
      )
      .finally(() => {
        if (flights.get(id)?.ended === ended) flights.delete(id);
      });
    flights.set(id, { force, ended });
    return ended;
  }

  async function run(tenantId: string, id: string, force: boolean): Promise<RefreshOutcome> {
    const seen = force ? (await findCredential(dbOf(tenantId), id))?.connection.generation : undefined;
    for (;;) {
      const begun = await begin(tenantId, id, seen);
      if (begun !== 'held') return 'kind' in begun ? begun : perform(tenantId, begun);
      // Another process is at it. Nothing is held while waiting.
      await pause(POLL);
    }
  }

  /** Takes the lease, if a refresh is to be. The commit of this transaction is the note that one has begun. */
  async function begin(
    tenantId: string,
    id: string,
    seen: number | undefined,
  ): Promise<RefreshOutcome | 'held' | Begun> {
    return write(tenantId, async (db) => {
      const found = await holdConnection(db, id);
      if (found === undefined) return refused('The credential has been deleted.');
      const { credential, now } = found;
      const { connection } = credential;
      if (connection.state !== 'connected')
        return refused(connection.state_reason ?? 'The credential is not connected.');
      const forced = seen !== undefined;
      if (forced ? connection.generation > seen : dueOf(connection, now) === 'no') return { kind: 'fresh' };
      if (isHeld(connection, now)) return 'held';
      if (!forced && connection.retry_at !== null && connection.retry_at > now) {
        const reason = connection.state_reason ?? 'The provider could not be reached.';
        return { kind: 'unavailable', reason, retryAfter: connection.retry_at - now };
      }
      const owner = `${thisProcess()}#${randomUUID()}`;
      // A lease that nobody gave back: its holder ended between the provider's answer and the commit, or before.
      const interrupted = connection.interrupted || connection.lease_owner !== null;
      await takeLease(db, id, { owner, now, interrupted });
      return { credential, interrupted, now, at: performance.now(), owner };
    });
  }

  async function perform(tenantId: string, begun: Begun): Promise<RefreshOutcome> {
    const { credential } = begun;
    const { refresh_at } = credential.connection;
    let ended: RefreshOutcome;
    try {
      ended = await exchange(tenantId, begun);
    } catch (error) {
      log.error(
        { credential: credential.id, code: codeOf(error), message: (error as Error).message },
        'refresh failed',
      );
      await giveBack(tenantId, begun, 'Refreshing failed for a reason within Valetkey.').catch(
        () => undefined,
      );
      throw error;
    }
    observed(ended.kind, refresh_at === null ? null : Math.max(0, timeOf(begun) - refresh_at));
    return ended;
  }

  async function exchange(tenantId: string, begun: Begun): Promise<RefreshOutcome> {
    const { credential } = begun;
    let configuration: Configuration;
    let grant: Grant;
    try {
      configuration = await configure(dbOf(tenantId), credential);
      grant = await grantOf(tenantId, credential, configuration);
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      return giveUp(tenantId, begun, error.message);
    }
    const outcome = await requestTokens(outbound, configuration, grant);
    switch (outcome.kind) {
      case 'tokens':
        return keep(tenantId, begun, configuration, outcome);
      case 'refused':
        if (!outcome.terminal) return tryLater(tenantId, begun, outcome.reason, null, false);
        if (await clientHasChanged(tenantId, credential, configuration))
          return tryLater(tenantId, begun, outcome.reason, 0, false);
        return giveUp(tenantId, begun, lostReason(outcome, begun.interrupted));
      case 'unavailable':
        return tryLater(tenantId, begun, outcome.reason, outcome.retryAfter, outcome.uncertain);
    }
  }

  /** @throws AppError when there is nothing to refresh with, or its place has moved */
  async function grantOf(
    tenantId: string,
    { id, grant_type, connection }: Credential,
    { tokenUrl, trusted }: Configuration,
  ): Promise<Grant> {
    if (connection.token_url !== tokenUrl && !trusted) {
      throw new AppError(
        'token_url_changed',
        'The token URL has changed since the account was connected. Connect it again if the new address may have its tokens.',
      );
    }
    if (connection.refresh_token !== null) {
      const refresh_token = await secrets.openRefreshToken({ tenantId, id }, connection.refresh_token);
      return { grant_type: 'refresh_token', refresh_token };
    }
    if (grant_type === 'client_credentials') return { grant_type };
    throw new AppError(
      'credential_needs_reauthorization',
      'The token has ended and there is no refresh token. Connect the account again.',
    );
  }

  /** The tokens are here; nobody sees them before they are stored, and they are stored whatever it takes. */
  async function keep(
    tenantId: string,
    begun: Begun,
    configuration: Configuration,
    { tokens }: Extract<TokenOutcome, { kind: 'tokens' }>,
  ): Promise<RefreshOutcome> {
    const { credential } = begun;
    const sealed = await sealTokens({
      secrets,
      key: { tenantId, id: credential.id },
      tokens,
      configuration,
      previous: credential.connection,
      now: timeOf(begun),
      lifetime: tokens.lifetime ?? lastLifetime(credential.connection) ?? configuration.lifetime,
    });
    const kept = await persist(() =>
      write(tenantId, (db) => storeRefreshed(db, credential.id, holderOf(begun), sealed)),
    );
    if (kept) return { kind: 'refreshed' };
    // Connected again, disconnected or deleted meanwhile: what stands there now counts, and these tokens are nobody's.
    await revokeTokens(outbound, configuration, tokens).catch(() => undefined);
    return { kind: 'fresh' };
  }

  async function giveUp(tenantId: string, begun: Begun, reason: string): Promise<RefreshOutcome> {
    const { id } = begun.credential;
    const ended = await persist(() =>
      write(tenantId, async (db) => {
        const state = 'needs_reauthorization';
        const end = { state, state_reason: reason, interrupted: false, failures: 0, retry_at: null } as const;
        const mine = await endRefresh(db, id, holderOf(begun), end);
        if (mine) await parts.lost(db, id, reason);
        return mine;
      }),
    );
    // The loser of a race does not mark the winner's tokens dead.
    return ended ? refused(reason) : { kind: 'fresh' };
  }

  async function tryLater(
    tenantId: string,
    begun: Begun,
    reason: string,
    retryAfter: number | null,
    uncertain: boolean,
  ): Promise<RefreshOutcome> {
    const failures = begun.credential.connection.failures + 1;
    const wait = retryAfter === 0 ? 0 : pauseAfter(failures, retryAfter);
    const end = {
      state: 'connected',
      state_reason: `The last refresh failed and will be tried again. ${reason}`,
      interrupted: uncertain || begun.interrupted,
      failures,
      retry_at: timeOf(begun) + wait,
    } as const;
    await persist(() => write(tenantId, (db) => endRefresh(db, begun.credential.id, holderOf(begun), end)));
    return { kind: 'unavailable', reason, retryAfter: Math.max(1_000, wait) };
  }

  async function giveBack(tenantId: string, begun: Begun, reason: string): Promise<void> {
    await tryLater(tenantId, begun, reason, null, true);
  }

  /** A client whose secret was entered anew during the call is no reason to give up. */
  async function clientHasChanged(
    tenantId: string,
    { id }: Credential,
    { client }: Configuration,
  ): Promise<boolean> {
    const db = dbOf(tenantId);
    const current = await findCredential(db, id);
    if (current === undefined) return false;
    const { client: now } = await configure(db, current).catch(() => ({ client }));
    return now.client_id !== client.client_id || now.client_secret !== client.client_secret;
  }

  /** Tries until the database takes it, or the lease has ended anyway. */
  async function persist<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (attempt === WRITE_ATTEMPTS) throw error;
        if (attempt === 1) log.warn({ code: codeOf(error) }, 'a refresh could not be stored yet');
        await pause(WRITE_PAUSE);
      }
    }
  }

  return {
    refresh(tenantId, id, force) {
      const ended = refresh(tenantId, id, force);
      const kept = ended.catch(() => undefined).finally(() => background.delete(kept));
      background.add(kept);
      return ended;
    },
    async settle() {
      while (background.size > 0) await Promise.all(background);
    },
  };
}

/** A refresh whose lease is taken. */
interface Begun {
  credential: Credential;
  /** An earlier refresh with the same refresh token had no known end. */
  interrupted: boolean;
  owner: string;
  /** The database's time, and this process's own clock at that moment. */
  now: number;
  at: number;
}

function holderOf({ owner, credential }: Begun): Holder {
  return { owner, generation: credential.connection.generation };
}

/** The time by the database's clock, without asking it again. */
function timeOf({ now, at }: Begun): number {
  return Math.round(now + performance.now() - at);
}

function refused(reason: string): RefreshOutcome {
  return { kind: 'refused', reason };
}

function lostReason({ reason }: { reason: string }, interrupted: boolean): string {
  return interrupted
    ? `A refresh was interrupted, and the provider does not take the refresh token any more. ${reason} Connect the account again.`
    : `${reason} Connect the account again.`;
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
