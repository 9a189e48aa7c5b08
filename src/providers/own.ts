import { requirePermission, type Actor, type ReadAction, type WriteAction } from '../actions/index.ts';
import { violatesPrimaryKey, type TenantDb } from '../db/index.ts';
import { AppError, combined, notFound } from '../errors.ts';
import type { Outbound } from '../http/index.ts';
import { assertUnchanged, type Collection, type Input } from '../jsonapi/index.ts';
import type { ProviderCreate, ProviderEntry, ProviderUpdate } from '../schema/index.ts';
import { pluralize } from '../system/pluralize.ts';
import type { Provider, Providers } from './catalog.ts';
import { pageOfProviders } from './page.ts';
import { entryFaults } from './rules.ts';
import { destinationsOf } from './settings.ts';
import { countOwn, findOwn, insertOwn, listOwn, lockOwn, removeOwn, updateOwn } from './store.ts';
import type { DefinedProvider } from './store.ts';

const AT = '/data/attributes';
const MAX_OWN = 200;

/** The credentials that use a provider. */
export interface ProviderUsage {
  /** The IDs of the first ones. */
  credentials: string[];
  count: number;
  /** Whether one of them uses the tenant's OAuth client. */
  usesOauthClient: boolean;
}

export interface OwnProviders {
  list: ReadAction<Input, Collection<Provider>>;
  get: ReadAction<Input, Provider>;
  create: WriteAction<Input<ProviderCreate>, Provider>;
  update: WriteAction<Input<ProviderUpdate>, Provider>;
  remove: WriteAction<Input, void>;
}

/** Finds a provider as a tenant sees it: its own, or that of the catalog. */
export type FindProvider = (db: TenantDb, id: string) => Promise<Provider | undefined>;

export function createFindProvider(catalog: Providers): FindProvider {
  return async (db, id) => {
    const [provider, replaced] = [await findOwn(db, id), catalog.get(id)];
    if (provider === undefined) return replaced;
    const hasCatalogUrls = replaced !== undefined && destinationsOf(replaced) === destinationsOf(provider);
    return { ...provider, own: { ...provider.own, hasCatalogUrls } };
  };
}

/** @param parts.usage passed in, because credentials depend on providers */
export function createOwnProviders(parts: {
  catalog: Providers;
  outbound: Outbound;
  usage(db: TenantDb, id: string): Promise<ProviderUsage>;
  /** Called when a provider has changed. */
  onChange(db: TenantDb, id: string): Promise<void>;
}): OwnProviders {
  const { catalog, outbound, usage, onChange } = parts;
  const find = createFindProvider(catalog);

  async function lockDefined(db: TenantDb, id: string): Promise<DefinedProvider> {
    const own = await lockOwn(db, id);
    if (own === undefined) throw catalog.get(id) === undefined ? notFound('provider') : builtIn(id);
    return own;
  }

  /**
   * Changing a provider can send the tokens and secrets of the credentials that use it somewhere else. A secret
   * that was entered before is not sent to another URL until it is entered again.
   * @throws AppError permission_missing
   */
  async function assertMayRedirect(db: TenantDb, actor: Actor, id: string): Promise<ProviderUsage> {
    const used = await usage(db, id);
    if (used.count > 0) requirePermission(actor, 'tenants.credentials.use');
    if (used.usesOauthClient) requirePermission(actor, 'tenants.oauth_clients.get_secret');
    return used;
  }

  function assertValid(entry: ProviderEntry): void {
    const faults = entryFaults(entry, AT, outbound);
    if (faults.length > 0) throw combined(faults);
  }

  return {
    list: {
      name: 'providers.list_all',
      permission: 'tenants.providers.get',
      writes: false,
      async run({ db }, { query }) {
        const own = await listOwn(db);
        const replaced = new Set(own.map(({ id }) => id));
        return pageOfProviders([...own, ...catalog.all().filter(({ id }) => !replaced.has(id))], query);
      },
    },
    get: {
      name: 'providers.get_any',
      permission: 'tenants.providers.get',
      writes: false,
      async run({ db }, { params }) {
        const provider = await find(db, params['provider']!);
        if (provider === undefined) throw notFound('provider');
        return provider;
      },
    },
    create: {
      name: 'providers.create',
      permission: 'tenants.providers.create',
      schema: 'provider.create',
      writes: true,
      async run({ db, actor, now }, { document }) {
        const { id, attributes } = document.data;
        assertValid(attributes);
        if ((await countOwn(db)) >= MAX_OWN)
          throw new AppError(
            'conflict',
            `A tenant can define at most ${MAX_OWN} providers. Delete providers that you no longer need.`,
          );
        // It replaces a provider of the catalog that credentials may already use.
        await assertMayRedirect(db, actor, id);
        const own = { tenant_id: db.tenantId, version: 1, created_at: now, updated_at: now };
        const provider = { id, ...attributes, own };
        await insertOwn(db, provider).catch((error: unknown) => {
          if (!violatesPrimaryKey(error, 'providers', ['tenant_id', 'id'])) throw error;
          throw new AppError(
            'already_exists',
            'The tenant already has a provider with this ID. Change that one instead, or choose another ID.',
            { source: { pointer: '/data/id' } },
          );
        });
        await onChange(db, id);
        return provider;
      },
      audit: entry,
    },
    update: {
      name: 'providers.update',
      permission: 'tenants.providers.edit',
      schema: 'provider.update',
      writes: true,
      async run({ db, actor, now }, { params, document, ifMatch }) {
        const before = await lockDefined(db, params['provider']!);
        assertUnchanged(before.own, ifMatch);
        await assertMayRedirect(db, actor, before.id);
        const { id, own, ...attributes } = before;
        const changed = withoutNulls({ ...attributes, ...document.data.attributes });
        assertValid(changed);
        const provider = { id, ...changed, own: { ...own, version: own.version + 1, updated_at: now } };
        await updateOwn(db, provider);
        await onChange(db, id);
        return provider;
      },
      audit: entry,
    },
    remove: {
      name: 'providers.delete',
      permission: 'tenants.providers.delete',
      writes: true,
      async run({ db, actor }, { params, ifMatch }) {
        const { id, own } = await lockDefined(db, params['provider']!);
        assertUnchanged(own, ifMatch);
        const used = await assertMayRedirect(db, actor, id);
        if (catalog.get(id) === undefined) assertUnused(used);
        await removeOwn(db, id);
        await onChange(db, id);
      },
      audit: (_, { params }) => ({ type: 'provider', id: null, details: { provider: params['provider']! } }),
    },
  };
}

/** null removes an attribute. */
function withoutNulls(attributes: object): ProviderEntry {
  const entries = Object.entries(attributes).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as unknown as ProviderEntry;
}

function builtIn(id: string): AppError {
  return new AppError(
    'provider_built_in',
    `${id} is a provider of the catalog. To use other settings, define a provider with the same ID, which replaces it, or set provider_settings on the credential.`,
  );
}

/** @throws AppError provider_in_use naming the credentials */
function assertUnused({ credentials, count }: ProviderUsage): void {
  if (count === 0) return;
  throw new AppError(
    'provider_in_use',
    `The provider is in use: ${pluralize(count, 'credential uses', 'credentials use')} it. Choose another provider for them, or delete them first.`,
    { meta: { credentials, count } },
  );
}

function entry({ id, name }: Provider) {
  return { type: 'provider', id: null, details: { provider: id, name } };
}
