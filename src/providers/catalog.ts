import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';
import type { ProviderEntry, Schemas } from '../schema/index.ts';
import { isSlug } from '../system/ids.ts';
import { readingProgramFiles } from '../system/program-files.ts';
import { entryProblems, parseEntry } from './entry.ts';

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
export interface Providers {
  get(id: string): Provider | undefined;
  /** Sorted by ID. */
  all(): readonly Provider[];
}

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
  const builtIn = readingProgramFiles(CATALOG, () =>
    entriesIn(schemas, folder, (file) => `seeds/providers/${file}`),
  );
  const operators = operatorsFolder === undefined ? [] : operatorsEntries(schemas, operatorsFolder);
  const byId = new Map([...builtIn, ...operators].map((provider) => [provider.id, frozen(provider)]));
  const all = Object.freeze([...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
  return { get: (id) => byId.get(id), all: () => all };
}

/** The ID of the provider in a file. @throws AppError validation_failed if it is not a valid ID */
export function providerIdOf(file: string): string {
  const id = file.slice(0, -'.json'.length);
  if (!file.endsWith('.json') || !isSlug(id))
    throw new AppError(
      'validation_failed',
      'The file name must consist of lowercase letters and digits, separated by hyphens, and end with .json.',
    );
  return id;
}

function operatorsEntries(schemas: Schemas, folder: string): Provider[] {
  try {
    return entriesIn(schemas, folder, (file) => join(folder, file));
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (path === undefined) throw error;
    throw new Error(
      `Cannot read the files of PROVIDERS_DIR: ${path} (${code}). Correct the path, or make it readable.`,
    );
  }
}

function entriesIn(schemas: Schemas, folder: string, nameOf: (file: string) => string): Provider[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => {
    try {
      return { id: providerIdOf(file), ...parseEntry(schemas, readFileSync(join(folder, file), 'utf8')) };
    } catch (error) {
      if ('path' in (error as object)) throw error;
      const problems = error instanceof AppError ? entryProblems(error) : (error as Error).message;
      throw new Error(`${nameOf(file)}: ${problems}`, { cause: error });
    }
  });
}

/** Freezes deeply, because all requests share these objects. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
