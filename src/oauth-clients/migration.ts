import { requirePermission, type Context, type WriteAction } from '../actions/index.ts';
import {
  activate,
  carryOver,
  migrateComponent,
  tokenUriOf,
  type Component,
  type ComponentEnvs,
  type Usage,
} from '../components/index.ts';
import type { TenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { declared, type Input, type ResourceView } from '../jsonapi/index.ts';
import type { ComponentMigrationCreate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import type { SecretBox } from './secret.ts';
import { rethrowClientExists } from './rules.ts';
import { findOfComponent, insertOauthClient, type OauthClient } from './store.ts';

/** The result of migrating a stored component, and where its OAuth client came from. */
export interface ComponentMigration {
  tenant_id: string;
  component_id: string;
  oauth_client_id: string | null;
  client: 'given' | 'variables' | 'existing' | 'none';
  changes: { pointer: string; value: string | boolean }[];
  /** Number of other tenants whose flows use their stored variables until they have a client. */
  carried_over: number;
}

interface Parts {
  secrets: SecretBox;
  envs: ComponentEnvs;
  usage(db: TenantDb, componentId: string): Promise<Usage>;
  linkFlows(db: TenantDb, componentId: string): Promise<void>;
  /** Other tenants whose flows include the component but that have no client for it. */
  otherTenantsWithoutClient(db: TenantDb, componentId: string): Promise<string[]>;
}

const AT = '/data/attributes';

/**
 * Migrates a legacy component and creates its client in one transaction, so that flows that include it keep working.
 * The client comes from the request or from the variables that the tenant has stored.
 */
export function createComponentMigration({
  secrets,
  envs,
  usage,
  linkFlows,
  otherTenantsWithoutClient,
}: Parts): WriteAction<Input<ComponentMigrationCreate>, ComponentMigration> {
  return {
    name: 'component-migrations.create',
    permission: 'tenants.components.edit',
    schema: 'component-migration.create',
    writes: true,
    async run(context, { params, document }) {
      const { db } = context;
      const { client_id, client_secret, ...given } = document.data.attributes ?? {};
      const { component, changes, linked } = await migrateComponent(context, params['id']!, given);
      const existing = await findOfComponent(db, component.id);
      if (existing !== undefined && client_id !== undefined) throwClientExists();
      const pair =
        client_id !== undefined && client_secret !== undefined ? { client_id, client_secret } : undefined;
      const stored = existing || pair ? undefined : await clientFromVariables(context, component, linked);
      const client = existing ?? (await createClient(context, component, pair ?? stored));
      if (client === undefined && (await usage(db, component.id)).count > 0) throw clientPairRequired(linked);
      if (client !== undefined) await linkFlows(db, component.id);
      const others = await otherTenantsWithoutClient(db, component.id);
      await carryOver(db, component, others);
      return {
        tenant_id: db.tenantId,
        component_id: component.id,
        oauth_client_id: client?.id ?? null,
        client: existing ? 'existing' : pair ? 'given' : stored ? 'variables' : 'none',
        changes,
        carried_over: others.length,
      };
    },
    audit: ({ component_id, oauth_client_id, client, carried_over }) => ({
      type: 'component',
      id: component_id,
      details: { oauth_client: oauth_client_id, client, carried_over },
    }),
  };

  async function clientFromVariables(
    { db, actor }: Context,
    component: Component,
    linked: { client_id?: string; client_secret?: string },
  ): Promise<{ client_id: string; client_secret: string } | undefined> {
    const { vars } = await envs.read(db, component);
    const valueOf = (name: string | undefined) =>
      name !== undefined && Object.hasOwn(vars, name) ? vars[name]?.trim() : undefined;
    const [client_id, client_secret] = [valueOf(linked.client_id), valueOf(linked.client_secret)];
    if (!client_id || !client_secret) return undefined;
    // The caller chooses the token URI, and thereby where a secret that they did not enter is sent.
    requirePermission(actor, 'tenants.oauth_clients.get_secret');
    return { client_id, client_secret };
  }

  async function createClient(
    { db, actor, now }: Context,
    component: Component,
    pair: { client_id: string; client_secret: string } | undefined,
  ): Promise<OauthClient | undefined> {
    if (pair === undefined) return undefined;
    requirePermission(actor, 'tenants.oauth_clients.create');
    const id = newId();
    const client: OauthClient = {
      tenant_id: db.tenantId,
      id,
      component_id: component.id,
      component_tenant_id: component.tenant_id,
      client_id: pair.client_id,
      sealed_secret: await secrets.seal({ tenant_id: db.tenantId, id }, pair.client_secret),
      token_uri: tokenUriOf(component),
      version: 1,
      created_at: now,
      updated_at: now,
      created_by: actor.id,
      component_visible: true,
    };
    await insertOauthClient(db, client).catch(rethrowClientExists);
    await activate(db, component);
    return client;
  }
}

function throwClientExists(): never {
  throw new AppError(
    'oauth_client_exists',
    'The tenant already has an OAuth client for this component. Omit client_id and client_secret to keep it.',
    { source: { pointer: `${AT}/client_id` } },
  );
}

function clientPairRequired(linked: { client_id?: string; client_secret?: string }): AppError {
  const names = [linked.client_id, linked.client_secret].filter((name) => name !== undefined);
  const stored = names.length > 0 ? `, or store values for ${names.join(' and ')} first` : '';
  const detail = `Flows of this tenant include the component, so its OAuth client is required. Send client_id and client_secret${stored}.`;
  return new AppError('validation_failed', detail, { source: { pointer: AT } });
}

export const componentMigrationView: ResourceView<ComponentMigration> = {
  ...declared('component-migration'),
  id: ({ component_id }) => component_id,
  version: () => 1,
  attributes: ({ client, changes, carried_over }) => ({ client, changes, carried_over }),
  relationships: ({ component_id, oauth_client_id }) => ({
    component: { type: 'component', id: component_id },
    oauth_client: oauth_client_id === null ? null : { type: 'oauth-client', id: oauth_client_id },
  }),
  related: ({ component_id, oauth_client_id }, tenantId) => ({
    component: `/v2/tenants/${tenantId}/components/${component_id}`,
    oauth_client:
      oauth_client_id === null ? undefined : `/v2/tenants/${tenantId}/oauth-clients/${oauth_client_id}`,
  }),
};
