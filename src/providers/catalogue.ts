import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '../errors.ts';
import type { ProviderEntry, Schemas } from '../schema/index.ts';
import { isSlug } from '../system/ids.ts';

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

/** @throws Error naming the file and the fault: a broken catalogue stops the start, and not a connection */
export function loadProviders(schemas: Schemas, folder: URL = FOLDER): Providers {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const providers = new Map(
    files.sort().map((file) => {
      const provider = read(schemas, folder, file);
      return [provider.id, provider] as const;
    }),
  );
  return { get: (id) => providers.get(id), all: () => [...providers.values()] };
}

function read(schemas: Schemas, folder: URL, file: string): Provider {
  const fault = (what: string) => new Error(`seeds/providers/${file}: ${what}`);
  const id = file.slice(0, -'.json'.length);
  if (!isSlug(id)) throw fault('the name must be lower-case letters and digits, with hyphens between');
  let entry: ProviderEntry;
  try {
    entry = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ProviderEntry;
    schemas.check('provider-entry', entry);
  } catch (error) {
    if (!(error instanceof AppError)) throw fault((error as Error).message);
    throw fault(
      [error, ...error.others].map((one) => `${one.source?.pointer ?? ''} ${one.message}`).join(' '),
    );
  }
  const undeclared = placeholdersOf(entry).filter((name) => !Object.hasOwn(entry.parameters ?? {}, name));
  if (undeclared.length > 0)
    throw fault(`the placeholder ${undeclared.join(', ')} is not declared in parameters`);
  return { id, ...entry };
}

function placeholdersOf(entry: ProviderEntry): string[] {
  return Object.values(entry).flatMap((value) =>
    typeof value === 'string' ? [...value.matchAll(/\{([\w-]+)\}/g)].map(([, name]) => name!) : [],
  );
}
