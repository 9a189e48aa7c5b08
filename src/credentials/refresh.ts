import { inTransaction, tenantDb } from '../db/index.ts';
import { beginRefresh, timeOf, type Begun } from './refresh-begin.ts';
import { createExchange, type ExchangeParts } from './refresh-exchange.ts';
import type { RefreshOutcome } from './refresh-outcome.ts';

export interface Refresher {
  /**
   * Refreshes a credential's token if it is due, or if it is still of the generation `seen`, which makes it due.
   * All callers of one process share one refresh; it goes on when they give up.
   */
  refresh(tenantId: string, credentialId: string, seen?: number): Promise<RefreshOutcome>;
  /** Waits until what is under way has ended, for so many milliseconds at most. */
  settle(limit: number): Promise<void>;
}

/** How often to look whether the process that refreshes has done it. */
const POLL = 200;

/**
 * Refreshes tokens so that the grant survives: one at a time for each credential, in this process (`flights`) and
 * over all (a lease in the database); the intent committed before the provider is called (`refresh-begin.ts`), no
 * database connection held meanwhile, the new tokens committed before anybody sees them (`refresh-exchange.ts`).
 */
export function createRefresher(
  parts: ExchangeParts & {
    /** Told of every end, with the milliseconds since the refresh became due. */
    observed(tenantId: string, outcome: string, lag: number | null): void;
  },
): Refresher {
  const { database, log, observed } = parts;
  const ending = new AbortController();
  const late = new Promise((resolve) => ending.signal.addEventListener('abort', resolve, { once: true }));
  const exchange = createExchange(parts, ending.signal);
  const flights = new Map<string, { forced: boolean; ended: Promise<RefreshOutcome> }>();

  async function run(tenantId: string, id: string, seen: number | undefined): Promise<RefreshOutcome> {
    for (;;) {
      const begun = await inTransaction(database, (platform) =>
        beginRefresh(tenantDb(platform, tenantId), id, seen),
      );
      if (begun !== 'held') return 'kind' in begun ? begun : carryOut(tenantId, begun);
      if (ending.signal.aborted) throw new Error('the process is ending');
      // Another process is at it. Nothing is held while waiting.
      await new Promise((resolve) => setTimeout(resolve, POLL));
    }
  }

  async function carryOut(tenantId: string, begun: Begun): Promise<RefreshOutcome> {
    const { id, connection } = begun.credential;
    try {
      const outcome = await exchange(tenantId, begun);
      const { refresh_at } = connection;
      observed(tenantId, outcome.kind, refresh_at === null ? null : Math.max(0, timeOf(begun) - refresh_at));
      return outcome;
    } catch (error) {
      observed(tenantId, 'error', null);
      const { code, message } = error as { code?: string; message: string };
      log.error({ credential: id, code, message }, 'refresh failed');
      throw error;
    }
  }

  return {
    refresh(tenantId, id, seen) {
      const forced = seen !== undefined;
      const flight = flights.get(id);
      // Whoever forces a refresh is not served by one that may find that nothing is due; else all share one.
      if (flight !== undefined && (flight.forced || !forced)) return flight.ended;
      const before = flight?.ended.catch(() => undefined) ?? Promise.resolve(undefined);
      const ended = before
        .then((outcome) => (outcome?.kind === 'refreshed' ? outcome : run(tenantId, id, seen)))
        .finally(() => {
          if (flights.get(id)?.ended === ended) flights.delete(id);
        });
      flights.set(id, { forced, ended });
      return ended;
    },
    async settle(limit) {
      const timer = setTimeout(() => ending.abort(), limit);
      while (flights.size > 0 && !ending.signal.aborted) {
        const all = [...flights.values()].map(({ ended }) => ended.catch(() => undefined));
        await Promise.race([Promise.all(all), late]);
      }
      clearTimeout(timer);
    },
  };
}
