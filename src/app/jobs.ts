import type { Periodic } from '../jobs/index.ts';
import type { Services } from './services.ts';

const PURGED_AT_ONCE = 500;

/** What every server process does in the background. */
export function backgroundJobs({ lastUsed, idempotency }: Services): Periodic[] {
  return [
    { name: 'note when API keys were used', every: 30_000, run: () => lastUsed.flush() },
    {
      name: 'forget old idempotency keys',
      every: 600_000,
      run: async () => {
        // Small steps, so that no other write waits for long.
        while ((await idempotency.purge(PURGED_AT_ONCE)) === PURGED_AT_ONCE);
      },
    },
  ];
}
