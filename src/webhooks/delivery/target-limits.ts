import type { FlowDelivery } from '../../schema/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { Limit, UseAllowance } from '../allowances.ts';
import type { QueueKey } from './queue.ts';
import type { Target } from './target-read.ts';

/** The rate and concurrency of flows. The rate is shared by all processes; the concurrency is that of this process. */
export interface TargetLimits {
  /**
   * The most attempts of a queue that should be claimed at the same time, by what this process knows of its flow;
   * `enter` decides.
   */
  maxOf(key: QueueKey): number;
  /** @returns whether a request may be sent now. If so, call `leave` afterwards */
  enter(key: QueueKey, target: LimitedTarget): Promise<boolean>;
  /** @returns the queue that has waited longest for this, if any: claim its events */
  leave(key: QueueKey, target: LimitedTarget): QueueKey | undefined;
  /** Notes that a queue has due events, but that `maxOf` leaves no room for them. */
  wait(key: QueueKey): void;
}

type LimitedTarget = Pick<Target, 'flowId' | 'delivery'>;

/** What this process knows of a flow with limits. */
interface LimitedFlow {
  /** Requests in progress. */
  active: number;
  /** The same by queue: a flow can have several webhooks. */
  activeOf: Map<string, number>;
  /** Queues that wait for the concurrency, by their IDs. */
  waiting: Map<string, QueueKey>;
  delivery: FlowDelivery;
  /** Whether the rate did not allow the last request. */
  denied: boolean;
  /** When to try again, in milliseconds since the epoch. */
  retryAt: number;
}

/** Milliseconds after which a flow whose rate is used up is read again, because its settings may have changed. */
const RECHECK = 2_000;

const WINDOWS = { second: 1000, minute: 60_000, hour: 3_600_000 };

export function createTargetLimits(use: UseAllowance, clock: Clock): TargetLimits {
  const flows = new Map<string, LimitedFlow>();
  const flowOf = new Map<string, LimitedFlow>();

  /** @returns undefined if the flow has no limits */
  function learn({ queue_id }: QueueKey, { flowId, delivery }: LimitedTarget): LimitedFlow | undefined {
    if (!hasLimits(delivery)) {
      flowOf.delete(queue_id);
      flows.delete(flowId);
      return undefined;
    }
    const flow = flows.get(flowId) ?? newFlow(delivery);
    flow.delivery = delivery;
    flows.set(flowId, flow);
    flowOf.set(queue_id, flow);
    return flow;
  }

  function isPaused({ denied, retryAt }: LimitedFlow): boolean {
    const wait = retryAt - clock();
    // If the clock was set back, the time appears to be far away.
    return denied && wait > 0 && wait <= RECHECK;
  }

  return {
    maxOf({ queue_id }) {
      const flow = flowOf.get(queue_id);
      if (flow === undefined) return Infinity;
      if (isPaused(flow)) return 0;
      const { rate, concurrency = Infinity } = flow.delivery;
      // What is claimed beyond this would be denied at once, and claimed again.
      const ofQueue = (flow.activeOf.get(queue_id) ?? 0) + Math.max(0, concurrency - flow.active);
      // One is enough to find out whether the rate allows more.
      return Math.min(ofQueue, flow.denied ? 1 : (rate?.requests ?? Infinity));
    },
    async enter(key, target) {
      const flow = learn(key, target);
      if (flow === undefined) return true;
      const { rate, concurrency = Infinity } = target.delivery;
      if (flow.active >= concurrency) {
        flow.waiting.set(key.queue_id, key);
        return false;
      }
      count(flow, key, 1);
      if (rate === undefined) return true;
      const wait = await use(limitOf(key, target.flowId, rate)).catch((error: unknown) => {
        count(flow, key, -1);
        throw error;
      });
      flow.denied = wait > 0;
      if (!flow.denied) return true;
      count(flow, key, -1);
      flow.retryAt = clock() + Math.min(wait, RECHECK);
      return false;
    },
    leave(key, { flowId, delivery }) {
      const flow = flows.get(flowId);
      if (flow === undefined || !hasLimits(delivery)) return undefined;
      count(flow, key, -1);
      const [next] = flow.waiting.values();
      if (next !== undefined) flow.waiting.delete(next.queue_id);
      return next;
    },
    wait(key) {
      const flow = flowOf.get(key.queue_id);
      if (flow !== undefined && flow.active >= (flow.delivery.concurrency ?? Infinity))
        flow.waiting.set(key.queue_id, key);
    },
  };
}

function newFlow(delivery: FlowDelivery): LimitedFlow {
  return { active: 0, activeOf: new Map(), waiting: new Map(), delivery, denied: false, retryAt: 0 };
}

/** It may have had no limits in between, so a request that ends may not have been counted. */
function count(flow: LimitedFlow, { queue_id }: QueueKey, by: 1 | -1): void {
  const ofQueue = (flow.activeOf.get(queue_id) ?? 0) + by;
  if (ofQueue < 0) return;
  flow.active += by;
  if (ofQueue === 0) flow.activeOf.delete(queue_id);
  else flow.activeOf.set(queue_id, ofQueue);
}

function hasLimits({ rate, concurrency }: FlowDelivery): boolean {
  return rate !== undefined || concurrency !== undefined;
}

function limitOf(
  { tenant_id }: QueueKey,
  id: string,
  { requests, per }: NonNullable<FlowDelivery['rate']>,
): Limit {
  return { tenant_id, id, limit: requests, window: WINDOWS[per] };
}
