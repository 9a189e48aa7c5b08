import type { Access } from '../access/index.ts';
import type { Actor, ReadAction, SteppedAction } from '../actions/index.ts';
import { platformOf, violatesUnique, type PlatformDb, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { declared, assertUnchanged, type Input, type ResourceView } from '../jsonapi/index.ts';
import type { MeUpdate } from '../schema/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { removePasswordLinks } from './account-store.ts';
import { countEmailChange } from './email-change-limit.ts';
import { tenantNamesOf } from './invitations.ts';
import { passwordFault } from './password-rules.ts';
import { hashedPassword, verifyOwnPassword } from './passwords.ts';
import { deleteSignInHistory } from './sign-in-history.ts';
import { findMember, findUser, lockUser, normalEmail, updateUser, type User } from './store.ts';

/** The caller: the user account, with its role in the tenant. */
export interface Me extends User {
  tenant_id: string;
  role_id: string;
  role_name: string;
}

export interface MeActions {
  get: ReadAction<Input, Me>;
  update: SteppedAction<Input<MeUpdate>, Me>;
}

interface Parts {
  access: Pick<Access, 'getRole'>;
  /** Called after a password change, to end sessions that signed in with the old password. */
  passwordChanged(db: PlatformDb, userId: string): Promise<void>;
}

/** Email, name and password belong to the account, not to a tenant, and can only be changed here. */
export function createMe({ access, passwordChanged }: Parts): MeActions {
  /** @throws AppError not_found if the user is not a member of the tenant */
  async function inTenant(db: TenantDb, user: User | undefined): Promise<Me> {
    const member = user && (await findMember(db, user.id));
    if (member === undefined) throw notFound('user');
    const { id, name } = await access.getRole(db, member.role_id);
    return { ...user!, tenant_id: db.tenantId, role_id: id, role_name: name };
  }

  return {
    get: {
      name: 'me.get',
      permission: 'authenticated',
      writes: false,
      run: async ({ db, actor }) => inTenant(db, await findUser(db, actor.id ?? '')),
    },
    update: {
      name: 'me.update',
      permission: 'in person',
      schema: 'me.update',
      // Hashing a password is slow on purpose, so it happens outside the transaction.
      writes: 'in steps',
      async run(context, { document, ifMatch }) {
        const { actor, now } = context;
        const { password, current_password, ...changes } = document.data.attributes ?? {};
        const before = await findUser(context.db, actor.id ?? '');
        if (before === undefined) throw notFound('user');
        if (changes.email !== undefined && normalEmail(changes.email) !== before.email)
          await assertMayChangeEmail(platformOf(context.db), before.id, now);
        if (password !== undefined) {
          await assertCurrentPassword(platformOf(context.db), before, current_password, now);
          await assertStrongPassword(platformOf(context.db), password, before, changes);
        }
        const password_hash = password === undefined ? undefined : await hashedPassword(password, before.id);
        return context.commit(
          async (db) => {
            const user = await lockUser(db, before.id);
            if (user === undefined) throw notFound('user');
            assertUnchanged(user, ifMatch);
            const { email = user.email, name = user.name } = changes;
            const changed: User = {
              ...user,
              email: normalEmail(email),
              name,
              // The new address is unproven, so it must not match invitations of its actual owner.
              email_confirmed: user.email_confirmed && normalEmail(email) === user.email,
              password_hash: password_hash ?? user.password_hash,
              version: user.version + 1,
              updated_at: now,
            };
            await updateUser(db, changed).catch((error: unknown) => {
              if (!violatesUnique(error, 'users', ['email'])) throw error;
              throw new AppError(
                'already_exists',
                'This email address belongs to another account. Use a different one.',
                {
                  source: { pointer: '/data/attributes/email' },
                },
              );
            });
            if (password_hash !== undefined) {
              await removePasswordLinks(platformOf(db), user.id);
              await deleteSignInHistory(platformOf(db), user);
              await passwordChanged(platformOf(db), user.id);
            }
            return inTenant(db, changed);
          },
          (me) => ({
            type: 'user',
            id: me.id,
            details: { email: me.email, ...(password !== undefined && { password: 'changed' }) },
          }),
        );
      },
    },
  };
}

/** @throws AppError validation_failed if the password is too weak */
async function assertStrongPassword(
  db: PlatformDb,
  password: string,
  user: User,
  changes: { email?: string; name?: string | null },
): Promise<void> {
  const { email = user.email, name = user.name } = changes;
  const tenants = await tenantNamesOf(db, user.id);
  const fault = await passwordFault(password, { emails: [user.email, email], name, tenants }, user.id);
  if (fault === undefined) return;
  throw new AppError('validation_failed', fault, { source: { pointer: '/data/attributes/password' } });
}

/** A rejected change reveals that the address has an account, so attempts are limited. @throws AppError rate_limited */
async function assertMayChangeEmail(db: PlatformDb, userId: string, now: number): Promise<void> {
  const next = await countEmailChange(db, userId, now);
  if (next === undefined) return;
  throw new AppError(
    'rate_limited',
    'email can be changed at most 10 times in 24 hours; rejected changes count. Try again after the time in the Retry-After header.',
    {
      source: { pointer: '/data/attributes/email' },
      retryAfter: Math.ceil((next - now) / 1000),
    },
  );
}

/** A leaked API key must not be enough to lock its user out. @throws AppError validation_failed */
async function assertCurrentPassword(
  db: PlatformDb,
  user: User,
  current: string | undefined,
  now: number,
): Promise<void> {
  if (user.password_hash === null) return;
  if (current !== undefined && (await verifyOwnPassword(db, user, current, now))) return;
  throw new AppError(
    'validation_failed',
    'current_password is missing or wrong. Send your current password to set a new one. After 5 wrong passwords, you have to wait 15 minutes.',
    { source: { pointer: '/data/attributes/current_password' } },
  );
}

export const meView: ResourceView<Me> = {
  ...declared('me'),
  id: (me) => me.id,
  path: () => '/v2/me',
  version: (me) => me.version,
  attributes: (me, viewer: Actor) => ({
    email: me.email,
    name: me.name,
    has_password: me.password_hash !== null,
    role_name: me.role_name,
    permissions: [...viewer.permissions].sort(),
    created_at: toRfc3339(me.created_at),
    updated_at: toRfc3339(me.updated_at),
  }),
  relationships: (me) => ({
    tenant: { type: 'tenant', id: me.tenant_id },
    role: { type: 'role', id: me.role_id },
  }),
};
