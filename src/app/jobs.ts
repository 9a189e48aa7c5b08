import { forgetEnded } from '../authorization-server/index.ts';
import { forgetAttempts } from '../credentials/index.ts';
import { platformDb } from '../db/index.ts';
import type { Periodic } from '../jobs/index.ts';
import { forgetSessions } from '../sign-in/index.ts';
import { forgetCounts, hourOf } from '../statistics/index.ts';
import type { Services } from './services.ts';

/** Hours. */
const COUNTS_KEPT = 24 * 30;
/** Small steps, so that no other write waits for long. */
const PURGED_AT_ONCE = 500;

/** What every server process does in the background. */
export function backgroundJobs(services: Services): Periodic[] {
  const { database, clock, keyUses, secretUses, idempotency, inbox, counts } = services;
  const { credentialUses, refreshAhead } = services.thirdParties;
  return [
    { name: 'note when API keys were used', every: 30_000, run: () => keyUses.flush() },
    { name: 'note when credentials were used', every: 30_000, run: () => credentialUses.flush() },
    { name: 'note when client secrets were used', every: 30_000, run: () => secretUses.flush() },
    { name: 'write what happened by the hour', every: 30_000, run: () => counts.flush() },
    { name: 'hand on what has arrived at webhooks', every: 1_000, run: () => inbox.deliverer.run() },
    { name: 'refresh tokens ahead', every: 10_000, run: refreshAhead },
    {
      name: 'forget old idempotency keys',
      every: 600_000,
      run: async () => (await idempotency.purge(PURGED_AT_ONCE)) === PURGED_AT_ONCE && 'more',
    },
    {
      name: 'forget old connection attempts',
      every: 600_000,
      run: async () =>
        (await forgetAttempts(platformDb(database), clock(), PURGED_AT_ONCE)) === PURGED_AT_ONCE && 'more',
    },
    {
      name: 'forget ended codes, grants and tokens',
      every: 60_000,
      run: async () => (await forgetEnded(platformDb(database), clock(), PURGED_AT_ONCE)) && 'more',
    },
    {
      name: 'forget old webhook events',
      every: 600_000,
      run: async () => (await inbox.forgetEvents(PURGED_AT_ONCE)) && 'more',
    },
    {
      name: 'forget old counts',
      every: 3_600_000,
      run: async () =>
        (await forgetCounts(platformDb(database), hourOf(clock()) - COUNTS_KEPT, PURGED_AT_ONCE)) && 'more',
    },
    {
      name: 'forget ended sessions and password links',
      every: 600_000,
      run: async () => (await forgetSessions(platformDb(database), clock(), PURGED_AT_ONCE)) && 'more',
    },
  ];
}
