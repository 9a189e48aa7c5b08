import type { Actor, ReadAction, WriteAction } from '../actions/index.ts';
import type { Keyring } from '../crypto/index.ts';
import { platformOf, tenantDb, violatesReference, type PlatformDb, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, type Collection, type Input } from '../jsonapi/index.ts';
import type { TenantCreate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import { findTenant, insertTenant, listTenants, removeTenant, type Tenant } from './store.ts';
import { lockOwn } from './update.ts';

export interface Tenants {
  list: ReadAction<Input, Collection<Tenant>>;
  get: ReadAction<Input, Tenant>;
  create: WriteAction<Input<TenantCreate>, Tenant>;
  remove: WriteAction<Input, void>;
  exists(db: PlatformDb, id: string): Promise<boolean>;
  /** One page of all tenants, for the command line. */
  listAll(db: PlatformDb, page: { number: number; size: number }): Promise<Tenant[]>;
  nameOf(db: PlatformDb, id: string): Promise<Pick<Tenant, 'id' | 'name'>>;
  /** Same as `create`, for the command line, which has no tenant to act in yet. */
  insert(db: PlatformDb, name: string, now: number): Promise<Tenant>;
}

interface Parts {
  keyring: Keyring;
  /** Adds the built-in roles to a new tenant. */
  seedRoles(db: TenantDb, now: number): Promise<void>;
  /**
   * Makes the creator the tenant's owner.
   * @returns an API key for the new tenant, because keys are valid for one tenant only
   */
  addCreator(db: TenantDb, creator: Actor, now: number): Promise<string>;
}

export function createTenants({ keyring, seedRoles, addCreator }: Parts): Tenants {
  async function insert(db: PlatformDb, name: string, now: number): Promise<Tenant> {
    const tenant: Tenant = {
      id: newId(),
      name,
      return_urls: [],
      alert_url: null,
      alert_signing_secret: null,
      previous_alert_signing_secret: null,
      previous_alert_signing_secret_until: null,
      version: 1,
      created_at: now,
      updated_at: now,
    };
    const key = await keyring.newTenantKey(tenant.id);
    await insertTenant(db, tenant, key);
    keyring.assertWrapped(key);
    await seedRoles(tenantDb(db, tenant.id), now);
    return tenant;
  }

  async function getTenant(db: TenantDb): Promise<Tenant> {
    const tenant = await findTenant(platformOf(db), db.tenantId);
    if (tenant === undefined) throw notFound('tenant');
    return tenant;
  }

  return {
    insert,
    listAll: listTenants,
    async nameOf(db, id) {
      const tenant = await findTenant(db, id);
      if (tenant === undefined) throw notFound('tenant');
      return { id, name: tenant.name };
    },
    exists: async (db, id) => (await findTenant(db, id)) !== undefined,
    list: {
      name: 'tenants.list',
      permission: 'tenants.tenants.get',
      writes: false,
      // API keys and tokens are valid for a single tenant, so the list contains only that one.
      run: async ({ db }, { query }) => ({
        rows: query.page.number === 1 ? [await getTenant(db)] : [],
        total: 1,
      }),
    },
    get: {
      name: 'tenants.get',
      permission: 'tenants.tenants.get',
      writes: false,
      run: ({ db }) => getTenant(db),
    },
    create: {
      name: 'tenants.create',
      permission: 'tenants.tenants.create',
      schema: 'tenant.create',
      writes: true,
      async run({ db, actor, now }, { document }) {
        const tenant = await insert(platformOf(db), document.data.attributes.name, now);
        const api_key = await addCreator(tenantDb(platformOf(db), tenant.id), actor, now);
        return { ...tenant, api_key };
      },
      audit: (tenant) => ({ type: 'tenant', id: tenant.id, details: { name: tenant.name } }),
    },
    remove: {
      name: 'tenants.delete',
      permission: 'tenants.tenants.delete',
      writes: true,
      async run({ db }, { ifMatch }) {
        assertUnchanged(await lockOwn(db), ifMatch);
        try {
          await removeTenant(platformOf(db), db.tenantId);
        } catch (error) {
          if (!violatesReference(error)) throw error;
          throw new AppError(
            'component_in_use',
            'Flows of other tenants include a global component of this tenant. Delete the tenant once they no longer include it.',
          );
        }
      },
      // The tenant's audit log is deleted with it. The request log records who deleted it.
      audit: () => null,
    },
  };
}
