import type { Context } from '../actions/index.ts';
import { violatesPrimaryKey, violatesReference, violatesUnique, type TenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { newId } from '../system/ids.ts';
import { hasMemberWith, insertPlaceholder, isInvited } from './invitations.ts';
import { ensureUser, insertMember, normalEmail, type Member } from './store.ts';

export const ROLE_POINTER = '/data/relationships/role';

/** What the caller decides about a new member. */
type NewMember = Pick<Member, 'email' | 'name' | 'role_id' | 'active'>;

/**
 * Invites an address. Works the same for every one, so that a tenant cannot find out which addresses have an account.
 */
export async function inviteMember(
  { db, actor, now }: Context,
  { email: address, name, ...rest }: NewMember,
): Promise<Member> {
  const email = normalEmail(address);
  if (await hasMemberWith(db, email)) throw alreadyMember();
  const user_id = await insertPlaceholder(db, { email, name, now }).catch((error: unknown) => {
    throw violatesUnique(error, 'users', ['invited_to', 'invited_email']) ? alreadyMember() : error;
  });
  const stamps = { version: 1, created_at: now, updated_at: now, created_by: actor.id };
  const { tenantId: tenant_id } = db;
  return insert(db, { tenant_id, user_id, ...rest, accepted: false, ...stamps, email, name });
}

/**
 * Adds the account with this address, which is created if needed, without an invitation. For the operator only, who
 * vouches for the address.
 */
export async function addMember(
  db: TenantDb,
  { email, name, ...rest }: NewMember & Pick<Member, 'created_by'>,
  now: number,
): Promise<Member> {
  if (await isInvited(db, normalEmail(email))) throw alreadyMember();
  const stamps = { version: 1, created_at: now, updated_at: now };
  const unknown = { password_hash: null, email_confirmed: true };
  const fresh = { id: newId(), email: normalEmail(email), name, ...unknown, ...stamps };
  const user = await ensureUser(db, fresh);
  if (user.id !== fresh.id && !user.email_confirmed && user.id !== rest.created_by) throw notConfirmed();
  const account = { email: user.email, name: user.name };
  return insert(db, {
    tenant_id: db.tenantId,
    user_id: user.id,
    ...rest,
    accepted: true,
    ...stamps,
    ...account,
  });
}

async function insert(db: TenantDb, member: Member): Promise<Member> {
  await insertMember(db, member).catch((error: unknown) => {
    if (violatesReference(error)) throw noSuchRole();
    throw violatesPrimaryKey(error, 'memberships', ['tenant_id', 'user_id']) ? alreadyMember() : error;
  });
  return member;
}

/** The role does not exist, or was deleted between the read and the write. */
export function noSuchRole(): AppError {
  return new AppError('not_found', 'This role does not exist.', {
    source: { pointer: `${ROLE_POINTER}/data/id` },
  });
}

function alreadyMember(): AppError {
  return new AppError('already_exists', 'This person is already a user of the tenant.', {
    source: { pointer: '/data/attributes/email' },
  });
}

/** The account's user entered this address without proving that it is theirs. */
function notConfirmed(): AppError {
  return new AppError(
    'conflict',
    'An account has this email address, but the address is not confirmed. Confirm it first with: valetkey user confirm',
    { source: { pointer: '/data/attributes/email' } },
  );
}
