/** Work off the request path. */
export { startPeriodic, type Periodic } from './periodic.ts';
