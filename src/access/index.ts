/**
 * Who may do what: roles are named sets of permissions in a tenant. The built-in ones and the rule that nobody can
 * grant what they do not have are in `rules.ts`.
 */
export { isForTenant, isForUser, type AppAudience } from './audience.ts';
export { accessRoutes } from './routes.ts';
export { assertGrantable } from './rules.ts';
export { roleView } from './serializer.ts';
export { createAccess, type Access } from './service.ts';
export { permissionsOf, type Role } from './store.ts';
