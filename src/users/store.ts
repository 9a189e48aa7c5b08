import {
  platformOf,
  selectPage,
  type Page,
  type PageRequest,
  type PlatformDb,
  type TenantDb,
} from '../db/index.ts';
import { rowsByKey } from '../db/before-tenant.ts';

const TABLE = 'memberships';

/**
 * A user as a member of one tenant. Email and name come from the account, or, for an invitation, are those that the
 * tenant entered; all other fields belong to the tenant.
 */
export interface Member {
  tenant_id: string;
  user_id: string;
  role_id: string;
  active: boolean;
  /** Whether the user has accepted the invitation. */
  accepted: boolean;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  email: string;
  name: string | null;
}

export interface User {
  id: string;
  email: string;
  name: string | null;
  password_hash: string | null;
  /** False after the user changes the address: nobody has proven that they own it. */
  email_confirmed: boolean | number;
  version: number;
  created_at: number;
  updated_at: number;
}

type Row = Omit<Member, 'active' | 'accepted'> & { active: boolean | number; accepted: boolean | number };

const COLUMNS = [
  'tenant_id',
  'user_id',
  'role_id',
  'active',
  'accepted',
  'version',
  'created_at',
  'updated_at',
  'created_by',
  'users.email',
  'users.name',
];

const LISTED = {
  table: TABLE,
  columns: COLUMNS,
  id: 'user_id',
  searched: ['users.email', 'users.name'],
  sortedBy: { email: 'users.email', name: 'users.name' },
  nullable: ['name'],
};

/** An invitation has the address that the tenant entered. */
const USERS = `JOIN (SELECT id, name, COALESCE(invited_email, email) AS email FROM users) AS users
  ON users.id = memberships.user_id`;

export interface MemberFilter {
  email?: string;
  role?: string;
}

export async function findMember(db: TenantDb, userId: string): Promise<Member | undefined> {
  const row = (await withUser(db).where('memberships.user_id', userId).first()) as Row | undefined;
  return row && fromRow(row);
}

/** Locks the membership, not the user, so that other tenants are not blocked. */
export async function lockMember(db: TenantDb, userId: string): Promise<Member | undefined> {
  await db.lock(TABLE).where({ user_id: userId }).select('user_id');
  return findMember(db, userId);
}

export async function listMembers(
  db: TenantDb,
  filter: MemberFilter,
  page: PageRequest,
): Promise<Page<Member>> {
  const query = db.from(TABLE).joinRaw(USERS);
  if (filter.email !== undefined) query.whereIn('memberships.user_id', withEmail(db, filter.email));
  if (filter.role !== undefined) query.where('memberships.role_id', filter.role);
  const { rows, total } = await selectPage<Row>(db, query, LISTED, page);
  return { rows: rows.map(fromRow), total };
}

export async function listMembersById(db: TenantDb, ids: string[]): Promise<Member[]> {
  return (
    (await withUser(db).whereIn('memberships.user_id', ids).orderBy('memberships.user_id')) as Row[]
  ).map(fromRow);
}

/** Active, accepted members with a role, locked so that two of them cannot be removed at the same time. */
export async function lockActiveWithRole(db: TenantDb, roleId: string): Promise<string[]> {
  return (await db
    .lock(TABLE)
    .where({ role_id: roleId, active: true, accepted: true })
    .orderBy('user_id')
    .pluck('user_id')) as string[];
}

export async function insertMember(db: TenantDb, { email: _, name: __, ...row }: Member): Promise<void> {
  await db.insert(TABLE, row);
}

export async function updateMember(db: TenantDb, { email: _, name: __, ...row }: Member): Promise<void> {
  await db.from(TABLE).where({ user_id: row.user_id }).update(row);
}

export async function removeMember(db: TenantDb, userId: string): Promise<void> {
  await db.from(TABLE).where({ user_id: userId }).delete();
}

/** The account with this address, created if needed. */
export async function ensureUser(db: TenantDb, fresh: User): Promise<User> {
  const users = () => platformOf(db).from('users');
  await users().insert(fresh).onConflict('email').ignore();
  return (await users().where({ email: fresh.email }).first()) as User;
}

export async function findUser(db: TenantDb, id: string): Promise<User | undefined> {
  return (await platformOf(db).from('users').where({ id }).first()) as User | undefined;
}

export async function lockUser(db: TenantDb, id: string): Promise<User | undefined> {
  return (await platformOf(db).lock('users').where({ id }).first()) as User | undefined;
}

export async function updateUser(db: TenantDb, user: User): Promise<void> {
  await platformOf(db).from('users').where({ id: user.id }).update(user);
}

/** The tenants that the user is an active, accepted member of, sorted by name. */
export async function listTenantsOf(db: PlatformDb, userId: string): Promise<{ id: string; name: string }[]> {
  return (await rowsByKey(db, TABLE, { user_id: userId })
    .join('tenants', 'tenants.id', 'memberships.tenant_id')
    .where({ active: true, accepted: true })
    .orderBy('tenants.name')
    .select('tenants.id', 'tenants.name')) as { id: string; name: string }[];
}

/** Email addresses are compared without case and surrounding whitespace. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

function withEmail(db: TenantDb, address: string) {
  const email = normalEmail(address);
  return platformOf(db)
    .from('users')
    .where({ email })
    .orWhere({ invited_to: db.tenantId, invited_email: email })
    .select('id');
}

function withUser(db: TenantDb) {
  return db
    .from(TABLE)
    .joinRaw(USERS)
    .select(COLUMNS.map((column) => (column.includes('.') ? column : `${TABLE}.${column}`)));
}

function fromRow(row: Row): Member {
  return { ...row, active: Boolean(row.active), accepted: Boolean(row.accepted) };
}
