import { LRUCache } from 'lru-cache';
import { QueueTimeoutError } from '../system/fair-queue.ts';

/** Few, because each evaluation may use as much memory as `turn.ts` allows, and a CPU until its time limit. */
const SLOTS = 3;
/** How many of the slots slow expressions may use; the others are reserved for fast ones. */
const SLOTS_FOR_SLOW = 1;
/** Milliseconds that an evaluation waits for its turn. */
const WAIT_LIMIT = 10_000;
/** How many evaluations of a tenant can wait at once, and how large their inputs can be together. */
const MAX_WAITING = 128;
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** Milliseconds of evaluation after which a tenant queues behind the others; its usage halves every minute. */
const BUDGET = 15_000;
const HALF_LIFE = 60_000;
/** Tenants with about the same usage are served in order of arrival. */
const ABOUT_THE_SAME = 250;
const MAX_REMEMBERED = 10_000;

/** `full`: the time limit of one evaluation. `short`: enough for nearly every expression. */
export type Allowance = 'short' | 'full';

/** The result of a turn. */
export interface Turn<T> {
  result: T;
  /** Milliseconds spent on evaluation. */
  milliseconds: number;
  /** Whether one evaluation, or each on average, took longer than a short turn. */
  slow: boolean;
}

/** An evaluation that needs a turn. */
interface Request {
  tenant: string;
  expression: string;
  /** The approximate size of its inputs. */
  bytes: number;
}

/**
 * Waits for its turn, then runs the work.
 * @throws QueueTimeoutError if no slot became free in time, or too many evaluations of the tenant are waiting
 */
export type Scheduler = <T>(request: Request, work: (allowance: Allowance) => Promise<Turn<T>>) => Promise<T>;

/**
 * Decides whose expression is evaluated next. An expression gets short turns until it turns out to be slow; then it
 * waits for the one slot that slow expressions share, and so do all expressions of a tenant that has used up its recent
 * time budget. Among those waiting, the tenant with the least usage goes first. So expressions that never end delay
 * each other, but delay everyone else only for a few short turns, no matter how many tenants have them.
 */
export function createScheduler(now: () => number = () => performance.now()): Scheduler {
  const tenants = new LRUCache<string, Tenant>({ max: MAX_REMEMBERED });
  /** By tenant and expression: whether it was fast or slow the last time. */
  const known = new LRUCache<string, 'fast' | 'slow'>({ max: MAX_REMEMBERED });
  const waiting = new Set<Waiting>();
  const running: Record<'slow' | 'others', number> = { slow: 0, others: 0 };

  function usedBy(id: string): number {
    const tenant = tenants.get(id);
    return tenant === undefined ? 0 : tenant.used * 0.5 ** ((now() - tenant.at) / HALF_LIFE);
  }

  /** Compared number by number; the lowest rank goes first. */
  function rankOf({ tenant, key }: Waiting): [isSlow: number, expression: number, used: number] {
    const used = usedBy(tenant);
    const expression = { fast: 0, unknown: 1, slow: 2 }[known.get(key) ?? 'unknown'];
    return [expression === 2 || used > BUDGET ? 1 : 0, expression, Math.floor(used / ABOUT_THE_SAME)];
  }

  /** The evaluation to start next, if one may start now. */
  function next(): { one: Waiting; isSlow: boolean } | undefined {
    if (running.slow + running.others >= SLOTS) return undefined;
    let first: { one: Waiting; rank: number[] } | undefined;
    for (const one of waiting) {
      const rank = rankOf(one);
      if (rank[0] === 1 && running.slow >= SLOTS_FOR_SLOW) continue;
      if (first === undefined || isBefore(rank, first.rank)) first = { one, rank };
    }
    return first && { one: first.one, isSlow: first.rank[0] === 1 };
  }

  function admitAll(): void {
    for (let admitted = next(); admitted !== undefined; admitted = next()) {
      const { one, isSlow } = admitted;
      waiting.delete(one);
      running[isSlow ? 'slow' : 'others'] += 1;
      one.admit(isSlow);
    }
  }

  function hasRoom(tenant: string, bytes: number): boolean {
    const sizes = [...waiting].filter((one) => one.tenant === tenant).map((one) => one.bytes);
    const total = sizes.reduce((sum, size) => sum + size, bytes);
    return sizes.length === 0 || (sizes.length < MAX_WAITING && total <= MAX_WAITING_BYTES);
  }

  /** @returns whether the evaluation counts as slow */
  function waitForTurn({ tenant, bytes }: Request, key: string): Promise<boolean> {
    if (!hasRoom(tenant, bytes)) return Promise.reject(new QueueTimeoutError());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(one);
        reject(new QueueTimeoutError());
      }, WAIT_LIMIT).unref();
      const one: Waiting = {
        tenant,
        key,
        bytes,
        admit(isSlow) {
          clearTimeout(timer);
          resolve(isSlow);
        },
      };
      waiting.add(one);
      admitAll();
    });
  }

  return async (request, work) => {
    const { tenant, expression } = request;
    const key = `${tenant} ${expression}`;
    const isSlow = await waitForTurn(request, key);
    try {
      const { result, milliseconds, slow } = await work(isSlow ? 'full' : 'short');
      tenants.set(tenant, { used: usedBy(tenant) + milliseconds, at: now() });
      known.set(key, slow ? 'slow' : 'fast');
      return result;
    } finally {
      running[isSlow ? 'slow' : 'others'] -= 1;
      admitAll();
    }
  };
}

interface Tenant {
  /** Milliseconds used, as of `at`. */
  used: number;
  at: number;
}

interface Waiting {
  tenant: string;
  key: string;
  bytes: number;
  admit(isSlow: boolean): void;
}

function isBefore(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((number, index) => number !== other[index]);
  return at !== -1 && one[at]! < other[at]!;
}
