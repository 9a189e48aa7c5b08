import { requirePermission, type Actor } from '../actions/index.ts';
import type { TenantDb } from '../db/index.ts';
import { AppError, combined } from '../errors.ts';
import { createOwnEntries, createOwnStore, type OwnEntries } from '../entries/index.ts';
import type { Outbound } from '../http/index.ts';
import type { ProviderCreate, ProviderEntry, ProviderUpdate } from '../schema/index.ts';
import { pluralize } from '../system/pluralize.ts';
import type { Provider, Providers } from './catalog.ts';
import { pageOfProviders } from './page.ts';
import { entryFaults } from './rules.ts';
import { destinationsOf } from './settings.ts';

const STORE = createOwnStore<ProviderEntry>('providers');

/** The credentials that use a provider. */
export interface ProviderUsage {
  /** The IDs of the first ones. */
  credentials: string[];
  count: number;
  /** Whether one of them uses the tenant's OAuth client. */
  usesOauthClient: boolean;
}

export type OwnProviders = OwnEntries<ProviderEntry, Provider, ProviderCreate, ProviderUpdate>;

/** Finds a provider as a tenant sees it: its own, or that of the catalog. */
export type FindProvider = (db: TenantDb, id: string) => Promise<Provider | undefined>;

export function createFindProvider(catalog: Providers): FindProvider {
  return async (db, id) => {
    const [provider, replaced] = [await STORE.find(db, id), catalog.get(id)];
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

  return createOwnEntries<ProviderEntry, Provider, ProviderCreate, ProviderUpdate>({
    noun: 'provider',
    called: 'provider',
    catalog,
    store: STORE,
    max: 200,
    find: createFindProvider(catalog),
    pageOf: pageOfProviders,
    assertValid(entry, at) {
      const faults = entryFaults(entry, at, outbound);
      if (faults.length > 0) throw combined(faults);
    },
    beforeChange: assertMayRedirect,
    async beforeRemove(db, actor, id) {
      const used = await assertMayRedirect(db, actor, id);
      if (catalog.get(id) === undefined) assertUnused(used);
    },
    onChange,
    builtIn: (id) =>
      new AppError(
        'provider_built_in',
        `${id} is a provider of the catalog. To use other settings, define a provider with the same ID, which replaces it, or set provider_settings on the credential.`,
      ),
  });
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
