import { platformOf, tenantDb, type PlatformDb, type Query, type TenantDb } from '../db/index.ts';
import { membershipsOf } from '../db/before-tenant.ts';
import { newId } from '../system/ids.ts';
import { normalEmail, type User } from './store.ts';

/**
 * Invitations: memberships created through the API that have not been accepted yet. Until then, a membership belongs
 * to a placeholder: a row of `users` that belongs to the tenant and cannot sign in. Every address gets a placeholder,
 * so that a tenant cannot find out which addresses have an account. When the user accepts, their account replaces the
 * placeholder.
 */

const TABLE = 'memberships';

/** Adds a placeholder user. @throws a unique violation if the tenant already has one for this address */
export async function insertPlaceholder(
  db: TenantDb,
  { email, name, now }: { email: string; name: string | null; now: number },
): Promise<string> {
  const id = newId();
  await platformOf(db)
    .from('users')
    .insert({
      id,
      // Not an email address, so it cannot collide with an account.
      email: `invitation:${id}`,
      name,
      invited_to: db.tenantId,
      invited_email: email,
      version: 1,
      created_at: now,
      updated_at: now,
    });
  return id;
}

/** Removes a placeholder whose invitation has been removed. Does nothing for accounts. */
export async function removePlaceholder(db: TenantDb, id: string): Promise<void> {
  await platformOf(db).from('users').where({ id, invited_to: db.tenantId }).delete();
}

/** Whether the account with this address is a user of the tenant. */
export async function hasMemberWith(db: TenantDb, email: string): Promise<boolean> {
  const account = platformOf(db).from('users').where({ email }).select('id');
  return (await db.from(TABLE).whereIn('user_id', account).first('user_id')) !== undefined;
}

/** Whether the tenant has invited this address. */
export async function isInvited(db: TenantDb, email: string): Promise<boolean> {
  const placeholder = await platformOf(db)
    .from('users')
    .where({ invited_to: db.tenantId, invited_email: email })
    .first('id');
  return placeholder !== undefined;
}

/** The current ID of a member, who may also be addressed by the ID of their invitation. */
export async function memberIdOf(db: TenantDb, id: string): Promise<string> {
  const row = (await db
    .from(TABLE)
    .where((where: Query) => void where.where({ user_id: id }).orWhere({ invitation_id: id }))
    .first('user_id')) as { user_id: string } | undefined;
  return row?.user_id ?? id;
}

/** The tenants that have invited a user, sorted by name. Only counts a confirmed email address. */
export async function listInvitationsOf(
  db: PlatformDb,
  userId: string,
): Promise<{ id: string; name: string }[]> {
  return (await pendingFor(db, userId)
    .where({ active: true })
    .join('tenants', 'tenants.id', 'memberships.tenant_id')
    .orderBy('tenants.name')
    .select('tenants.id', 'tenants.name')) as { id: string; name: string }[];
}

/** Accepts or declines an invitation. @returns false if no invitation is open */
export async function answerInvitation(
  db: PlatformDb,
  { userId, tenantId, now }: { userId: string; tenantId: string; now: number },
  answer: 'accept' | 'decline',
): Promise<boolean> {
  const tenant = tenantDb(db, tenantId);
  const pending = (await pendingFor(db, userId).where({ tenant_id: tenantId }).pluck('user_id')) as string[];
  if (pending.length === 0) return false;
  const placeholders = pending.filter((id) => id !== userId);
  const invitations = () => tenant.from(TABLE).where({ accepted: false });
  let answered = 0;
  if (answer === 'accept') {
    const accepted = { accepted: true, version: tenant.column('version', 1), updated_at: now };
    const isMember = (await tenant.from(TABLE).where({ user_id: userId }).first('user_id')) !== undefined;
    answered = isMember
      ? await invitations().where({ user_id: userId }).update(accepted)
      : await invitations()
          .where({ user_id: placeholders[0]! })
          .update({ ...accepted, user_id: userId, invitation_id: placeholders[0]! });
  }
  answered += await invitations().whereIn('user_id', pending).delete();
  await db.from('users').whereIn('id', placeholders).whereNotNull('invited_to').delete();
  return answered > 0;
}

/**
 * The account with this address, created if a tenant has invited the address. For the command line only: the operator
 * vouches for the address.
 */
export async function ensureAccount(db: PlatformDb, address: string, now: number): Promise<User | undefined> {
  const email = normalEmail(address);
  const account = async () => (await db.from('users').where({ email }).first()) as User | undefined;
  const known = await account();
  if (known !== undefined) return known;
  const invitation = (await db.from('users').where({ invited_email: email }).orderBy('id').first('name')) as
    Pick<User, 'name'> | undefined;
  if (invitation === undefined) return undefined;
  await db
    .from('users')
    .insert({ id: newId(), email, name: invitation.name, version: 1, created_at: now, updated_at: now })
    .onConflict('email')
    .ignore();
  return account();
}

/** Names of up to 20 tenants that the user is a member of or invited to. */
export async function tenantNamesOf(db: PlatformDb, userId: string): Promise<string[]> {
  return (await membershipsOf(db, userId, placeholdersOf(db, userId))
    .join('tenants', 'tenants.id', 'memberships.tenant_id')
    .orderBy('memberships.created_at')
    .limit(20)
    .pluck('tenants.name')) as string[];
}

/** Unaccepted memberships of a user. Those created before placeholders existed belong to the account itself. */
function pendingFor(db: PlatformDb, userId: string): Query {
  return membershipsOf(db, userId, placeholdersOf(db, userId)).where({ accepted: false });
}

function placeholdersOf(db: PlatformDb, userId: string): Query {
  return db
    .from('users', 'placeholder')
    .join('users as account', 'account.email', 'placeholder.invited_email')
    .where('account.id', userId)
    .where('account.email_confirmed', true)
    .select('placeholder.id');
}
