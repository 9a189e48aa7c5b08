import type { Context, ReadAction, WriteAction } from '../actions/index.ts';
import type { HandOutLog } from '../audit/index.ts';
import {
  activate,
  deactivate,
  findVisible,
  holdComponents,
  lockActivation,
  tokenUriOf,
  type Component,
  type Usage,
} from '../components/index.ts';
import { violatesReference, violatesUnique, type TenantDb } from '../db/index.ts';
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
  noSuchComponent,
} from './rules.ts';
import type { SecretBox } from './secret.ts';
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
  handOuts: HandOutLog;
  usage(db: TenantDb, componentId: string): Promise<Usage>;
  countFlows: CountFlows;
  /** Credentials stand above OAuth clients and are passed in. */
  credentials: {
    /** Which of them use a client. */
    usage(db: TenantDb, clientId: string): Promise<{ credentials: string[]; count: number }>;
    /** Takes a client away from all of them. */
    detach(db: TenantDb, clientId: string): Promise<void>;
  };
}

export function createOauthClients({
  secrets,
  handOuts,
  usage,
  countFlows,
  credentials,
}: Parts): OauthClients {
  /** The component that the document names, held as it is until the transaction ends, if it may have a client. */
  async function clientTaker(db: TenantDb, componentId: string): Promise<Component> {
    await holdComponents(db, [componentId]);
    const component = await findVisible(db, componentId);
    if (component === undefined) throw noSuchComponent(COMPONENT);
    assertTakesClient(component);
    return component;
  }

  /** Takes the client away from its component, unless a flow includes that or a credential uses the client. */
  async function release(db: TenantDb, client: OauthClient): Promise<void> {
    // An orphan is of no use to them any more.
    if (isOrphaned(client)) await credentials.detach(db, client.id);
    else assertNoCredentials(await credentials.usage(db, client.id));
    if (client.component_id === null) return;
    await lockActivation(db, client.component_id);
    assertNotInUse(await usage(db, client.component_id));
    await deactivate(db, client.component_id).catch((error: unknown) => {
      throw violatesReference(error)
        ? new AppError('oauth_client_in_use', 'A flow has just begun to include the component.')
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
      // A list never carries secrets, whoever asks: nobody needs fifty at once, and each would be a hand-out.
      async run(context, { query }) {
        const seesComponents = context.actor.permissions.has('tenants.components.get');
        const filter = { ...query.filter, seesComponents };
        const { rows, total } = await listOauthClients(context.db, filter, pageOf(query));
        return { rows: await withFlowCounts(context, query, countFlows, rows), total };
      },
    },
    get: {
      name: 'oauth-clients.get',
      permission: 'tenants.oauth_clients.get',
      writes: false,
      async run(context, { params, query }) {
        const { db, actor, requestId } = context;
        const client = await counted(context, query, found(await findOauthClient(db, params['id']!)));
        const wanted = query.fields.get('oauth-client')?.includes('client_secret') ?? true;
        if (!wanted || !actor.permissions.has('tenants.oauth_clients.get_secret')) return client;
        const opened = await secrets.open(client);
        handOuts.note({ actor, tenantId: db.tenantId, requestId }, 'oauth-clients.get_secret', {
          type: 'oauth-client',
          id: client.id,
        });
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
        const component = await clientTaker(db, relatedId(document.data.relationships.component));
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
        await insertOauthClient(db, client).catch(alreadyHasOne);
        await activate(db, component);
        return counted(context, query, { ...client, client_secret });
      },
      audit: entry,
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
        const { client_id = client.client_id, client_secret } = document.data.attributes ?? {};
        const sealed_secret =
          client_secret === undefined ? client.sealed_secret : await secrets.seal(client, client_secret);
        const changed = { ...client, client_id, sealed_secret, version: client.version + 1, updated_at: now };
        // Entered again, the secret may go where the component sends it now.
        const entered = (component: Component | undefined) =>
          client_secret === undefined ? {} : { token_uri: component ? tokenUriOf(component) : null };
        const componentId = relatedId(document.data.relationships?.component);
        // An orphan's component cannot be named any more, although a hidden one is still noted with it.
        if (componentId === undefined || (componentId === client.component_id && !isOrphaned(client))) {
          const current =
            client.component_id === null ? undefined : await findVisible(db, client.component_id);
          await updateOauthClient(db, { ...changed, ...entered(current) });
          return counted(context, query, changed);
        }
        const component = await clientTaker(db, componentId);
        await release(db, client);
        const moved = {
          ...changed,
          ...entered(component),
          component_id: component.id,
          component_tenant_id: component.tenant_id,
          component_visible: true,
        };
        await updateOauthClient(db, moved).catch(alreadyHasOne);
        await activate(db, component);
        return counted(context, query, moved);
      },
      audit: entry,
    },
    remove: {
      name: 'oauth-clients.delete',
      permission: 'tenants.oauth_clients.delete',
      writes: true,
      async run({ db }, { params, ifMatch }) {
        const client = found(await lockOauthClient(db, params['id']!));
        assertUnchanged(client, ifMatch);
        await release(db, client);
        await removeOauthClient(db, client.id).catch((error: unknown) => {
          throw violatesReference(error)
            ? new AppError('oauth_client_in_use', 'A credential has just begun to use the client.')
            : error;
        });
      },
      audit: (_, { params }) => ({ type: 'oauth-client', id: params['id']! }),
    },
  };
}

function entry(client: OauthClient) {
  return {
    type: 'oauth-client',
    id: client.id,
    details: { client_id: client.client_id, component: client.component_id },
  };
}

function found(client: OauthClient | undefined): OauthClient {
  if (client === undefined) throw notFound('OAuth client');
  return client;
}

function alreadyHasOne(error: unknown): never {
  if (!violatesUnique(error, 'oauth_clients', ['tenant_id', 'component_id'])) throw error;
  throw new AppError(
    'oauth_client_exists',
    'The tenant has an OAuth client for this component already; there can be one. Change that one instead.',
    {
      source: { pointer: COMPONENT },
    },
  );
}
