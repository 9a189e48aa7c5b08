/**
 * Tenants: the platform's customers, to exactly one of which everything else belongs. Each has a data key of its
 * own (`keys.ts`); deleting a tenant deletes all it owns, in the order of `db/references.ts`.
 */
export { claimMasterKey, loadTenantKeys, masterKeyUse, neededMasterKeys, rewrapTenantKeys } from './keys.ts';
export { assertReturnUrl } from './return-urls.ts';
export { tenantRoutes } from './routes.ts';
export { createTenants, type Tenants } from './service.ts';
export type { Tenant } from './store.ts';
