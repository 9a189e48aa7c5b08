import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogOf, readEntries, type Catalog, type ProviderEntry, type Schemas } from '../schema/index.ts';
import { readingProgramFiles } from '../system/program-files.ts';
import { parseEntry } from './entry.ts';

/** The same path from `src/` and from `dist/`. */
const FOLDER = fileURLToPath(new URL('../../seeds/providers/', import.meta.url));

/** For errors. */
const CATALOG = 'the provider catalog';

export interface Provider extends ProviderEntry {
  /** Its name in URLs, such as `google`. In the catalog, the file name without extension. */
  id: string;
  /** Of a provider that a tenant defined. */
  own?: OwnProvider & {
    /** Whether secrets are sent to the same URLs as with the catalog's provider that it replaces. */
    hasCatalogUrls?: boolean;
  };
}

export interface OwnProvider {
  tenant_id: string;
  version: number;
  created_at: number;
  updated_at: number;
}

/** The catalog, loaded once at startup. */
export type Providers = Catalog<Provider>;

/**
 * Loads and checks all entries, so that an invalid one fails at startup and not when an account is connected.
 * @param operatorsFolder more entries, which replace those of the catalog with the same ID
 * @param folder for tests
 * @throws ProgramFilesError if a file of the catalog cannot be read; Error naming the file, the member and the problem
 */
export function loadProviders(
  schemas: Schemas,
  operatorsFolder?: string,
  folder: string = FOLDER,
): Providers {
  const parse = (text: string) => parseEntry(schemas, text);
  const builtIn = readingProgramFiles(CATALOG, () =>
    readEntries(folder, parse, (file) => `seeds/providers/${file}`),
  );
  const operators = operatorsFolder === undefined ? [] : operatorsEntries(operatorsFolder, parse);
  return catalogOf<Provider>([...builtIn, ...operators]);
}

function operatorsEntries(folder: string, parse: (text: string) => ProviderEntry): Provider[] {
  try {
    return readEntries(folder, parse, (file) => join(folder, file));
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (path === undefined) throw error;
    throw new Error(
      `Cannot read the files of PROVIDERS_DIR: ${path} (${code}). Correct the path, or make it readable.`,
    );
  }
}
