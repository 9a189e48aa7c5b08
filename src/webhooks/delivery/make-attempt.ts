import type { Clock } from '../../system/clock.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { WebhookMetrics } from '../metrics.ts';
import type { Attempt } from './attempt.ts';
import type { EndedAttempt, Failures } from './delivery-store.ts';
import type { TrackFailures } from './failure-tracking.ts';
import type { QueueKey } from './queue.ts';
import type { TargetRead } from './target-read.ts';

/**
 * Makes one attempt to deliver a claimed event, and records the result.
 * @returns false if the target did not accept the event; true also if nothing was sent
 */
type MakeAttempt = (event: WebhookEvent, key: QueueKey) => Promise<boolean>;

export function createMakeAttempt(parts: {
  readTarget: TargetRead;
  attempt: Attempt;
  /** @returns the failures of the webhook so far; undefined if the attempt does not count */
  store(ended: EndedAttempt): Promise<Failures | undefined>;
  trackFailures: TrackFailures;
  metrics: WebhookMetrics;
  clock: Clock;
}): MakeAttempt {
  const { readTarget, attempt, store, trackFailures, metrics, clock } = parts;
  return async (event, key) => {
    const now = clock();
    const target = await readTarget(key, now);
    const ended = await attempt(event, target);
    const succeeded = ended.progress.state === 'delivered';
    const failures = await store(ended);
    const delay = event.attempts === 1 ? now - event.received_at : null;
    if (ended.delivery === null) return true;
    metrics.attempted(event.tenant_id, succeeded ? 'succeeded' : 'failed', delay);
    if (failures !== undefined && target !== undefined && target.url !== null)
      await trackFailures(key, {
        succeeded,
        failures,
        now: ended.progress.updated_at,
        ...(ended.delivery.error_code === 'target_gone' && { gone: { id: target.flowId, url: target.url } }),
      });
    return succeeded;
  };
}
