import { randomUUID } from 'node:crypto';
import type { SteppedAction, SteppedContext } from '../../actions/index.ts';
import { AppError } from '../../errors.ts';
import { findCredential, type Credential } from '../definition/index.ts';
import { reasonOf, requestTokens, type Configuration, type TokenOutcome } from '../protocol/index.ts';
import { withKeyOf } from './attempt-key.ts';
import { consumeAttempt, CONSUMED, DEVICE_CODE_EXPIRED, endAttempt } from './attempt-store.ts';
import { changed, completeWith, failAttempt } from './complete.ts';
import type { ConnectParts } from './connect.ts';
import { claimPoll, recordPoll, scheduleNextPoll, type PolledAttempt } from './device-store.ts';
import { afterPoll, POLL_TIMEOUT } from './poll-policy.ts';
import { revokeUnused } from './revoke-unused.ts';

/** Another process has taken the lease, or the attempt has ended. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** The attempt to poll for, and its credential for the log. */
export type PollRequest = Pick<PolledAttempt, 'id' | 'credential_id'>;

interface Polled {
  credential: Credential;
  configuration: Configuration;
  outcome: TokenOutcome;
}

/**
 * One poll of the token endpoint with a device code (RFC 8628, 3.4), with the current permissions of the user who
 * started the attempt. In order: the lease, the call, and what the response means (`poll-policy.ts`). Tokens end the
 * attempt in a transaction of their own before anything is done with them, so that they are stored by one process or
 * none, and an attempt that ended in the meantime stays ended.
 */
export function createPoll(parts: ConnectParts): SteppedAction<{ attempt: PollRequest }, void> {
  const { outbound, secrets, configure } = parts;

  async function poll(context: SteppedContext, attempt: PolledAttempt, owner: string): Promise<Polled> {
    const { db } = context;
    const credential = await findCredential(db, attempt.credential_id);
    if (credential === undefined || credential.version !== attempt.credential_version) throw changed();
    // The values of an account that is connected already belong to that account.
    const configured = await configure(db, credential, () => ({}));
    const configuration = await withKeyOf(attempt, configured, parts);
    const key = { tenantId: db.tenantId, id: attempt.id };
    const device_code = await secrets.openDeviceCode(key, attempt.device_code);
    const grant = { grant_type: 'device_code', device_code } as const;
    const outcome = await requestTokens(outbound, configuration, grant, POLL_TIMEOUT, async () => {
      const isMine = await context.commit(
        (transaction) => recordPoll(transaction, attempt.id, owner),
        () => null,
      );
      if (!isMine) throw new LeaseLostError('the lease was lost');
    });
    return { credential, configuration, outcome };
  }

  /** Tokens that another process, a newer attempt or a failing database leaves no place for are revoked. */
  async function finish(context: SteppedContext, attempt: PolledAttempt, polled: Polled): Promise<void> {
    const { outcome, ...job } = polled;
    if (outcome.kind !== 'tokens') return;
    let isTaken = false;
    try {
      isTaken = await context.commit(
        (db) => consumeAttempt(db, attempt, context.now),
        () => null,
      );
    } finally {
      if (!isTaken) await revokeUnused(parts, context, { ...job, tokens: outcome.tokens });
    }
    if (!isTaken) return;
    const used = { ...attempt, version: CONSUMED };
    await completeWith(parts, context, { ...job, attempt: used, outcome }).catch((error: unknown) => {
      // Why it failed is stored with the attempt.
      if (!(error instanceof AppError)) throw error;
    });
  }

  return {
    name: 'connections.finish',
    permission: 'tenants.credentials.edit',
    writes: 'in steps',
    async run(context, { attempt: { id } }) {
      const owner = randomUUID();
      const attempt = await context.commit(
        (db) => claimPoll(db, id, owner),
        () => null,
      );
      if (attempt === undefined) return;
      if (attempt.expires_at <= context.now) return expire(context, attempt);
      let polled: Polled;
      try {
        polled = await poll(context, attempt, owner);
      } catch (error) {
        if (error instanceof LeaseLostError) return;
        // A temporary error: the lease expires, and another poll follows.
        if (!(error instanceof AppError) || error.status >= 500) throw error;
        await failAttempt(context, attempt, reasonOf(error));
        return;
      }
      if (polled.outcome.kind === 'tokens') return finish(context, attempt, polled);
      const next = afterPoll(polled.outcome, attempt);
      if (!('state' in next))
        await context.commit(
          (db) => scheduleNextPoll(db, id, owner, next),
          () => null,
        );
      else if (next.state === 'failed') await failAttempt(context, attempt, next.reason);
      else await expire(context, attempt);
    },
  };
}

/** Not a failure of the credential: as in the browser, nobody came. */
async function expire(context: SteppedContext, attempt: PolledAttempt): Promise<void> {
  await context.commit(
    (db) => endAttempt(db, attempt, { state: 'expired', reason: DEVICE_CODE_EXPIRED, now: context.now }),
    (ended) =>
      ended
        ? {
            type: 'credential',
            id: attempt.credential_id,
            details: { connection: attempt.id, state: 'expired' },
          }
        : null,
  );
}
