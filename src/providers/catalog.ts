import { fileURLToPath } from 'node:url';
import type { Origin } from '../entries/index.ts';
import { loadCatalog, type Catalog, type ProviderEntry, type Schemas } from '../schema/index.ts';
import { parseEntry } from './entry.ts';

/** The same path from `src/` and from `dist/`. */
const FOLDER = fileURLToPath(new URL('../../seeds/providers/', import.meta.url));

export interface Provider extends ProviderEntry {
  /** Its name in URLs, such as `google`. In the catalog, the file name without extension. */
  id: string;
  /** Of a provider that a tenant defined. */
  own?: Origin & {
    /** Whether secrets are sent to the same URLs as with the catalog's provider that it replaces. */
    hasCatalogUrls?: boolean;
  };
}

/** The catalog, loaded once at startup. */
export type Providers = Catalog<Provider>;

/**
 * Loads and checks all entries.
 * @param operatorsFolder more entries, which replace those of the catalog with the same ID
 * @param folder for tests
 * @throws as `loadCatalog`
 */
export function loadProviders(
  schemas: Schemas,
  operatorsFolder?: string,
  folder: string = FOLDER,
): Providers {
  return loadCatalog<ProviderEntry>({
    name: 'the provider catalog',
    folder,
    shownAs: 'seeds/providers',
    parse: (text) => parseEntry(schemas, text),
    operators: { setting: 'PROVIDERS_DIR', folder: operatorsFolder },
  });
}
