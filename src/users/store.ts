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
  version: number;
  created_at: number;
  updated_at: number;
}

type Row = Omit<Member, 'active'> & { active: boolean | number };

const COLUMNS = [
  'tenant_id',
  'user_id',
  'role_id',
  'active',
  'version',
  'created_at',
  'updated_at',
  'created_by',
  'users.email',
  'users.name',
];

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
  const sort = page.sort.map((key) =>
    key.column === 'email' || key.column === 'name' ? { ...key, column: `users.${key.column}` } : key,
  );
  const { rows, total } = await selectPage<Row>(query, TABLE, COLUMNS, { ...page, sort }, 'user_id');
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

export async function findUserByEmail({ sql }: PlatformDb, email: string): Promise<User | undefined> {
  return (await sql('users')
    .where({ email: normalEmail(email) })
    .first()) as User | undefined;
}

/** Counts one more failure, and locks after the last that is allowed. @returns false for one who is locked */
export async function takeChance(
  { sql }: PlatformDb,
  id: string,
  now: number,
  most: number,
  lockedFor: number,
): Promise<boolean> {
  // A lock that has ended takes its failures along.
  const failures = 'CASE WHEN locked_until IS NULL THEN failed_logins + 1 ELSE 1 END';
  const taken = await sql('users')
    .where({ id })
    .where((free) => void free.whereNull('locked_until').orWhere('locked_until', '<=', now))
    .update({
      failed_logins: sql.raw(failures),
      locked_until: sql.raw(`CASE WHEN ${failures} >= ? THEN CAST(? AS bigint) END`, [most, now + lockedFor]),
    });
  return taken === 1;
}

export async function forgetFailures({ sql }: PlatformDb, id: string): Promise<void> {
  await sql('users').where({ id }).update({ failed_logins: 0, locked_until: null });
}

export async function updatePassword(
  { sql }: PlatformDb,
  id: string,
  hash: string,
  now: number,
): Promise<void> {
  await sql('users')
    .where({ id })
    .update({
      password_hash: hash,
      failed_logins: 0,
      locked_until: null,
      version: sql.raw('version + 1'),
      updated_at: now,
    });
}

export async function insertPasswordLink(
  { sql }: PlatformDb,
  link: { token_hash: string; user_id: string; expires_at: number },
): Promise<void> {
  await sql('password_links').where({ user_id: link.user_id }).delete();
  await sql('password_links').insert(link);
}

export async function userOfPasswordLink(
  { sql }: PlatformDb,
  hash: string,
  now: number,
): Promise<User | undefined> {
  return (await sql('users')
    .join('password_links', 'password_links.user_id', 'users.id')
    .where({ token_hash: hash })
    .where('expires_at', '>', now)
    .first('users.*')) as User | undefined;
}

export async function takePasswordLink(
  { sql }: PlatformDb,
  hash: string,
  now: number,
): Promise<string | undefined> {
  const links = () => sql('password_links').where({ token_hash: hash }).where('expires_at', '>', now);
  const link = (await links().first('user_id')) as { user_id: string } | undefined;
  // Of two who bring it at once one deletes it.
  return link !== undefined && (await links().delete()) === 1 ? link.user_id : undefined;
}

/** The tenants of which a person is an active member, by name. */
export async function listTenantsOf(
  { sql }: PlatformDb,
  userId: string,
): Promise<{ id: string; name: string }[]> {
  return (await sql(TABLE)
    .join('tenants', 'tenants.id', 'memberships.tenant_id')
    .where({ user_id: userId, active: true })
    .orderBy('tenants.name')
    .select('tenants.id', 'tenants.name')) as { id: string; name: string }[];
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
  return { ...row, active: Boolean(row.active) };
}
