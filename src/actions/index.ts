/**
 * Use cases (`action.ts`), the guard that runs them (`guard.ts`) and the complete list of permissions
 * (`permissions.ts`).
 */
export type {
  Action,
  AuditEntry,
  Call,
  Context,
  ReadAction,
  SteppedAction,
  SteppedContext,
  WriteAction,
} from './action.ts';
export { systemActor, type Actor } from './actor.ts';
export { assertAllowed, createGuard, requirePermission, type AuditSink, type Perform } from './guard.ts';
export { ALL_PERMISSIONS, PERMISSIONS, type Permission } from './permissions.ts';
