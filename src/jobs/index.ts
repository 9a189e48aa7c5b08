/**
 * Work off the request path: periodic jobs (`periodic.ts`), outbound calls that must not be aborted (`in-flight.ts`),
 * how many of them tenants may have (`tenant-slots.ts`), and recording when things were last used (`last-used.ts`).
 */
export { startPeriodic, type Periodic } from './periodic.ts';
export { createInFlight, type InFlight } from './in-flight.ts';
export { createLastUsed } from './last-used.ts';
export { createTenantSlots } from './tenant-slots.ts';
