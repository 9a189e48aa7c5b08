/** Who can authorize an OAuth app: only its creator, users of its tenant, or users of any tenant. */
export type AppAudience = 'creator' | 'tenant' | 'any';

interface App {
  tenantId: string;
  audience: AppAudience;
  createdBy: string | null;
}

/** Whether users of `userTenantId` can authorize the app. */
export function isForTenant({ tenantId, audience }: App, userTenantId: string): boolean {
  return audience === 'any' || userTenantId === tenantId;
}

/** Whether the app is available to this user: an app for its creator only is not available to others. */
export function isForUser({ audience, createdBy }: App, userId: string): boolean {
  return audience !== 'creator' || userId === createdBy;
}
