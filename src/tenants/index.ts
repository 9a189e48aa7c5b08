/**
 * Tenants: the customers of the installation. Every other resource belongs to exactly one tenant. Each tenant has its
 * own data key (`keys.ts`); deleting a tenant deletes everything it owns, in the order of `db/references.ts`.
 */
export { createFindAlertTarget, createRotateAlertSecret, type FindAlertTarget } from './alert-secrets.ts';
export {
  claimMasterKey,
  loadTenantKeys,
  masterKeyUse,
  requiredMasterKeys,
  pruneMasterKeys,
  rewrapTenantKeys,
} from './keys.ts';
export { assertReturnUrl } from './return-urls.ts';
export { tenantRoutes } from './routes.ts';
export { createTenants } from './service.ts';
export type { Tenant } from './store.ts';
export { createUpdateTenant } from './update.ts';
