import type { Clock } from '../../system/clock.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { WebhookMetrics } from '../metrics.ts';
import type { EndedAttempt } from './delivery-store.ts';
import type { Failures } from './failure-store.ts';
import type { TrackFailures } from './failure-tracking.ts';
import { queueOf, type QueueKey } from './queue.ts';
import type { Target, TargetRead } from './target-read.ts';
import type { TargetLimits } from './target-limits.ts';
import { limited, type TryDelivery } from './try-delivery.ts';

/**
 * Tries to deliver a claimed event once, to the target as it is now, and records the result.
 * @returns false if the target did not accept the event; true also if nothing was sent
 */
type TryAndRecord = (event: WebhookEvent) => Promise<boolean>;

export function createTryAndRecord(parts: {
  readTarget: TargetRead;
  tryDelivery: TryDelivery;
  targetLimits: Pick<TargetLimits, 'enter' | 'leave'>;
  /** Called with a queue that waited for the concurrency of the flow. */
  onFree(waiting: QueueKey): void;
  /** @returns the failures of the flow so far; undefined if the attempt does not count */
  store(ended: EndedAttempt): Promise<Failures | undefined>;
  trackFailures: TrackFailures;
  metrics: WebhookMetrics;
  clock: Clock;
}): TryAndRecord {
  const { readTarget, tryDelivery, targetLimits, onFree, store, trackFailures, metrics, clock } = parts;

  async function tryIfAllowed(event: WebhookEvent, target: Target | undefined) {
    if (target === undefined || target.isRemoved || target.idle !== null) return tryDelivery(event, target);
    const key = queueOf(event);
    if (!(await targetLimits.enter(key, target))) return limited(event, clock());
    return tryDelivery(event, target).finally(() => {
      const waiting = targetLimits.leave(key, target);
      if (waiting !== undefined) onFree(waiting);
    });
  }

  return async (event) => {
    const now = clock();
    const target = await readTarget(event, now);
    const ended = await tryIfAllowed(event, target);
    const succeeded = ended.progress.state === 'delivered';
    const failures = await store({ ...ended, isFirst: event.order_state === 'first' });
    const delay = event.attempts === 1 ? now - event.received_at : null;
    if (ended.delivery === null) return true;
    metrics.attempted(event.tenant_id, succeeded ? 'succeeded' : 'failed', delay);
    const isGone = ended.delivery.error_code === 'target_gone';
    if (failures !== undefined && target !== undefined && target.url !== null)
      await trackFailures(event, {
        succeeded,
        failures,
        now: ended.progress.updated_at,
        // One target must not stop the deliveries to the others.
        mayDisable: target.additionalFlows.length === 0 && event.flow_id === null,
        ...(isGone && { gone: { id: target.flowId, url: target.url } }),
      });
    return succeeded;
  };
}
