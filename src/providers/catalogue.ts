import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '../errors.ts';
import type { ProviderEntry, Schemas } from '../schema/index.ts';
import { isSlug } from '../system/ids.ts';
import { faultsOf } from './rules.ts';

/** Beside `src/` and beside `dist/` alike. */
const FOLDER = new URL('../../seeds/providers/', import.meta.url);

export interface Provider extends ProviderEntry {
  /** The name of its file: `google`. */
  id: string;
}

/** All entries, read once; they do not change while the program runs. */
export interface Providers {
  get(id: string): Provider | undefined;
  /** In the order of their ids. */
  all(): readonly Provider[];
}

/**
 * @param folder for tests; ends with a slash
 * @throws Error naming the file, the member and the fault: a broken catalogue stops the start, and not a connection
 */
export function loadProviders(schemas: Schemas, folder: URL = FOLDER): Providers {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const entries = files.sort().map((file) => read(schemas, folder, file));
  const all = Object.freeze(entries.map(frozen));
  const byId = new Map(all.map((provider) => [provider.id, provider]));
  return { get: (id) => byId.get(id), all: () => all };
}

function read(schemas: Schemas, folder: URL, file: string): Provider {
  const fault = (what: string, cause?: unknown) => new Error(`seeds/providers/${file}: ${what}`, { cause });
  const id = file.slice(0, -'.json'.length);
  if (!isSlug(id)) throw fault('the name must be lower-case letters and digits, with hyphens between');
  let entry: ProviderEntry;
  try {
    entry = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ProviderEntry;
    schemas.check('provider-entry', entry);
  } catch (error) {
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

/** All requests share these objects. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
