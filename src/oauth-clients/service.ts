import type { Context, ReadAction, WriteAction } from '../actions/index.ts';
import type { SecretReads } from '../audit/index.ts';
import {
  activate,
  deactivate,
  findVisible,
  lockActivation,
  lockComponent,
  lockComponentsShared,
  tokenUriOf,
  type Component,
  type Usage,
} from '../components/index.ts';
import { violatesReference, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import {
  assertUnchanged,
  pageOf,
  relatedId,
  type Collection,
  type Input,
  type Query,
} from '../jsonapi/index.ts';
import type { OauthClientCreate, OauthClientUpdate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import { withFlowCounts, type CountFlows } from './flow-count.ts';
import {
  assertNoCredentials,
  assertNotInUse,
  assertTakesClient,
  COMPONENT,
  isOrphaned,
  componentNotFound,
  rethrowClientExists,
  type CredentialsOfClients,
} from './rules.ts';
import { secretDetails } from './rotation.ts';
import { rotateSecret, type SecretBox } from './secret.ts';
import {
  findOauthClient,
  insertOauthClient,
  listOauthClients,
  lockOauthClient,
  removeOauthClient,
  updateOauthClient,
  type OauthClient,
} from './store.ts';

export interface OauthClients {
  list: ReadAction<Input, Collection<OauthClient>>;
  get: ReadAction<Input, OauthClient>;
  create: WriteAction<Input<OauthClientCreate>, OauthClient>;
  update: WriteAction<Input<OauthClientUpdate>, OauthClient>;
  remove: WriteAction<Input, void>;
}

interface Parts {
  secrets: SecretBox;
  secretReads: SecretReads;
  usage(db: TenantDb, componentId: string): Promise<Usage>;
  countFlows: CountFlows;
  /** Links the flows that include a component to its client. */
  linkFlows(db: TenantDb, componentId: string): Promise<void>;
  credentials: CredentialsOfClients;
}

export function createOauthClients({
  secrets,
  secretReads,
  usage,
  countFlows,
  linkFlows,
  credentials,
}: Parts): OauthClients {
  /** Locks a component that can have a client. @throws AppError component_not_found, component_without_oauth */
  async function lockComponentForClient(db: TenantDb, componentId: string): Promise<Component> {
    // Flows that used stored variables are linked to the new client, so none of them may change meanwhile.
    if ((await findVisible(db, componentId))?.carried_over) await lockComponent(db, componentId);
    else await lockComponentsShared(db, [componentId]);
    const component = await findVisible(db, componentId);
    if (component === undefined) throw componentNotFound(COMPONENT);
    assertTakesClient(component);
    return component;
  }

  /** Detaches the client from its component. @throws AppError oauth_client_in_use if a flow or a credential needs it */
  async function detachFromComponent(db: TenantDb, client: OauthClient): Promise<void> {
    // Credentials cannot use an orphaned client anyway.
    if (isOrphaned(client)) await credentials.detach(db, client.id);
    else assertNoCredentials(await credentials.usage(db, client.id));
    if (client.component_id === null) return;
    await lockActivation(db, client.component_id);
    assertNotInUse(await usage(db, client.component_id));
    await deactivate(db, client.component_id).catch((error: unknown) => {
      throw violatesReference(error)
        ? new AppError('oauth_client_in_use', 'A flow now includes the component. Remove it there first.')
        : error;
    });
  }

  async function counted(context: Context, query: Query, client: OauthClient): Promise<OauthClient> {
    const [only] = await withFlowCounts(context, query, countFlows, [client]);
    return only!;
  }

  return {
    list: {
      name: 'oauth-clients.list',
      permission: 'tenants.oauth_clients.get',
      writes: false,
      // Lists never contain secrets: nobody needs 50 at once, and each would have to be audited.
      async run(context, { query }) {
        const canViewComponents = context.actor.permissions.has('tenants.components.get');
        const filter = { ...query.filter, canViewComponents };
        const { rows, total } = await listOauthClients(context.db, filter, pageOf(query));
        return { rows: await withFlowCounts(context, query, countFlows, rows), total };
      },
    },
    get: {
      name: 'oauth-clients.get',
      permission: 'tenants.oauth_clients.get',
      writes: false,
      async run(context, { params, query }) {
        const { db, actor, requestId, ipAddress } = context;
        const client = await counted(context, query, found(await findOauthClient(db, params['id']!)));
        const wanted = query.fields.get('oauth-client')?.includes('client_secret') ?? true;
        if (!wanted || !actor.permissions.has('tenants.oauth_clients.get_secret')) return client;
        const opened = await secrets.open(client);
        const by = { actor, tenantId: db.tenantId, requestId, ipAddress };
        secretReads.record(by, 'oauth-clients.get_secret', { type: 'oauth-client', id: client.id });
        return opened;
      },
    },
    create: {
      name: 'oauth-clients.create',
      permission: 'tenants.oauth_clients.create',
      schema: 'oauth-client.create',
      writes: true,
      async run(context, { document, query }) {
        const { db, actor, now } = context;
        const component = await lockComponentForClient(db, relatedId(document.data.relationships.component));
        const { client_id, client_secret } = document.data.attributes;
        const id = newId();
        const client: OauthClient = {
          tenant_id: db.tenantId,
          id,
          component_id: component.id,
          component_tenant_id: component.tenant_id,
          client_id,
          sealed_secret: await secrets.seal({ tenant_id: db.tenantId, id }, client_secret),
          token_uri: tokenUriOf(component),
          version: 1,
          created_at: now,
          updated_at: now,
          created_by: actor.id,
          component_visible: true,
        };
        await insertOauthClient(db, client).catch(rethrowClientExists);
        await activate(db, component);
        await linkFlows(db, component.id);
        return counted(context, query, { ...client, client_secret });
      },
      audit: (client) => entry(client),
    },
    update: {
      name: 'oauth-clients.update',
      permission: 'tenants.oauth_clients.edit',
      schema: 'oauth-client.update',
      writes: true,
      async run(context, { params, document, query, ifMatch }) {
        const { db, now } = context;
        const client = found(await lockOauthClient(db, params['id']!));
        assertUnchanged(client, ifMatch);
        const given = document.data.attributes ?? {};
        const { client_id = client.client_id, client_secret } = given;
        const sealed_secret =
          client_secret === undefined ? client.sealed_secret : await secrets.seal(client, client_secret);
        const changed = { ...client, client_id, sealed_secret, version: client.version + 1, updated_at: now };
        // A secret that is entered again may be sent to the component's current token URI.
        const entered = (component: Component | undefined) =>
          client_secret === undefined ? {} : { token_uri: component ? tokenUriOf(component) : null };
        const rotated = async (after: OauthClient) => ({
          ...after,
          ...(await rotateSecret(secrets, client, after, { ...given, now })),
        });
        const componentId = relatedId(document.data.relationships?.component);
        // An orphaned client still stores a hidden component, but requests cannot refer to it.
        if (componentId === undefined || (componentId === client.component_id && !isOrphaned(client))) {
          const current =
            client.component_id === null ? undefined : await findVisible(db, client.component_id);
          const after = await rotated({ ...changed, ...entered(current) });
          await updateOauthClient(db, after);
          await credentials.changed(db, client.id);
          return counted(context, query, after);
        }
        const component = await lockComponentForClient(db, componentId);
        await detachFromComponent(db, client);
        const moved = await rotated({
          ...changed,
          ...entered(component),
          component_id: component.id,
          component_tenant_id: component.tenant_id,
          component_visible: true,
        });
        await updateOauthClient(db, moved).catch(rethrowClientExists);
        await activate(db, component);
        await linkFlows(db, component.id);
        return counted(context, query, moved);
      },
      audit: (client, { document }) => entry(client, secretDetails(document.data.attributes ?? {}, client)),
    },
    remove: {
      name: 'oauth-clients.delete',
      permission: 'tenants.oauth_clients.delete',
      writes: true,
      async run({ db }, { params, ifMatch }) {
        const client = found(await lockOauthClient(db, params['id']!));
        assertUnchanged(client, ifMatch);
        await detachFromComponent(db, client);
        await removeOauthClient(db, client.id).catch((error: unknown) => {
          throw violatesReference(error)
            ? new AppError(
                'oauth_client_in_use',
                'A credential now uses the client. Change its client first.',
              )
            : error;
        });
      },
      audit: (_, { params }) => ({ type: 'oauth-client', id: params['id']! }),
    },
  };
}

function entry(client: OauthClient, more: object = {}) {
  return {
    type: 'oauth-client',
    id: client.id,
    details: { client_id: client.client_id, component: client.component_id, ...more },
  };
}

function found(client: OauthClient | undefined): OauthClient {
  if (client === undefined) throw notFound('OAuth client');
  return client;
}
