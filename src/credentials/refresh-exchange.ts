import {
  inTransaction,
  platformDb,
  tenantDb,
  translateDatabaseError,
  type Database,
  type TenantDb,
} from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { Outbound } from '../http/index.ts';
import type { Log } from '../system/log.ts';
import type { CredentialSecrets } from './access.ts';
import type { Configuration, Configure } from './configuration.ts';
import { endRefresh, storeRefreshed } from './connections.ts';
import { reasonOfError } from './provider-error.ts';
import { ConnectionError, reasonOf, type Reason } from './reasons.ts';
import { holderOf, refused, timeOf, type Begun } from './refresh-begin.ts';
import { lastLifetime, pauseAfter } from './refresh-policy.ts';
import type { RefreshOutcome } from './refresh-outcome.ts';
import { revokeTokens } from './revoke.ts';
import { sealTokens } from './sealed-tokens.ts';
import { findCredential, type Credential } from './store.ts';
import type { TokenOutcome } from './token-answer.ts';
import { REFRESH_TIMEOUT, requestTokens, type Grant } from './token-endpoint.ts';

export interface ExchangeParts {
  database: Database;
  outbound: Outbound;
  secrets: CredentialSecrets;
  configure: Configure;
  log: Log;
  /** Told when an account must be connected again, in the transaction that says so. */
  lost(db: TenantDb, credentialId: string, reason: string): Promise<void>;
}

/** While something here must be mended, another attempt costs the provider nothing. */
const MENDING = 10_000;

/** Between attempts to write what has been got. */
const WRITE_PAUSE = 500;
/** For so long: then the lease has ended, and another may have taken it. */
const WRITE_ATTEMPTS = 300;

/**
 * The second half of a refresh, with the lease in hand: the provider is asked, and whatever comes of it is stored
 * as a comparison with what it builds on, so that nothing newer is undone.
 * @param ending aborted when the process must end: then nothing is tried any more
 */
export function createExchange(
  parts: ExchangeParts,
  ending: AbortSignal,
): (tenantId: string, begun: Begun) => Promise<RefreshOutcome> {
  const { database, outbound, secrets, configure, log } = parts;

  const dbOf = (tenantId: string) => tenantDb(platformDb(database), tenantId);

  /** Writes, trying until the database takes it: the provider has answered, and will not say it twice. */
  async function write<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await inTransaction(database, (platform) => work(tenantDb(platform, tenantId)));
      } catch (error) {
        const away = translateDatabaseError(error) instanceof AppError;
        if (!away || attempt === WRITE_ATTEMPTS || ending.aborted) throw error;
        if (attempt === 1)
          log.warn({ code: (error as { code?: string }).code }, 'a refresh could not be stored yet');
        await new Promise((resolve) => setTimeout(resolve, WRITE_PAUSE));
      }
    }
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
      const reason = reasonOf(error);
      if (error.code === 'credential_needs_reauthorization') return giveUp(tenantId, begun, reason);
      // What somebody has changed can be changed back: nobody has asked the provider, so the grant lives.
      const later = await tryLater(tenantId, begun, reason, MENDING, false);
      return { ...later, fault: error };
    }
    const outcome = await requestTokens(outbound, configuration, grant, REFRESH_TIMEOUT);
    switch (outcome.kind) {
      case 'tokens':
        return keep(tenantId, begun, configuration, outcome);
      case 'refused': {
        const reason: Reason = { text: outcome.said, code: reasonOfError(outcome.error, 'held') };
        if (!outcome.terminal) return tryLater(tenantId, begun, reason, null, false);
        if (await clientHasChanged(tenantId, credential, configuration))
          return tryLater(tenantId, begun, reason, 0, false);
        return giveUp(tenantId, begun, lostReason(reason, begun.interrupted));
      }
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
    throw new ConnectionError('credential_needs_reauthorization', {
      text: 'There is no refresh token with which to get a new token. Connect the account again.',
      code: 'token_ended',
    });
  }

  /** The tokens are here; nobody sees them before they are stored. */
  async function keep(
    tenantId: string,
    begun: Begun,
    configuration: Configuration,
    { tokens }: Extract<TokenOutcome, { kind: 'tokens' }>,
  ): Promise<RefreshOutcome> {
    const { id, connection } = begun.credential;
    const sealed = await sealTokens({
      secrets,
      key: { tenantId, id },
      tokens,
      configuration,
      previous: connection,
      now: timeOf(begun),
      lifetime: tokens.lifetime ?? lastLifetime(connection) ?? configuration.lifetime,
    });
    const kept = await write(tenantId, (db) => storeRefreshed(db, id, holderOf(begun), sealed));
    if (kept) return { kind: 'refreshed' };
    // Disconnected or deleted meanwhile: these tokens are nobody's. Connected again: what stands there now counts, and
    // nothing is revoked, since some providers take back the whole grant with one token.
    const current = await findCredential(dbOf(tenantId), id);
    if (current === undefined || current.connection.access === null)
      await revokeTokens(outbound, configuration, tokens).catch(() => undefined);
    return { kind: 'fresh' };
  }

  async function giveUp(tenantId: string, begun: Begun, reason: Reason): Promise<RefreshOutcome> {
    const { id } = begun.credential;
    const ended = await write(tenantId, async (db) => {
      const mine = await endRefresh(db, id, holderOf(begun), {
        state: 'needs_reauthorization',
        reason,
        interrupted: false,
        failures: 0,
        retry_at: null,
      });
      if (mine) await parts.lost(db, id, reason.text);
      return mine;
    });
    // The loser of a race does not mark the winner's tokens dead.
    return ended ? refused(reason) : { kind: 'fresh' };
  }

  /** Nothing is lost yet. @param retryAfter as the provider asked, milliseconds; 0: at once */
  async function tryLater(
    tenantId: string,
    begun: Begun,
    reason: Reason,
    retryAfter: number | null,
    uncertain: boolean,
  ): Promise<Extract<RefreshOutcome, { kind: 'unavailable' }>> {
    const failures = begun.credential.connection.failures + 1;
    const wait = retryAfter === 0 ? 0 : pauseAfter(failures, retryAfter);
    await write(tenantId, (db) =>
      endRefresh(db, begun.credential.id, holderOf(begun), {
        state: 'connected',
        reason: { ...reason, text: `The last refresh failed and will be tried again. ${reason.text}` },
        interrupted: uncertain || begun.interrupted,
        failures,
        retry_at: timeOf(begun) + wait,
      }),
    );
    return { kind: 'unavailable', reason, retryAfter: Math.max(1_000, wait) };
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

  return async (tenantId, begun) => {
    try {
      return await exchange(tenantId, begun);
    } catch (error) {
      // A fault of our own keeps the grant as it is, and says so.
      await tryLater(tenantId, begun, WITHIN, null, true);
      throw error;
    }
  };
}

const WITHIN: Reason = {
  text: 'Refreshing failed for a reason within Valetkey.',
  code: 'internal_error',
};

/** A client that is refused is refused again when the account is connected: it must be mended first. */
function lostReason({ text, code }: Reason, interrupted: boolean): Reason {
  const before = interrupted
    ? 'A refresh was interrupted, and the provider does not take the refresh token any more. '
    : '';
  const remedy = code === 'grant_lost' ? ' Connect the account again.' : '';
  return { text: `${before}${text}${remedy}`, code };
}
