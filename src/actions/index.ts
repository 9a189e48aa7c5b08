/** Use cases (`action.ts`) and the guard in front of them (`guard.ts`); the closed list of permissions (`permissions.ts`). */
export type {
  Action,
  AuditEntry,
  Call,
  Commit,
  Context,
  ReadAction,
  SteppedAction,
  SteppedContext,
  WriteAction,
} from './action.ts';
export { systemActor, type Actor } from './actor.ts';
export { assertAllowed, createGuard, requirePermission, type AuditSink, type Perform } from './guard.ts';
export { ALL_PERMISSIONS, PERMISSIONS, type Permission } from './permissions.ts';
