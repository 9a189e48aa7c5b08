import { systemActor } from '../actions/index.ts';
import { inTransaction, tenantDb, type PlatformDb } from '../db/index.ts';
import type { Tenant } from '../tenants/index.ts';
import type { Member } from '../users/index.ts';
import type { Core } from './core.ts';

interface CreatedTenant {
  tenant: Tenant;
  owner: Member;
  /** Shown only once. */
  apiKey: string;
}

/** Creates a tenant with its owner and the owner's first API key in one transaction. */
export async function createTenant(
  core: Core,
  given: { name: string; ownerEmail: string },
): Promise<CreatedTenant> {
  return inTransaction(core.database, (platform) => insertTenant(core, platform, given));
}

/** `createTenant` in a transaction of the caller. */
export async function insertTenant(
  { tenants, users, apiKeys, audit, clock }: Core,
  platform: PlatformDb,
  { name, ownerEmail }: { name: string; ownerEmail: string },
): Promise<CreatedTenant> {
  const now = clock();
  const tenant = await tenants.insert(platform, name, now);
  const db = tenantDb(platform, tenant.id);
  const actor = systemActor(tenant.id);
  const owner = await users.addOwner(db, ownerEmail, null, now);
  const key = await apiKeys.issue(db, owner.user_id, { name: 'first key' }, actor, now);
  const details = { name, owner: owner.email };
  await audit.sink({ actor, db, now, requestId: null, ipAddress: null }, 'tenants.create', {
    type: 'tenant',
    id: tenant.id,
    details,
  });
  return { tenant, owner, apiKey: key.api_key };
}
