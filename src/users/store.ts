import {
  platformOf,
  selectPage,
  type Page,
  type PageRequest,
  type PlatformDb,
  type TenantDb,
} from '../db/index.ts';

const TABLE = 'memberships';

/** A user as a member of one tenant. Email and name are the person's own, everything else is the tenant's. */
export interface Member {
  tenant_id: string;
  user_id: string;
  role_id: string;
  active: boolean;
  /** Whether the person has agreed to be a user of this tenant. */
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
  /** False for an address that the person has entered themselves. */
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

export interface MemberFilter {
  email?: string;
  role?: string;
}

export async function findMember(db: TenantDb, userId: string): Promise<Member | undefined> {
  const row = (await withUser(db).where('memberships.user_id', userId).first()) as Row | undefined;
  return row && fromRow(row);
}

/** Locks the membership, not the user: other tenants go on. */
export async function lockMember(db: TenantDb, userId: string): Promise<Member | undefined> {
  await db.lock(TABLE).where({ user_id: userId }).select('user_id');
  return findMember(db, userId);
}

export async function listMembers(
  db: TenantDb,
  filter: MemberFilter,
  page: PageRequest,
): Promise<Page<Member>> {
  const query = db.from(TABLE).join('users', 'users.id', 'memberships.user_id');
  if (filter.email !== undefined) query.where('users.email', normalEmail(filter.email));
  if (filter.role !== undefined) query.where('memberships.role_id', filter.role);
  const { rows, total } = await selectPage<Row>(db, query, LISTED, page);
  return { rows: rows.map(fromRow), total };
}

export async function listMembersById(db: TenantDb, ids: string[]): Promise<Member[]> {
  return (
    (await withUser(db).whereIn('memberships.user_id', ids).orderBy('memberships.user_id')) as Row[]
  ).map(fromRow);
}

/** Active members with a role, locked, so that two of them cannot leave at the same moment. */
export async function lockActiveWithRole(db: TenantDb, roleId: string): Promise<string[]> {
  return (await db
    .lock(TABLE)
    .where({ role_id: roleId, active: true })
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

/** The person with this address, made now if there is none: people are the platform's, and may be in several tenants. */
export async function ensureUser(db: TenantDb, fresh: User): Promise<User> {
  const { sql } = platformOf(db);
  await sql('users').insert(fresh).onConflict('email').ignore();
  return (await sql('users').where({ email: fresh.email }).first()) as User;
}

export async function findUser(db: TenantDb, id: string): Promise<User | undefined> {
  return (await platformOf(db).sql('users').where({ id }).first()) as User | undefined;
}

export async function lockUser(db: TenantDb, id: string): Promise<User | undefined> {
  const { sql, dialect } = platformOf(db);
  const query = sql('users').where({ id }).first();
  return (await (dialect === 'postgres' ? query.forUpdate() : query)) as User | undefined;
}

export async function updateUser(db: TenantDb, user: User): Promise<void> {
  await platformOf(db).sql('users').where({ id: user.id }).update(user);
}

/** The tenants of which a person is an active member, and has agreed to be one or not yet, by name. */
export async function listTenantsOf(
  { sql }: PlatformDb,
  userId: string,
  { accepted }: { accepted: boolean },
): Promise<{ id: string; name: string }[]> {
  return (await sql(TABLE)
    .join('tenants', 'tenants.id', 'memberships.tenant_id')
    .where({ user_id: userId, active: true, accepted })
    .orderBy('tenants.name')
    .select('tenants.id', 'tenants.name')) as { id: string; name: string }[];
}

/** The person agrees to a membership, or ends it. @returns false where there is none that waits */
export async function answerInvitation(
  { sql }: PlatformDb,
  { userId, tenantId }: { userId: string; tenantId: string },
  answer: 'accept' | 'decline',
): Promise<boolean> {
  const waiting = sql(TABLE).where({ user_id: userId, tenant_id: tenantId, accepted: false });
  return (await (answer === 'accept' ? waiting.update({ accepted: true }) : waiting.delete())) === 1;
}

/** Addresses differ in nothing but case and the white space around them. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

function withUser(db: TenantDb) {
  return db
    .from(TABLE)
    .join('users', 'users.id', 'memberships.user_id')
    .select(COLUMNS.map((column) => (column.includes('.') ? column : `${TABLE}.${column}`)));
}

function fromRow(row: Row): Member {
  return { ...row, active: Boolean(row.active), accepted: Boolean(row.accepted) };
}
