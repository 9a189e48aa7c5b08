/**
 * Statistics: how a tenant stands, and what happened in it hour by hour. Others tell what happened (`counts.ts`); it is
 * written every half minute and read without touching the rows that were counted.
 */
export { createCounts, hourOf, type Counts } from './counts.ts';
export { statisticsRoutes } from './routes.ts';
export { createStatistics } from './service.ts';
export { forgetCounts } from './store.ts';
