/** Use cases and the guard in front of them (`action.ts`); the closed list of permissions (`permissions.ts`). */
export {
  assertAllowed,
  createGuard,
  requirePermission,
  type Action,
  type AuditEntry,
  type AuditSink,
  type Call,
  type Context,
  type Perform,
  type ReadAction,
  type WriteAction,
} from './action.ts';
export { systemActor, type Actor } from './actor.ts';
export { ALL_PERMISSIONS, PERMISSIONS, type Permission } from './permissions.ts';
