import type { TenantDb } from '../db/index.ts';

const TABLE = 'scopes';

/** A scope that apps can ask for: the tenant's own, or, `built_in`, the platform's. */
export interface Scope {
  tenant_id: string;
  name: string;
  description: string;
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

/** All of the tenant's own: there are few, and the platform's are listed with them. */
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
