import type { TenantDb } from '../db/index.ts';

/** Where an entry that a tenant defined comes from. */
export interface Origin {
  tenant_id: string;
  version: number;
  created_at: number;
  updated_at: number;
}

/** An entry that a tenant defined. */
export type OwnEntry<Entry> = Entry & { id: string; own: Origin };

/** A table with the columns `tenant_id`, `id`, `entry` and timestamps, with the primary key `tenant_id` and `id`. */
type EntryTable = 'providers' | 'senders';

interface Row extends Origin {
  id: string;
  /** JSON. */
  entry: string;
}

export interface OwnStore<Entry> {
  table: EntryTable;
  find(db: TenantDb, id: string): Promise<OwnEntry<Entry> | undefined>;
  lock(db: TenantDb, id: string): Promise<OwnEntry<Entry> | undefined>;
  /** All entries that the tenant defined, by ID. Their number is limited, so they are not paged. */
  list(db: TenantDb): Promise<OwnEntry<Entry>[]>;
  count(db: TenantDb): Promise<number>;
  insert(db: TenantDb, entry: OwnEntry<Entry>): Promise<void>;
  update(db: TenantDb, entry: OwnEntry<Entry>): Promise<void>;
  remove(db: TenantDb, id: string): Promise<void>;
}

export function createOwnStore<Entry extends object>(table: EntryTable): OwnStore<Entry> {
  const found = (row: Row | undefined) => row && fromRow<Entry>(row);
  return {
    table,
    find: async (db, id) => found(await db.from(table).where({ id }).first()),
    lock: async (db, id) => found(await db.lock(table).where({ id }).first()),
    list: async (db) => ((await db.from(table).orderBy('id')) as Row[]).map((row) => fromRow<Entry>(row)),
    async count(db) {
      const [counted] = (await db.from(table).count({ total: '*' })) as { total: number | string }[];
      return Number(counted?.total ?? 0);
    },
    insert: (db, entry) => db.insert(table, toRow(entry)),
    update: async (db, entry) => void (await db.from(table).where({ id: entry.id }).update(toRow(entry))),
    remove: async (db, id) => void (await db.from(table).where({ id }).delete()),
  };
}

function toRow({ id, own, ...entry }: OwnEntry<object>): Row {
  return { id, entry: JSON.stringify(entry), ...own };
}

function fromRow<Entry>({ id, entry, ...own }: Row): OwnEntry<Entry> {
  return { ...(JSON.parse(entry) as Entry), id, own };
}
