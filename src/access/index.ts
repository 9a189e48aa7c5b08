/**
 * Authorization: roles are named sets of permissions in a tenant. `rules.ts` has the built-in roles and the rule that
 * users can only grant permissions they have themselves.
 */
export { isForTenant, isForUser, type AppAudience } from './audience.ts';
export { accessRoutes } from './routes.ts';
export { assertGrantable } from './rules.ts';
export { roleView } from './serializer.ts';
export { createAccess, type Access } from './service.ts';
export { permissionsOf } from './store.ts';
