import type { Actor, ReadAction, SteppedAction } from '../../actions/index.ts';
import { findVisible, tokenUriOf } from '../../components/index.ts';
import type { TenantDb } from '../../db/index.ts';
import { notFound } from '../../errors.ts';
import type { Outbound } from '../../http/index.ts';
import { assertUnchanged, pageOf, type Collection, type Input } from '../../jsonapi/index.ts';
import type { FindProvider } from '../../providers/index.ts';
import type { CredentialCreate, CredentialUpdate } from '../../schema/index.ts';
import { newId } from '../../system/ids.ts';
import type { Reason } from '../protocol/index.ts';
import { deleteTokens } from './connection-store.ts';
import { NEVER_CONNECTED } from './connection.ts';
import type { CredentialSecrets } from './credential-secrets.ts';
import { discover } from './discovery.ts';
import type { ReadIntegration } from './integration.ts';
import { resolveRelationships } from './relationships.ts';
import {
  assertMaySetClientDestination,
  assertMayChangeTokenDestination,
  changedDestination,
  mustReconnect,
  secretRequired,
} from './rules.ts';
import { assertParameters, assertValid } from './validation.ts';
import { isClientEntered, secretDestinationOf } from './secret-destination.ts';
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
  findProvider: FindProvider;
  secrets: CredentialSecrets;
  outbound: Outbound;
  readIntegration: ReadIntegration;
}

type Attributes = Partial<CredentialCreate['data']['attributes']>;

/** Create and update run in steps because an issuer's discovery document may have to be fetched first. */
export function createCredentials({ findProvider, secrets, outbound, readIntegration }: Parts): Credentials {
  /** Adds the URLs from the issuer's discovery document, if there is an issuer. */
  async function withDiscovery(attributes: Attributes): Promise<Attributes> {
    if (attributes.issuer === undefined || attributes.issuer === null) return attributes;
    return { ...(await discover(outbound, attributes.issuer)), ...attributes };
  }

  async function sealed(credential: Credential, secret: string | null | undefined): Promise<string | null> {
    if (secret === undefined) return credential.sealed_secret;
    const key = { tenantId: credential.tenant_id, id: credential.id };
    return secret === null ? null : secrets.sealClientSecret(key, secret);
  }

  /** Records the token URL that the client was entered for. */
  async function bindClient(db: TenantDb, credential: Credential): Promise<Credential> {
    if (credential.client_id === null) return { ...credential, secret_token_url: null };
    const integration = await readIntegration(db, credential);
    return { ...credential, secret_token_url: secretDestinationOf(credential, integration) };
  }

  async function assertAcceptable(
    db: TenantDb,
    actor: Actor,
    credential: Credential,
    given: object,
  ): Promise<void> {
    assertValid(credential, given, outbound);
    const provider = credential.provider === null ? undefined : await findProvider(db, credential.provider);
    if (provider !== undefined) assertParameters(credential, provider);
    const component =
      credential.component_id === null ? undefined : await findVisible(db, credential.component_id);
    assertMaySetClientDestination(actor, credential, component === undefined ? null : tokenUriOf(component));
  }

  return {
    list: {
      name: 'credentials.list',
      permission: 'tenants.credentials.get',
      writes: false,
      run: ({ db, now }, { query }) => listCredentials(db, query.filter, pageOf(query), now),
    },
    get: {
      name: 'credentials.get',
      permission: 'tenants.credentials.get',
      writes: false,
      run: async ({ db }, { params }) => assertFound(await findCredential(db, params['id']!)),
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
        const blank: Credential = { ...DEFAULTS, tenant_id: db.tenantId, id: newId(), ...stamps };
        const own = merge(blank, attributes);
        own.sealed_secret = await sealed(own, client_secret);
        return commit(async (transaction) => {
          const credential = await resolveRelationships(
            transaction,
            findProvider,
            own,
            document.data.relationships,
          );
          await assertAcceptable(transaction, actor, credential, given);
          const bound = await bindClient(transaction, credential);
          await insertCredential(transaction, bound);
          return bound;
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
        assertFound(await findCredential(db, params['id']!));
        const { client_secret, ...attributes } = await withDiscovery(given);
        return commit(async (transaction) => {
          const before = assertFound(await lockCredential(transaction, params['id']!));
          assertUnchanged(before, ifMatch);
          const changed = merge(before, attributes);
          changed.sealed_secret = await sealed(before, client_secret);
          const after = await resolveRelationships(
            transaction,
            findProvider,
            changed,
            document.data.relationships,
          );
          await assertAcceptable(transaction, actor, after, given);
          assertMayChangeTokenDestination(actor, before, after);
          const moved = changedDestination(before, after);
          if (moved !== undefined && client_secret === undefined && after.sealed_secret !== null)
            throw secretRequired(moved);
          const bound = isClientEntered(before, after, client_secret !== undefined)
            ? await bindClient(transaction, after)
            : after;
          const next = { ...bound, version: before.version + 1, updated_at: now };
          await updateCredential(transaction, next);
          if (before.connection.access === null || !mustReconnect(before, after)) return next;
          const { generation } = before.connection;
          await deleteTokens(transaction, before.id, generation, 'needs_reauthorization', RECONNECT);
          return assertFound(await findCredential(transaction, before.id));
        }, entry);
      },
    },
  };
}

const RECONNECT: Reason = {
  text: 'The credential was changed so that its tokens would be sent to a different URL, used with a different client, signed differently or be those of another account. Connect the account again.',
  code: 'settings_changed',
};

const DEFAULTS: Omit<
  Credential,
  'tenant_id' | 'id' | 'version' | 'created_at' | 'updated_at' | 'created_by'
> = {
  name: '',
  description: null,
  component_tenant_id: null,
  component_id: null,
  provider: null,
  oauth_client_id: null,
  authentication_type: 'oauth2',
  grant_type: 'authorization_code',
  client_id: null,
  sealed_secret: null,
  secret_token_url: null,
  base_uri: null,
  authorization_url: null,
  device_authorization_url: null,
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
  keep_alive: true,
  config_services: {},
  provider_settings: {},
  connection: NEVER_CONNECTED,
};

/** response_type allows only one value, so it is not stored. */
function merge(credential: Credential, attributes: Attributes): Credential {
  const { response_type: _, client_secret: __, ...columns } = attributes;
  return { ...credential, ...columns } as Credential;
}

function entry({ id, name, connection: { state } }: Credential) {
  return { type: 'credential', id, details: { name, state } };
}

export function assertFound(credential: Credential | undefined): Credential {
  if (credential === undefined) throw notFound('credential');
  return credential;
}
