import type { TenantDb } from '../db/index.ts';
import type { PlainAttributes } from '../schema/index.ts';

const TABLE = 'scopes';

/** A scope that apps can request: built in, or defined by the tenant. */
export interface Scope extends PlainAttributes<'scope'> {
  tenant_id: string;
  built_in: boolean;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
}

type Row = Omit<Scope, 'built_in'>;

export async function findScope(db: TenantDb, name: string): Promise<Scope | undefined> {
  const row = (await db.from(TABLE).where({ name }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function lockScope(db: TenantDb, name: string): Promise<Scope | undefined> {
  const row = (await db.lock(TABLE).where({ name }).first()) as Row | undefined;
  return row && fromRow(row);
}

/** All custom scopes of the tenant; at most 500, so they are not paged. */
export async function listScopes(db: TenantDb): Promise<Scope[]> {
  return ((await db.from(TABLE).orderBy('name')) as Row[]).map(fromRow);
}

export async function countScopes(db: TenantDb): Promise<number> {
  const [counted] = (await db.from(TABLE).count({ total: '*' })) as { total: number | string }[];
  return Number(counted?.total ?? 0);
}

export async function insertScope(db: TenantDb, { built_in: _, ...row }: Scope): Promise<void> {
  await db.insert(TABLE, row);
}

export async function updateScope(db: TenantDb, { built_in: _, ...row }: Scope): Promise<void> {
  await db.from(TABLE).where({ name: row.name }).update(row);
}

export async function removeScope(db: TenantDb, name: string): Promise<void> {
  await db.from(TABLE).where({ name }).delete();
}

function fromRow(row: Row): Scope {
  return { ...row, built_in: false };
}
