import type { Actor, ReadAction, SteppedAction } from '../actions/index.ts';
import { findVisible, holdComponents } from '../components/index.ts';
import type { TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Outbound } from '../http/index.ts';
import { assertUnchanged, relatedId, type Collection, type Input } from '../jsonapi/index.ts';
import { clientRequired, findOauthClient, findOfComponent, noSuchComponent } from '../oauth-clients/index.ts';
import type { Providers } from '../providers/index.ts';
import type { CredentialCreate, CredentialUpdate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import type { CredentialSecrets } from './access.ts';
import { forgetTokens } from './connections.ts';
import { discover } from './discovery.ts';
import {
  assertMayDirectClient,
  assertSound,
  movedDestination,
  mustReconnect,
  secretNotEntered,
} from './rules.ts';
import {
  findCredential,
  insertCredential,
  listCredentials,
  lockCredential,
  updateCredential,
  type Credential,
} from './store.ts';

export interface Credentials {
  list: ReadAction<Input, Collection<Credential>>;
  get: ReadAction<Input, Credential>;
  create: SteppedAction<Input<CredentialCreate>, Credential>;
  update: SteppedAction<Input<CredentialUpdate>, Credential>;
}

interface Parts {
  providers: Providers;
  secrets: CredentialSecrets;
  outbound: Outbound;
}

type Attributes = Partial<CredentialCreate['data']['attributes']>;
type Relationships = CredentialCreate['data']['relationships'];

/** Creating and changing are done in steps because an issuer's discovery document may have to be fetched first. */
export function createCredentials({ providers, secrets, outbound }: Parts): Credentials {
  /** The attributes of a document, with what the issuer that they name says of itself. */
  async function withDiscovery(attributes: Attributes): Promise<Attributes> {
    if (attributes.issuer === undefined || attributes.issuer === null) return attributes;
    return { ...(await discover(outbound, attributes.issuer)), ...attributes };
  }

  /** Checks what the document relates the credential to, and links the tenant's client of its component. */
  async function relate(db: TenantDb, credential: Credential, related: Relationships): Promise<Credential> {
    const next = { ...credential };
    if (related?.component !== undefined) {
      const id = idOf(related.component);
      if (id !== null) await holdComponents(db, [id]);
      const component = id === null ? null : await findVisible(db, id);
      if (component === undefined) throw noSuchComponent('/data/relationships/component/data/id');
      next.component_id = component?.id ?? null;
      next.component_tenant_id = component?.tenant_id ?? null;
    }
    if (related?.provider !== undefined) {
      const id = related.provider.data?.id ?? null;
      if (id !== null && providers.get(id) === undefined) throw noSuch('provider', 'provider');
      next.provider = id;
    }
    if (next.component_id !== null && next.provider !== null) {
      throw new AppError(
        'validation_failed',
        'The integration of a credential is a component or a provider, not both.',
        { source: { pointer: '/data/relationships' } },
      );
    }
    if (related?.oauth_client !== undefined) {
      const id = idOf(related.oauth_client);
      if (id !== null && (await findOauthClient(db, id)) === undefined)
        throw noSuch('OAuth client', 'oauth_client');
      next.oauth_client_id = id;
    } else if (next.client_id === null && next.oauth_client_id === null && next.component_id !== null) {
      const client = await findOfComponent(db, next.component_id);
      if (client === undefined) throw clientRequired({ pointer: '/data/relationships/component/data/id' });
      next.oauth_client_id = client.id;
    }
    if (next.client_id !== null && next.oauth_client_id !== null) {
      throw new AppError(
        'validation_failed',
        "A credential has a client of its own or uses the tenant's OAuth client, not both.",
        { source: { pointer: '/data' } },
      );
    }
    return next;
  }

  async function sealed(credential: Credential, secret: string | null | undefined): Promise<string | null> {
    if (secret === undefined) return credential.sealed_secret;
    const key = { tenantId: credential.tenant_id, id: credential.id };
    return secret === null ? null : secrets.sealClientSecret(key, secret);
  }

  function assertAcceptable(actor: Actor, credential: Credential, given: object): void {
    assertSound(credential, given, outbound);
    assertMayDirectClient(actor, credential);
  }

  return {
    list: {
      name: 'credentials.list',
      permission: 'tenants.credentials.get',
      writes: false,
      run: ({ db }, { query }) => listCredentials(db, query.filter, { ...query.page, sort: query.sort }),
    },
    get: {
      name: 'credentials.get',
      permission: 'tenants.credentials.get',
      writes: false,
      run: async ({ db }, { params }) => found(await findCredential(db, params['id']!)),
    },
    create: {
      name: 'credentials.create',
      permission: 'tenants.credentials.create',
      schema: 'credential.create',
      writes: 'in steps',
      async run({ commit, db, actor, now }, { document }) {
        const given = document.data.attributes;
        const { client_secret, ...attributes } = await withDiscovery(given);
        const stamps = { version: 1, created_at: now, updated_at: now, created_by: actor.id };
        const blank: Credential = { ...BLANK, tenant_id: db.tenantId, id: newId(), ...stamps };
        const own = merge(blank, attributes);
        own.sealed_secret = await sealed(own, client_secret);
        return commit(async (transaction) => {
          const credential = await relate(transaction, own, document.data.relationships);
          assertAcceptable(actor, credential, given);
          await insertCredential(transaction, credential);
          return credential;
        }, entry);
      },
    },
    update: {
      name: 'credentials.update',
      permission: 'tenants.credentials.edit',
      schema: 'credential.update',
      writes: 'in steps',
      async run({ commit, db, actor, now }, { params, document, ifMatch }) {
        const given = document.data.attributes ?? {};
        found(await findCredential(db, params['id']!));
        const { client_secret, ...attributes } = await withDiscovery(given);
        return commit(async (transaction) => {
          const before = found(await lockCredential(transaction, params['id']!));
          assertUnchanged(before, ifMatch);
          const changed = merge(before, attributes);
          changed.sealed_secret = await sealed(before, client_secret);
          const after = await relate(transaction, changed, document.data.relationships);
          assertAcceptable(actor, after, given);
          const moved = movedDestination(before, after);
          if (moved !== undefined && client_secret === undefined && after.sealed_secret !== null)
            throw secretNotEntered(moved);
          const next = { ...after, version: before.version + 1, updated_at: now };
          await updateCredential(transaction, next);
          if (before.connection.access === null || !mustReconnect(before, after)) return next;
          const { generation } = before.connection;
          await forgetTokens(transaction, before.id, generation, 'needs_reauthorization', RECONNECT);
          return found(await findCredential(transaction, before.id));
        }, entry);
      },
    },
  };
}

const RECONNECT =
  'The credential was changed so that its tokens would go elsewhere or belong to another client. Connect the account again.';

const BLANK: Omit<Credential, 'tenant_id' | 'id' | 'version' | 'created_at' | 'updated_at' | 'created_by'> = {
  name: '',
  description: null,
  component_tenant_id: null,
  component_id: null,
  provider: null,
  oauth_client_id: null,
  grant_type: 'authorization_code',
  client_id: null,
  sealed_secret: null,
  base_uri: null,
  authorization_url: null,
  token_url: null,
  redirect_uri: null,
  revocation_url: null,
  issuer: null,
  introspection_url: null,
  userinfo_url: null,
  jwks_url: null,
  scopes: null,
  scope_separator: null,
  authorization_params: {},
  token_params: {},
  parameters: {},
  client_authentication: null,
  pkce: null,
  non_expiring_tokens: false,
  config_services: {},
  connection: {
    state: 'pending',
    state_reason: null,
    generation: 0,
    access: null,
    refresh_token: null,
    scopes: null,
    base_uri: null,
    token_url: null,
    external_user_id: null,
    obtained_at: null,
    expires_at: null,
    refresh_at: null,
    connected_at: null,
    connected_by: null,
    lease_owner: null,
    lease_until: null,
    interrupted: false,
    failures: 0,
    retry_at: null,
  },
};

/** Type and response type have one value each, which needs no column. */
function merge(credential: Credential, attributes: Attributes): Credential {
  const { authentication_type: _, response_type: __, client_secret: ___, ...columns } = attributes;
  return { ...credential, ...columns } as Credential;
}

function idOf(relationship: { data: { id: string } | null }): string | null {
  return relationship.data === null ? null : relatedId({ data: relationship.data });
}

function noSuch(what: string, relationship: string): AppError {
  return new AppError('not_found', `There is no such ${what}.`, {
    source: { pointer: `/data/relationships/${relationship}/data/id` },
  });
}

function entry({ id, name, connection: { state } }: Credential) {
  return { type: 'credential', id, details: { name, state } };
}

export function found(credential: Credential | undefined): Credential {
  if (credential === undefined) throw notFound('credential');
  return credential;
}
