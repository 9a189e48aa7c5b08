import { inTransaction, platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import type { Outbound } from '../http/index.ts';
import type { Clock } from '../system/clock.ts';
import { newId } from '../system/ids.ts';
import type { Log } from '../system/log.ts';
import { finishAttempt, forgetFailing, noteFailing, switchOff } from './delivery-store.ts';
import type { WebhookEvent } from './event-store.ts';
import { handOn, type Outcome } from './hand-on.ts';
import { claimDue, tenantsWithDue } from './queue.ts';
import { PATIENCE, waitAfter } from './schedule.ts';
import type { WebhookSecrets } from './secrets.ts';
import type { Target, TargetRead } from './target-read.ts';

const AT_ONCE = 256;
/** Of one tenant, whose targets may all hang: the others' events do not wait for them. */
const AT_ONCE_PER_TENANT = 16;

export interface Deliverer {
  /** There may be something due: begins with it soon. */
  nudge(): void;
  /** Begins with all that is due and has room; does not wait for its end. */
  run(): Promise<void>;
  /** Begins nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/** Hands events on, beside any number of processes that do the same. */
export function createDeliverer(parts: {
  database: Database;
  outbound: Outbound;
  secrets: WebhookSecrets;
  readTarget: TargetRead;
  clock: Clock;
  log: Log;
  /** Writes the audit row of a webhook that is switched off, in the same transaction. */
  switchedOff(db: TenantDb, webhookId: string): Promise<void>;
}): Deliverer {
  const { database, outbound, secrets, readTarget, clock, log } = parts;
  const underWay = new Map<string, number>();
  const attempts = new Set<Promise<void>>();
  let turn: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  /** One turn at a time; what comes up meanwhile is seen by the next. */
  function run(): Promise<void> {
    if (turn !== undefined) {
      again = true;
      return turn;
    }
    turn = takeTurns().finally(() => (turn = undefined));
    return turn;
  }

  async function takeTurns(): Promise<void> {
    do {
      again = false;
      for (const tenantId of await tenantsWithDue(platformDb(database))) await begin(tenantId);
    } while (again && !stopped);
  }

  async function begin(tenantId: string): Promise<void> {
    const room = Math.min(AT_ONCE - attempts.size, AT_ONCE_PER_TENANT - (underWay.get(tenantId) ?? 0));
    if (room <= 0 || stopped) return;
    const events = await claimDue(platformDb(database), tenantId, room);
    for (const event of events) follow(event);
  }

  function follow(event: WebhookEvent): void {
    count(event.tenant_id, 1);
    const attempt: Promise<void> = deliver(event)
      .catch((error: unknown) =>
        // Nothing is lost: it is due again when its lease ends.
        log.error({ event: event.id, message: (error as Error).message }, 'an attempt to deliver failed'),
      )
      .finally(() => {
        attempts.delete(attempt);
        count(event.tenant_id, -1);
        nudge();
      });
    attempts.add(attempt);
  }

  function count(tenantId: string, by: 1 | -1): void {
    const left = (underWay.get(tenantId) ?? 0) + by;
    if (left === 0) underWay.delete(tenantId);
    else underWay.set(tenantId, left);
  }

  async function deliver(event: WebhookEvent): Promise<void> {
    const begun = clock();
    const target = await readTarget({ tenant_id: event.tenant_id, id: event.webhook_id });
    const outcome = await attempt(event, target);
    const now = clock();
    const wait = outcome.succeeded || target === undefined ? null : waitAfter(event.attempts, Math.random());
    await inTransaction(database, async (platform) => {
      const db = tenantDb(platform, event.tenant_id);
      const { succeeded, ...said } = outcome;
      const delivery = {
        ...said,
        tenant_id: event.tenant_id,
        id: newId(),
        event_id: event.id,
        attempt: event.attempts,
        state: succeeded ? ('succeeded' as const) : ('failed' as const),
        next_attempt_at: wait === null ? null : now + wait,
        created_at: begun,
        milliseconds: now - begun,
      };
      const kept = await finishAttempt(db, event, delivery, wait);
      if (kept && target !== undefined) await noteHealth(db, event.webhook_id, { succeeded, target, now });
    });
  }

  async function attempt(event: WebhookEvent, target: Target | undefined): Promise<Outcome> {
    const nowhere = (error: string) => ({ succeeded: false, status_code: null, error, answer: null });
    if (target === undefined) return nowhere('The webhook has been deleted.');
    if (target.url === null)
      return nowhere('The webhook is off, or its flow is not active or has no target.');
    const key = { tenant_id: event.tenant_id, id: event.webhook_id };
    const secret = await secrets.open(key, 'signing_secret', target.signingSecret);
    return handOn(outbound, event, { url: target.url, secret }, clock());
  }

  async function noteHealth(
    db: TenantDb,
    webhookId: string,
    { succeeded, target, now }: { succeeded: boolean; target: Target; now: number },
  ): Promise<void> {
    if (succeeded && target.failing) return forgetFailing(db, webhookId);
    if (succeeded || target.url === null) return;
    const since = await noteFailing(db, webhookId, now);
    if (now - since >= PATIENCE && (await switchOff(db, webhookId, now)))
      await parts.switchedOff(db, webhookId);
  }

  function nudge(): void {
    if (stopped) return;
    setImmediate(() => void run().catch(() => undefined));
  }

  return {
    nudge,
    run,
    async stop() {
      stopped = true;
      await turn?.catch(() => undefined);
      await Promise.all(attempts);
    },
  };
}
