import { withTimeout } from '../system/with-timeout.ts';
import type { Log } from '../system/log.ts';

/** Describes a call in the log. Never contains a secret. */
type Label = Record<string, string | null>;

/** Calls to providers that must not be aborted, because their results cannot be fetched again. */
export interface InFlight {
  track<T>(label: Label, work: Promise<T>): Promise<T>;
  busy(): boolean;
  /** Waits until no call is in flight, for at most `limit` milliseconds. */
  drain(limit: number): Promise<void>;
  /** Logs which calls are lost if the process ends now. */
  abandon(): void;
}

export function createInFlight(log: Log): InFlight {
  const calls = new Map<Promise<unknown>, Label>();
  return {
    track(label, work) {
      const ended: Promise<unknown> = work.then(
        () => calls.delete(ended),
        () => calls.delete(ended),
      );
      calls.set(ended, label);
      return work;
    },
    busy: () => calls.size > 0,
    async drain(limit) {
      const startedAt = performance.now();
      for (;;) {
        const left = limit - (performance.now() - startedAt);
        if (calls.size === 0 || left <= 0) return;
        await withTimeout(Promise.all(calls.keys()), left).catch(() => undefined);
      }
    },
    abandon() {
      for (const label of calls.values()) log.error(label, 'outbound call aborted: its response is lost');
      calls.clear();
    },
  };
}
