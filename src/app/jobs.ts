import { deleteExpiredGrants } from '../authorization-server/index.ts';
import { deleteOldAttempts, deletePreviousSecrets } from '../credentials/index.ts';
import { platformDb } from '../db/index.ts';
import type { Periodic } from '../jobs/index.ts';
import { deleteExpiredSessions } from '../sign-in/index.ts';
import { deletePreviousClientSecrets } from '../oauth-clients/index.ts';
import { deleteOldCounts, hourOf } from '../statistics/index.ts';
import { BEAT } from '../webhooks/index.ts';
import { deleteExpiredSignIns } from '../users/index.ts';
import type { Services } from './services.ts';

/** In hours. */
const STATISTICS_HOURS = 24 * 30;
/** Rows deleted at once. Small, so that other writes do not wait long. */
const BATCH_SIZE = 500;

/** The background jobs of every server process. */
export function backgroundJobs(services: Services): Periodic[] {
  const { database, clock, keyUses, secretUses, idempotency, webhooks, alerts, counts } = services;
  const { credentialUses, refreshAhead, keepAlive, devicePolls } = services.thirdParties;
  const { endConnections, noteEnds, countEnds, limitIdle } = services.thirdParties;
  return [
    { name: 'record when API keys were used', every: 30_000, run: () => keyUses.flush() },
    { name: 'record when credentials were used', every: 30_000, run: () => credentialUses.flush() },
    { name: 'record when client secrets were used', every: 30_000, run: () => secretUses.flush() },
    { name: 'write hourly statistics', every: 30_000, run: () => counts.flush() },
    { name: 'deliver webhook events', every: 1_000, run: () => webhooks.deliverer.run() },
    { name: 'write rejected webhook requests', every: 2_000, run: () => webhooks.rejections.flush() },
    { name: 'note failing webhooks', every: 60_000, run: () => webhooks.health.noteFailing() },
    {
      name: 'clear webhooks that accept requests again',
      every: 60_000,
      run: () => webhooks.health.clearRejecting(),
    },
    {
      name: 'note client certificates that expire soon',
      every: 60_000,
      run: () => services.noteCertificates(),
    },
    { name: 'send alerts', every: 2_000, run: () => alerts.run() },
    { name: 'take over deliveries of dead processes', every: BEAT, run: () => webhooks.worker.beat() },
    { name: 'refresh tokens before they expire', every: 10_000, run: refreshAhead },
    { name: 'poll for device codes', every: 1_000, run: () => devicePolls.run() },
    { name: 'keep unused connections alive', every: 60_000, run: keepAlive },
    { name: 'set the end of older connections', every: 300_000, run: limitIdle },
    { name: 'end connections whose time is over', every: 60_000, run: endConnections },
    { name: 'note connections that end soon', every: 60_000, run: noteEnds },
    { name: 'count connections that end soon or have ended', every: 60_000, run: countEnds },
    {
      name: 'delete old idempotency keys',
      every: 600_000,
      run: async () => (await idempotency.purge(BATCH_SIZE)) === BATCH_SIZE && 'more',
    },
    {
      name: 'delete old connection attempts',
      every: 600_000,
      run: async () =>
        (await deleteOldAttempts(platformDb(database), clock(), BATCH_SIZE)) === BATCH_SIZE && 'more',
    },
    {
      name: 'delete previous client secrets of credentials',
      every: 60_000,
      run: async () =>
        (await deletePreviousSecrets(platformDb(database), clock(), BATCH_SIZE)) === BATCH_SIZE && 'more',
    },
    {
      name: 'delete previous client secrets of OAuth clients',
      every: 60_000,
      run: async () =>
        (await deletePreviousClientSecrets(platformDb(database), clock(), BATCH_SIZE)) === BATCH_SIZE &&
        'more',
    },
    {
      name: 'delete expired codes, grants and tokens',
      every: 60_000,
      run: async () => (await deleteExpiredGrants(platformDb(database), clock(), BATCH_SIZE)) && 'more',
    },
    {
      name: 'release webhook events of former orders',
      every: 2_000,
      run: async () => (await webhooks.releaseFormerOrders()) && 'more',
    },
    {
      name: 'release held webhook events',
      every: 5_000,
      run: async () => (await webhooks.releaseHeld()) && 'more',
    },
    {
      name: 'replay webhook events',
      every: 1_000,
      run: async () => (await webhooks.continueReplays()) && 'more',
    },
    {
      name: 'delete old replays',
      every: 600_000,
      run: async () => (await webhooks.deleteOldReplays(BATCH_SIZE)) === BATCH_SIZE && 'more',
    },
    {
      name: 'delete old webhook events',
      every: 600_000,
      run: async () => (await webhooks.deleteOldEvents(BATCH_SIZE)) && 'more',
    },
    {
      name: 'delete old rejected webhook requests',
      every: 600_000,
      run: async () => (await webhooks.deleteOldRejected(BATCH_SIZE)) && 'more',
    },
    {
      name: 'delete old alerts',
      every: 600_000,
      run: async () => (await alerts.deleteOld(BATCH_SIZE)) && 'more',
    },
    {
      name: 'delete old statistics',
      every: 3_600_000,
      run: async () =>
        (await deleteOldCounts(platformDb(database), hourOf(clock()) - STATISTICS_HOURS, BATCH_SIZE)) &&
        'more',
    },
    {
      name: 'delete expired sessions and password links',
      every: 600_000,
      run: async () => (await deleteExpiredSessions(platformDb(database), clock(), BATCH_SIZE)) && 'more',
    },
    {
      name: 'delete old sign-in failures and known browsers',
      every: 600_000,
      run: async () => (await deleteExpiredSignIns(platformDb(database), clock(), BATCH_SIZE)) && 'more',
    },
  ];
}
