/**
 * Scopes: what an app may ask for. The platform's own follow from its permissions (`rules.ts`); a tenant defines
 * further ones for its own APIs. `manage.x` covers `read.x`, `create.x`, `update.x` and `delete.x`, and defining it
 * defines the four. A scope that apps may ask for is not deleted.
 */
export { createPermitted, stillGranted, type Permitted } from './permitted.ts';
export { scopeRoutes } from './routes.ts';
export {
  coveredBy,
  EXECUTE_WEBHOOKS,
  isCovered,
  OFFLINE_ACCESS,
  permissionsOfScopes,
  PLATFORM_SCOPES,
  USER_PREFIX,
} from './rules.ts';
export { createScopes, type KnownScope, type Scopes } from './service.ts';
