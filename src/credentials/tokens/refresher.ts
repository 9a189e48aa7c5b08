import type { Lease } from './lease.ts';
import type { RefreshOutcome } from './refresh-outcome.ts';
import { createRefresh, type RefreshParts } from './refresh.ts';

export interface Refresher {
  /**
   * Refreshes a credential's token if it is due, or in any case if its generation is still `seenGeneration`. All
   * callers in a process share one refresh, which continues if they stop waiting.
   */
  refresh(tenantId: string, credentialId: string, seenGeneration?: number): Promise<RefreshOutcome>;
  /** Waits until all refreshes have finished. @param limit milliseconds */
  settle(limit: number): Promise<void>;
  /** Stops calling providers and waits for the calls in progress. @param limit milliseconds */
  drain(limit: number): Promise<void>;
  /** Whether any refresh is in progress. */
  busy(): boolean;
  /** Logs the calls whose results are lost because the process ends. */
  abandon(): void;
}

/** Runs the refreshes of a process, one at a time per credential, and lets a shutdown wait for responses. */
export function createRefresher(parts: RefreshParts): Refresher {
  const { log } = parts;
  const ending = new AbortController();
  const late = new Promise((resolve) => ending.signal.addEventListener('abort', resolve, { once: true }));
  const flights = new Map<string, { forced: boolean; done: Promise<RefreshOutcome> }>();
  /** The refreshes that have called their provider; each promise resolves when the result is committed. */
  const calls = new Map<Lease, Promise<void>>();
  let stopping = false;

  const refresh = createRefresh(parts, {
    ending: ending.signal,
    isStopping: () => stopping,
    begin(lease) {
      let end: (() => void) | undefined;
      calls.set(lease, new Promise((resolve) => (end = resolve)));
      return () => {
        calls.delete(lease);
        end?.();
      };
    },
  });

  return {
    refresh(tenantId, id, seenGeneration) {
      const forced = seenGeneration !== undefined;
      const flight = flights.get(id);
      // A forced refresh cannot share one that may find that nothing is due; otherwise all share one.
      if (flight !== undefined && (flight.forced || !forced)) return flight.done;
      const before = flight?.done.catch(() => undefined) ?? Promise.resolve(undefined);
      const done = before
        .then((outcome) => (outcome?.kind === 'refreshed' ? outcome : refresh(tenantId, id, seenGeneration)))
        .finally(() => {
          if (flights.get(id)?.done === done) flights.delete(id);
        });
      flights.set(id, { forced, done });
      return done;
    },
    async settle(limit) {
      const timer = setTimeout(() => ending.abort(), limit);
      while (flights.size > 0 && !ending.signal.aborted) {
        const all = [...flights.values()].map(({ done }) => done.catch(() => undefined));
        await Promise.race([Promise.all(all), late]);
      }
      clearTimeout(timer);
    },
    async drain(limit) {
      stopping = true;
      if (calls.size > 0) log.info({ refreshes: calls.size }, 'waiting for token responses from providers');
      const timer = setTimeout(() => ending.abort(), limit);
      while (calls.size > 0 && !ending.signal.aborted)
        await Promise.race([Promise.all(calls.values()), late]);
      clearTimeout(timer);
    },
    busy: () => flights.size > 0,
    abandon() {
      for (const { tenantId, credential } of calls.keys())
        log.error(
          { credential: credential.id, tenant: tenantId },
          'a refresh was aborted after the provider was called: any new tokens in its response are lost. ' +
            'The old refresh token will be tried once; if the provider rejects it, the account must be connected again',
        );
      calls.clear();
    },
  };
}
