/**
 * Tenant statistics: current totals, and activity per hour. Other parts report activity to `counts.ts`, which writes it
 * every half minute, so reading it does not scan the events and tokens themselves.
 */
export { createCounts, hourOf, type Counts } from './counts.ts';
export { statisticsRoutes } from './routes.ts';
export { createStatistics } from './service.ts';
export { deleteOldCounts } from './store.ts';
