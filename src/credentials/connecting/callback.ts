import { setTimeout as pause } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { Actor, Perform, SteppedAction } from '../../actions/index.ts';
import { isToken, sha256 } from '../../crypto/index.ts';
import { platformDb, tenantDb, type Database, type PlatformDb, type TenantDb } from '../../db/index.ts';
import { AlreadyUsedError, AppError } from '../../errors.ts';
import { html, sendPage } from '../../http/index.ts';
import type { Clock } from '../../system/clock.ts';
import { describeError, type Log } from '../../system/log.ts';
import {
  providerErrorText,
  reasonOfError,
  STATE_PREFIX,
  type Reason,
  type StoredReason,
} from '../protocol/index.ts';
import { columnsOf, endAttempt, findByState, statusAt, type ConnectionAttempt } from './attempt-store.ts';
import { callbackPage } from './callback-page.ts';
import type { ProviderRedirect } from './finish.ts';

export interface CallbackParts {
  database: Database;
  perform: Perform;
  finish: SteppedAction<ProviderRedirect, ConnectionAttempt>;
  log: Log;
  clock: Clock;
  /** The user with their current permissions in the tenant; undefined if they are no longer a member. */
  actorOf(db: TenantDb, userId: string): Promise<Actor | undefined>;
}

/** `GET /callback/oauth2`: where providers redirect the browser back to. */
export function createCallback({
  database,
  perform,
  finish,
  actorOf,
  log,
  clock,
}: CallbackParts): RequestHandler {
  return async (request, response) => {
    request.routeTemplate = '/callback/oauth2';
    if (isPrefetch(request)) return refusePrefetch(request, response);
    const query = readQuery(request.url);
    const state = query?.get('state') ?? null;
    const platform = platformDb(database);
    const attempt =
      state !== null && isToken(STATE_PREFIX, state) ? await findByState(platform, sha256(state)) : undefined;
    if (query === undefined || attempt === undefined)
      return callbackPage(request, response, { state: 'unknown' });
    if (attempt.state !== 'pending')
      return callbackPage(request, response, await outcomeOf(platform, attempt, clock));

    const db = tenantDb(platform, attempt.tenant_id);
    const fail = async (reason: StoredReason) => {
      // Does nothing if the attempt already has a result.
      await endAttempt(db, attempt, { state: 'failed', reason, now: clock() });
      callbackPage(request, response, { ...attempt, state: 'failed', ...columnsOf(reason) });
    };
    const actor = await actorOf(db, attempt.created_by ?? '');
    if (actor === undefined) return fail(STARTER_GONE);
    const returned: ProviderRedirect = {
      attempt,
      code: query.get('code'),
      refusal: refusalIn(query),
      iss: query.get('iss'),
    };
    const { requestId, ipAddress } = request;
    const call = { actor, tenantId: attempt.tenant_id, requestId, ipAddress };
    try {
      callbackPage(request, response, await perform(finish, call, returned));
    } catch (error) {
      // Another request with the same state was first: show its outcome.
      if (error instanceof AlreadyUsedError)
        return callbackPage(request, response, await outcomeOf(platform, attempt, clock));
      if (error instanceof AppError && error.status < 500) return fail({ text: error.message, code: null });
      log.error(
        { request_id: request.requestId, tenant: attempt.tenant_id, err: describeError(error) },
        'could not connect an account',
      );
      // Always answer with a page, because a user is looking at the browser.
      const text = `Something went wrong on our side. The details are in the log under the request ID ${request.requestId}.`;
      const reason: StoredReason = { text, code: 'internal_error' };
      callbackPage(request, response, { ...attempt, state: 'failed', ...columnsOf(reason) });
    }
  };
}

/** Shown if the user who started the attempt has left the tenant. */
const STARTER_GONE: StoredReason = {
  text: 'The user who started this connection is no longer a member of the tenant. Start it again.',
  code: null,
};

/** A HEAD request or a browser's prefetch must not use up the state. */
function isPrefetch({ method, headers }: Request): boolean {
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-purpose'], headers['x-moz']];
  return method === 'HEAD' || /prefetch|prerender|preview/i.test(purposes.join(' '));
}

/** Answers 503 so that the browser requests the page again instead of showing a prefetched one. */
function refusePrefetch({ method }: Request, response: Response): void {
  const title = 'Not prefetched';
  const status = method === 'HEAD' ? 200 : 503;
  sendPage(response, { status, title, body: html`<h1>${title}</h1>` });
}

/** Milliseconds to wait for the outcome of an attempt that is in progress, and between two checks. */
const OUTCOME_TIMEOUT = 20_000;
const POLL_INTERVAL = 200;

/** The outcome of an attempt whose state has already been used, so that reloading the page shows it again. */
async function outcomeOf(platform: PlatformDb, attempt: ConnectionAttempt, clock: Clock) {
  const deadline = performance.now() + OUTCOME_TIMEOUT;
  for (;;) {
    const current = (await findByState(platform, attempt.state_hash!)) ?? attempt;
    const outcome = statusAt(current, clock());
    if (outcome.state !== 'pending' || performance.now() > deadline) return outcome;
    await pause(POLL_INTERVAL);
  }
}

const READ = ['code', 'state', 'error', 'error_description', 'iss'];

/**
 * The query parameters; undefined if one that is read here is repeated (RFC 6749, 3.1). Others, which some providers
 * add, are ignored (4.1.2).
 */
function readQuery(address: string): URLSearchParams | undefined {
  const query = new URLSearchParams(address.split('?').slice(1).join('?'));
  return READ.every((name) => query.getAll(name).length <= 1) ? query : undefined;
}

/** The provider's refusal (RFC 6749, 4.1.2.1). */
function refusalIn(query: URLSearchParams): Reason | null {
  const error = query.get('error');
  if (error === null || error === '') return null;
  const clean = providerErrorText(error, query.get('error_description'));
  const text =
    error === 'access_denied'
      ? `Access was denied at the provider ("${clean}"). Connect the account again and allow access.`
      : `The provider returned the error "${clean}".`;
  return { text, code: reasonOfError(error, 'new') };
}
