import type { Permission } from '../actions/index.ts';
import { selectPage, type Page, type PageRequest, type TenantDb } from '../db/index.ts';
import { WRITTEN, type PlainAttributes } from '../schema/index.ts';
import { BUILT_IN_PERMISSIONS, type BuiltInRole } from './rules.ts';

const TABLE = 'roles';

export interface Role extends Omit<PlainAttributes<'role'>, 'permissions'> {
  tenant_id: string;
  id: string;
  built_in: boolean;
  permissions: readonly Permission[];
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
}

type Row = Omit<Role, 'built_in' | 'permissions'> & { built_in: boolean | number; permissions: string };

const COLUMNS = [
  'tenant_id',
  'id',
  ...WRITTEN.role.plain,
  'built_in',
  'version',
  'created_at',
  'updated_at',
  'created_by',
];

const LISTED = { table: TABLE, columns: COLUMNS, searched: ['name'] };

export async function findRole(db: TenantDb, id: string): Promise<Role | undefined> {
  const row = (await db.from(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function lockRole(db: TenantDb, id: string): Promise<Role | undefined> {
  const row = (await db.lock(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function findRoleByName(db: TenantDb, name: string): Promise<Role | undefined> {
  const row = (await db.from(TABLE).where({ name }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function listRoles(db: TenantDb, page: PageRequest): Promise<Page<Role>> {
  const { rows, total } = await selectPage<Row>(db, db.from(TABLE), LISTED, page);
  return { rows: rows.map(fromRow), total };
}

export async function listRolesById(db: TenantDb, ids: string[]): Promise<Role[]> {
  return ((await db.from(TABLE).whereIn('id', ids).orderBy('id')) as Row[]).map(fromRow);
}

export async function insertRoles(db: TenantDb, roles: Role[]): Promise<void> {
  await db.insert(TABLE, roles.map(toRow));
}

export async function updateRole(db: TenantDb, role: Role): Promise<void> {
  await db.from(TABLE).where({ id: role.id }).update(toRow(role));
}

export async function removeRole(db: TenantDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
}

/** Permissions of a role: built-in roles have them in code, custom roles in their row. */
export function permissionsOf(name: string, builtIn: boolean, stored: string): readonly Permission[] {
  return builtIn ? BUILT_IN_PERMISSIONS[name as BuiltInRole] : (JSON.parse(stored) as Permission[]);
}

function toRow(role: Role): Row {
  return { ...role, permissions: role.built_in ? '[]' : JSON.stringify(role.permissions) };
}

function fromRow(row: Row): Role {
  const builtIn = Boolean(row.built_in);
  return { ...row, built_in: builtIn, permissions: permissionsOf(row.name, builtIn, row.permissions) };
}
