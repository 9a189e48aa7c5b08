/** Whom an OAuth app is for: its creator alone, the users of its tenant, or any tenant's. */
export type AppAudience = 'creator' | 'tenant' | 'any';

interface App {
  tenantId: string;
  audience: AppAudience;
  createdBy: string | null;
}

/** Whether users may let the app into a tenant: into its own, or, where it is for any, into theirs. */
export function isForTenant({ tenantId, audience }: App, into: string): boolean {
  return audience === 'any' || into === tenantId;
}

/** Whether this user may let the app in: everybody, or its creator alone. */
export function isForUser({ audience, createdBy }: App, userId: string): boolean {
  return audience !== 'creator' || userId === createdBy;
}
