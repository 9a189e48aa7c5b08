import type { ReadAction, WriteAction } from '../actions/index.ts';
import type { Keyring } from '../crypto/index.ts';
import type { TenantDb } from '../db/index.ts';
import { notFound } from '../errors.ts';
import { declared, assertUnchanged, type Input, type ResourceView } from '../jsonapi/index.ts';
import type { ComponentEnvUpdate } from '../schema/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { assertMayChooseHost } from './rules.ts';
import { findVisible, lockComponentsShared, type Component } from './store.ts';

const TABLE = 'component_envs';

/**
 * The variables that a tenant has stored for a component, its own or a global one. Encrypted together as one JSON text.
 */
export interface ComponentEnv {
  tenant_id: string;
  component_id: string;
  names: string[];
  /** Only in responses to callers that are allowed to read the values. */
  vars?: Record<string, string>;
  version: number;
  created_at: number;
  updated_at: number;
}

interface Row {
  vars: string;
  version: number;
  created_at: number;
  updated_at: number;
}

export interface ComponentEnvs {
  /** The names of the stored variables, without values. */
  describe: ReadAction<Input, ComponentEnv>;
  /** Replaces all variables; those not in the request are deleted. */
  replace: WriteAction<Input<ComponentEnvUpdate>, ComponentEnv>;
  /** The stored variables with their values; empty if there are none. */
  read(db: TenantDb, component: Component): Promise<ComponentEnv & { vars: Record<string, string> }>;
}

/** @param parts.changed called when a tenant's variables for a component have changed */
export function createComponentEnvs({
  keyring,
  changed,
}: {
  keyring: Keyring;
  changed(db: TenantDb, componentId: string): Promise<void>;
}): ComponentEnvs {
  const placeOf = (db: TenantDb, componentId: string) => ({
    tenant: db.tenantId,
    table: TABLE,
    row: componentId,
    column: 'vars',
  });

  const envs: ComponentEnvs = {
    async read(db, component) {
      const row = (await db.from(TABLE).where({ component_id: component.id }).first()) as Row | undefined;
      const vars =
        row === undefined
          ? {}
          : (JSON.parse(await keyring.open(row.vars, placeOf(db, component.id))) as Record<string, string>);
      const { version = 0, created_at = component.created_at, updated_at = component.created_at } = row ?? {};
      return {
        tenant_id: db.tenantId,
        component_id: component.id,
        names: Object.keys(vars),
        vars,
        version,
        created_at,
        updated_at,
      };
    },
    describe: {
      name: 'component-envs.describe',
      permission: 'tenants.components.edit',
      writes: false,
      async run({ db }, { params }) {
        const component = await findVisible(db, params['id']!);
        if (component === undefined) throw notFound('component');
        const { vars: _, ...shown } = await envs.read(db, component);
        return shown;
      },
    },
    replace: {
      name: 'component-envs.replace',
      permission: 'tenants.components.edit',
      schema: 'component-env.update',
      writes: true,
      async run({ db, actor, now }, { params, document, ifMatch }) {
        const id = params['id']!;
        await lockComponentsShared(db, [id]);
        const component = await findVisible(db, id);
        if (component === undefined) throw notFound('component');
        assertMayChooseHost(actor, component);
        const row = (await db.lock(TABLE).where({ component_id: id }).first()) as Row | undefined;
        const version = row?.version ?? 0;
        assertUnchanged({ version }, ifMatch);
        const { vars } = document.data.attributes;
        const sealed = await keyring.seal(JSON.stringify(vars), placeOf(db, id));
        const fresh = { vars: sealed, version: version + 1, updated_at: now };
        if (row === undefined) {
          await db.insert(TABLE, {
            ...fresh,
            component_id: id,
            component_tenant_id: component.tenant_id,
            created_at: now,
            created_by: actor.id,
          });
        } else await db.from(TABLE).where({ component_id: id }).update(fresh);
        await changed(db, id);
        const { version: newVersion, updated_at } = fresh;
        return {
          tenant_id: db.tenantId,
          component_id: id,
          names: Object.keys(vars),
          version: newVersion,
          created_at: row?.created_at ?? now,
          updated_at,
        };
      },
      audit: (env) => ({ type: 'component-env', id: env.component_id, details: { names: env.names } }),
    },
  };
  return envs;
}

export const componentEnvView: ResourceView<ComponentEnv> = {
  ...declared('component-env'),
  id: (env) => env.component_id,
  path: (env) => `/v2/tenants/${env.tenant_id}/components/${env.component_id}/env`,
  version: (env) => env.version,
  attributes: (env) => ({
    names: env.names,
    vars: env.vars,
    created_at: toRfc3339(env.created_at),
    updated_at: toRfc3339(env.updated_at),
  }),
  derived: ['names'],
  // Values are returned at run time only, but changing them increments the version.
  ignoredByIfMatch: ['names', 'vars'],
};
