import { setTimeout as pause } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { Actor, Perform, SteppedAction } from '../../actions/index.ts';
import { isToken, sha256 } from '../../crypto/index.ts';
import { platformDb, tenantDb, type Database, type PlatformDb, type TenantDb } from '../../db/index.ts';
import { AlreadyUsedError, AppError } from '../../errors.ts';
import { createBodyReader, html, sendPage } from '../../http/index.ts';
import type { Clock } from '../../system/clock.ts';
import { describeError, type Log } from '../../system/log.ts';
import { STATE_PREFIX, type StoredReason } from '../protocol/index.ts';
import {
  columnsOf,
  endAttempt,
  findByState,
  STARTER_GONE,
  statusAt,
  type ConnectionAttempt,
} from './attempt-store.ts';
import { callbackPage } from './callback-page.ts';
import type { ProviderRedirect } from './finish.ts';

/** More than any provider sends. */
const body = createBodyReader(65_536);

export interface CallbackParts {
  database: Database;
  perform: Perform;
  finish: SteppedAction<ProviderRedirect, ConnectionAttempt>;
  log: Log;
  clock: Clock;
  /** The user with their current permissions in the tenant; undefined if they are no longer a member. */
  actorOf(db: TenantDb, userId: string): Promise<Actor | undefined>;
}

/**
 * `GET` or `POST /callback/oauth2`: where providers send the browser back to, with parameters in the query or, with the
 * response mode `form_post`, in a form.
 */
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
    const params = await readParams(request, response);
    const query = singleValues(params);
    const state = query?.['state'] ?? null;
    const platform = platformDb(database);
    const attempt =
      state !== null && isToken(STATE_PREFIX, state) ? await findByState(platform, sha256(state)) : undefined;
    if (query === undefined || attempt === undefined)
      return callbackPage(request, response, {
        state: 'unknown',
        isEmpty: request.method === 'GET' && query !== undefined && state === null,
      });
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
    const returned: ProviderRedirect = { attempt, query };
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

const READ = [
  'code',
  'state',
  'error',
  'error_description',
  'iss',
  'oauth_token',
  'oauth_verifier',
  'denied',
];
/** More than any provider sends. */
const MAX_PARAMS = 100;

async function readParams(request: Request, response: Response): Promise<URLSearchParams> {
  if (request.method !== 'POST') return new URLSearchParams(request.url.split('?').slice(1).join('?'));
  return new URLSearchParams((await body.read(request, response))?.toString());
}

/**
 * The parameters that occur once, by name; undefined if one that is always read here is repeated (RFC 6749, 3.1), or if
 * there are too many. Others, which some providers add, may be repeated (4.1.2).
 */
function singleValues(query: URLSearchParams): Record<string, string> | undefined {
  if (query.size > MAX_PARAMS) return undefined;
  const counts = new Map<string, number>();
  for (const name of query.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  if (READ.some((name) => counts.get(name)! > 1)) return undefined;
  return Object.fromEntries([...query].filter(([name]) => counts.get(name) === 1));
}
