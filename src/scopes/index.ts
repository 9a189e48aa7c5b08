/**
 * Scopes that apps can request. Built-in scopes are derived from the permissions (`rules.ts`); tenants define custom
 * scopes for their own APIs. `manage.x` covers `read.x`, `create.x`, `update.x` and `delete.x`, and defining it also
 * defines those four. A scope cannot be deleted while an app is allowed to request it.
 */
export {
  createEffectivePermissions,
  stillGranted,
  type EffectivePermissions,
} from './effective-permissions.ts';
export { scopeRoutes } from './routes.ts';
export {
  BUILT_IN_SCOPES,
  EXECUTE_WEBHOOKS,
  isCovered,
  OFFLINE_ACCESS,
  permissionsOfScopes,
  USER_PREFIX,
} from './rules.ts';
export { createScopes, type KnownScope, type Scopes } from './service.ts';
