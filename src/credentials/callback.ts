import type { RequestHandler } from 'express';
import type { Actor, Perform, SteppedAction } from '../actions/index.ts';
import { isToken, sha256 } from '../crypto/index.ts';
import { platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { columnsOf, findByState, USED_UP, useUp, type Attempt } from './attempts.ts';
import { STATE_PREFIX } from './authorization-url.ts';
import { callbackPage } from './callback-page.ts';
import { changed, complete, failAttempt } from './complete.ts';
import type { ConnectParts } from './connect.ts';
import { describeError, type Log } from '../system/log.ts';
import { findCredential } from './store.ts';
import { reasonOfError } from './provider-error.ts';
import { reasonOf, type KeptReason, type Reason } from './reasons.ts';
import { inTheirWords } from './their-words.ts';

/** What a provider's redirect brings (RFC 6749, 4.1.2; RFC 9207). */
interface Arrival {
  attempt: Attempt;
  code: string | null;
  /** The provider's refusal. */
  refusal: Reason | null;
  iss: string | null;
}

const LATE: Reason = {
  text: 'The browser came back too late. Connect the account again.',
  code: 'returned_too_late',
};
const WITHOUT_CODE: Reason = {
  text: 'The provider sent the browser back without a code.',
  code: 'provider_refused',
};
const OTHER_ISSUER: Reason = {
  text: 'The answer came from another issuer than the one that was asked.',
  code: 'issuer_mismatch',
};
const WITHIN: Reason = {
  text: 'Connecting failed for a reason within Valetkey.',
  code: 'internal_error',
};

/** The second half of a connection by authorization code. Done as the one who started it, if they still may. */
export function createFinish(parts: ConnectParts): SteppedAction<Arrival, Attempt> {
  const { configure, secrets } = parts;
  return {
    name: 'connections.finish',
    permission: 'tenants.credentials.edit',
    writes: 'in steps',
    async run(context, { attempt, code, refusal, iss }) {
      const { db, now } = context;
      const mine = await context.commit(
        (transaction) => useUp(transaction, attempt, now),
        () => null,
      );
      if (!mine) throw new AppError('conflict', 'This connection has been finished already.');
      const used = { ...attempt, version: USED_UP };
      if (attempt.expires_at <= now) return failAttempt(context, used, LATE);
      if (refusal !== null) return failAttempt(context, used, refusal);
      if (code === null) return failAttempt(context, used, WITHOUT_CODE);
      try {
        const credential = await findCredential(db, attempt.credential_id);
        if (credential === undefined || credential.version !== attempt.credential_version) throw changed();
        const configuration = await configure(db, credential);
        const { issuer } = configuration.endpoints;
        if (iss !== null && issuer !== undefined && iss !== issuer)
          return await failAttempt(context, used, OTHER_ISSUER);
        const key = { tenantId: db.tenantId, id: attempt.id };
        const code_verifier =
          attempt.code_verifier === null ? null : await secrets.openCodeVerifier(key, attempt.code_verifier);
        const grant = {
          grant_type: 'authorization_code',
          code,
          redirect_uri: attempt.redirect_uri!,
          code_verifier,
        } as const;
        return await complete(parts, context, { credential, configuration, attempt: used, grant });
      } catch (failure) {
        if (failure instanceof AppError) return failAttempt(context, used, reasonOf(failure));
        // Nothing will come of it any more. Where that cannot be noted either, it is known in a minute.
        await failAttempt(context, used, WITHIN).catch(() => undefined);
        throw failure;
      }
    },
  };
}

export interface CallbackParts {
  database: Database;
  perform: Perform;
  finish: SteppedAction<Arrival, Attempt>;
  log: Log;
  /** Who somebody is in a tenant today, and what they may do there. */
  actorOf(db: TenantDb, userId: string): Promise<Actor | undefined>;
}

/** `GET /callback/oauth2`: where providers send browsers back to. */
export function createCallback({ database, perform, finish, actorOf, log }: CallbackParts): RequestHandler {
  return async (request, response) => {
    request.routeTemplate = '/callback/oauth2';
    const query = readQuery(request.url);
    const state = query?.get('state') ?? null;
    const platform = platformDb(database);
    const attempt =
      state !== null && isToken(STATE_PREFIX, state) ? await findByState(platform, sha256(state)) : undefined;
    if (query === undefined || attempt === undefined || attempt.state !== 'pending')
      return callbackPage(response, { state: 'unknown' });

    const actor = await actorOf(tenantDb(platform, attempt.tenant_id), attempt.created_by ?? '');
    if (actor === undefined) return callbackPage(response, { state: 'unknown' });
    const arrival = { attempt, code: query.get('code'), refusal: refusalIn(query), iss: query.get('iss') };
    const call = { actor, tenantId: attempt.tenant_id, requestId: request.requestId };
    try {
      callbackPage(response, await perform(finish, call, arrival));
    } catch (error) {
      // Of two that come back at once one was first, and answers for both.
      if (error instanceof AppError && error.code === 'conflict')
        return callbackPage(response, { state: 'unknown' });
      const meant = error instanceof AppError && error.status < 500;
      if (!meant)
        log.error({ request_id: request.requestId, err: describeError(error) }, 'connecting failed');
      // There is a person before the browser: a page, whatever it was.
      const text = `Something went wrong on our side. The log has it as ${request.requestId}.`;
      const reason: KeptReason = meant
        ? { text: error.message, code: null }
        : { text, code: 'internal_error' };
      callbackPage(response, { ...attempt, state: 'failed', ...columnsOf(reason) });
    }
  };
}

/** A parameter given twice is an attack or a fault, never a meaning (RFC 6749, 3.1). */
function readQuery(address: string): URLSearchParams | undefined {
  const query = new URLSearchParams(address.split('?').slice(1).join('?'));
  const names = [...query.keys()];
  return new Set(names).size === names.length ? query : undefined;
}

/** The provider's refusal (RFC 6749, 4.1.2.1). */
function refusalIn(query: URLSearchParams): Reason | null {
  const error = query.get('error');
  if (error === null || error === '') return null;
  const clean = inTheirWords(error, query.get('error_description'));
  const text =
    error === 'access_denied'
      ? `Access was denied at the provider ("${clean}").`
      : `The provider answered "${clean}".`;
  return { text, code: reasonOfError(error, 'new') };
}
