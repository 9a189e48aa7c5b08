import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '../errors.ts';
import type { ProviderEntry, Schemas } from '../schema/index.ts';
import { isSlug } from '../system/ids.ts';
import { ProgramFilesError, readingProgramFiles } from '../system/program-files.ts';
import { faultsOf } from './rules.ts';

/** The same path from `src/` and from `dist/`. */
const FOLDER = new URL('../../seeds/providers/', import.meta.url);

/** For errors. */
const CATALOG = 'the provider catalog';

export interface Provider extends ProviderEntry {
  /** The file name without extension, such as `google`. */
  id: string;
}

/** All entries, loaded once at startup. */
export interface Providers {
  get(id: string): Provider | undefined;
  /** Sorted by ID. */
  all(): readonly Provider[];
}

/**
 * Loads and checks all entries, so that an invalid one fails at startup and not when an account is connected.
 * @param folder for tests; ends with a slash
 * @throws ProgramFilesError if a file cannot be read; Error naming the file, the member and the problem
 */
export function loadProviders(schemas: Schemas, folder: URL = FOLDER): Providers {
  const files = readingProgramFiles(CATALOG, () => readdirSync(folder)).filter((file) =>
    file.endsWith('.json'),
  );
  const entries = files.sort().map((file) => read(schemas, folder, file));
  const all = Object.freeze(entries.map(frozen));
  const byId = new Map(all.map((provider) => [provider.id, provider]));
  return { get: (id) => byId.get(id), all: () => all };
}

function read(schemas: Schemas, folder: URL, file: string): Provider {
  const fault = (what: string, cause?: unknown) => new Error(`seeds/providers/${file}: ${what}`, { cause });
  const id = file.slice(0, -'.json'.length);
  if (!isSlug(id))
    throw fault('the file name must consist of lowercase letters and digits, separated by hyphens');
  let entry: ProviderEntry;
  try {
    const text = readingProgramFiles(CATALOG, () => readFileSync(new URL(file, folder), 'utf8'));
    entry = JSON.parse(text) as ProviderEntry;
    schemas.check('provider-entry', entry);
  } catch (error) {
    if (error instanceof ProgramFilesError) throw error;
    if (!(error instanceof AppError)) throw fault((error as Error).message, error);
    const faults = [error, ...error.others].map((one) =>
      `${one.source?.pointer ?? ''} ${one.message}`.trim(),
    );
    throw fault(faults.join(' '));
  }
  const faults = faultsOf(entry);
  if (faults.length > 0) throw fault(faults.join('; '));
  return { id, ...entry };
}

/** Freezes deeply, because all requests share these objects. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
