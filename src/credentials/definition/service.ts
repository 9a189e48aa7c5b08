import type { Actor, ReadAction, SteppedAction } from '../../actions/index.ts';
import { findVisible, tokenUriOf } from '../../components/index.ts';
import type { TenantDb } from '../../db/index.ts';
import { notFound } from '../../errors.ts';
import type { Outbound } from '../../http/index.ts';
import { previousSecretAfter, secretDetails, type PreviousSecret } from '../../oauth-clients/index.ts';
import { assertUnchanged, pageOf, type Collection, type Input } from '../../jsonapi/index.ts';
import type { FindProvider } from '../../providers/index.ts';
import type { CredentialCreate, CredentialUpdate, ProviderSettings } from '../../schema/index.ts';
import { newId } from '../../system/ids.ts';
import type { Reason } from '../protocol/index.ts';
import { deleteTokens } from './connection-store.ts';
import type { CredentialSecrets } from './credential-secrets.ts';
import { DEFAULTS } from './defaults.ts';
import { discover } from './discovery.ts';
import type { ReadIntegration } from './integration.ts';
import { resolveRelationships } from './relationships.ts';
import {
  assertMaySetClientDestination,
  assertMayChangeTokenDestination,
  changedDestination,
  assertTried,
  hasSameClient,
  isForRefreshes,
  mustReconnect,
  secretRequired,
} from './rules.ts';
import { settingsChanged } from './used-by.ts';
import { assertParameters, assertValid } from './validation.ts';
import { isAtItsDestination, isClientEntered, secretDestinationOf } from './secret-destination.ts';
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
type Changes = NonNullable<CredentialUpdate['data']['attributes']>;

/** Create and update run in steps because an issuer's discovery document may have to be fetched first. */
export function createCredentials({ findProvider, secrets, outbound, readIntegration }: Parts): Credentials {
  /** Adds the URLs from the issuer's discovery document, if there is an issuer. */
  async function withDiscovery<T extends Attributes>(attributes: T, before?: Credential): Promise<T> {
    if (attributes.issuer === undefined || attributes.issuer === null) return attributes;
    const { issuer, client_authentication = before?.client_authentication } = attributes;
    return {
      ...(await discover(outbound, issuer, client_authentication === 'tls_client_auth')),
      ...attributes,
    };
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

  async function rotated(
    db: TenantDb,
    before: Credential,
    after: Credential,
    { now, ...change }: Changes & { now: number },
  ): Promise<PreviousSecret> {
    assertTried(after, change);
    const key = { tenantId: before.tenant_id, id: before.id };
    const isBound = async () =>
      change.client_secret === undefined || isAtItsDestination(before, await readIntegration(db, before));
    return previousSecretAfter(before, change, {
      now,
      isSameClient: hasSameClient(before, after) && (await isBound()),
      openSecret: (sealed) => secrets.openClientSecret(key, sealed),
      sealPrevious: (secret) => secrets.sealPreviousSecret(key, secret),
    });
  }

  /** What the provider of a credential says about the JWTs that its key signs. */
  async function settingsOf(db: TenantDb, { provider }: Credential): Promise<ProviderSettings> {
    return (provider === null ? undefined : await findProvider(db, provider)) ?? {};
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
        return commit(
          async (transaction) => {
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
          },
          (credential) => entry(credential),
        );
      },
    },
    update: {
      name: 'credentials.update',
      permission: 'tenants.credentials.edit',
      schema: 'credential.update',
      writes: 'in steps',
      async run({ commit, db, actor, now }, { params, document, ifMatch }) {
        const given = document.data.attributes ?? {};
        const found = assertFound(await findCredential(db, params['id']!));
        const {
          client_secret,
          previous_client_secret_expires_at: _,
          ...attributes
        } = await withDiscovery<Changes>(given, found);
        return commit(
          async (transaction) => {
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
            const moved = changedDestination(before, after, await settingsOf(transaction, after));
            if (moved !== undefined && client_secret === undefined && after.sealed_secret !== null)
              throw secretRequired(moved);
            const bound = isClientEntered(before, after, client_secret !== undefined)
              ? await bindClient(transaction, after)
              : after;
            const previous = await rotated(transaction, before, after, { ...given, now });
            const next = { ...bound, ...previous, version: before.version + 1, updated_at: now };
            await updateCredential(transaction, next);
            if (isForRefreshes(before, next)) await settingsChanged(transaction, { id: before.id });
            const { access, generation } = before.connection;
            if (access !== null && mustReconnect(before, after))
              await deleteTokens(transaction, before.id, generation, 'needs_reauthorization', RECONNECT);
            return assertFound(await findCredential(transaction, before.id));
          },
          (credential) => entry(credential, secretDetails(given, credential)),
        );
      },
    },
  };
}

const RECONNECT: Reason = {
  text: 'The credential was changed so that its tokens would be sent to a different URL, used with a different client, signed differently or be those of another account. Connect the account again.',
  code: 'settings_changed',
};

/** response_type allows only one value, so it is not stored. */
function merge(credential: Credential, attributes: Attributes): Credential {
  const { response_type: _, client_secret: __, ...columns } = attributes;
  return { ...credential, ...columns } as Credential;
}

function entry({ id, name, connection: { state } }: Credential, more: object = {}) {
  return { type: 'credential', id, details: { name, state, ...more } };
}

export function assertFound(credential: Credential | undefined): Credential {
  if (credential === undefined) throw notFound('credential');
  return credential;
}
