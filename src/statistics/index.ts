/**
 * Tenant statistics: current totals, and activity per hour. Other modules report activity to `counts.ts`, which is
 * written every half minute, so that reading statistics does not scan events and tokens.
 */
export { createCounts, hourOf, type Counts } from './counts.ts';
export { statisticsRoutes } from './routes.ts';
export { createStatistics } from './service.ts';
export { deleteOldCounts } from './store.ts';
