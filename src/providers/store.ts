import type { TenantDb } from '../db/index.ts';
import type { ProviderEntry } from '../schema/index.ts';
import type { OwnProvider, Provider } from './catalog.ts';

const TABLE = 'providers';

/** A provider that a tenant defined. */
export type DefinedProvider = Provider & { own: OwnProvider };

interface Row extends OwnProvider {
  id: string;
  /** JSON. */
  entry: string;
}

export async function findOwn(db: TenantDb, id: string): Promise<DefinedProvider | undefined> {
  const row = (await db.from(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function lockOwn(db: TenantDb, id: string): Promise<DefinedProvider | undefined> {
  const row = (await db.lock(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

/** All providers that the tenant defined, by ID; at most `MAX_OWN`, so they are not paged. */
export async function listOwn(db: TenantDb): Promise<DefinedProvider[]> {
  return ((await db.from(TABLE).orderBy('id')) as Row[]).map(fromRow);
}

export async function countOwn(db: TenantDb): Promise<number> {
  const [counted] = (await db.from(TABLE).count({ total: '*' })) as { total: number | string }[];
  return Number(counted?.total ?? 0);
}

export async function insertOwn(db: TenantDb, provider: DefinedProvider): Promise<void> {
  await db.insert(TABLE, toRow(provider));
}

export async function updateOwn(db: TenantDb, provider: DefinedProvider): Promise<void> {
  await db.from(TABLE).where({ id: provider.id }).update(toRow(provider));
}

export async function removeOwn(db: TenantDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
}

function toRow({ id, own, ...entry }: DefinedProvider): Row {
  return { id, entry: JSON.stringify(entry), ...own };
}

function fromRow({ id, entry, ...own }: Row): DefinedProvider {
  return { id, ...(JSON.parse(entry) as ProviderEntry), own };
}
