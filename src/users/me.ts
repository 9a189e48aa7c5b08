import type { Access } from '../access/index.ts';
import type { Actor, ReadAction, SteppedAction } from '../actions/index.ts';
import { platformOf, violatesUnique, type PlatformDb, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, type Input, type ResourceView } from '../jsonapi/index.ts';
import type { MeUpdate } from '../schema/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { removePasswordLinks } from './account-store.ts';
import { passwordFault } from './password-rules.ts';
import { checkPassword, hashedPassword } from './passwords.ts';
import { findMember, findUser, lockUser, normalEmail, updateUser, type User } from './store.ts';

/** The caller: the person, and what they may do in the tenant that is asked for. */
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
  /** Told of a new password: whoever signed in with the old one is signed out. */
  passwordChanged(db: PlatformDb, userId: string): Promise<void>;
}

/** Email, name and password belong to the person and change only here, whatever tenants they are in. */
export function createMe({ access, passwordChanged }: Parts): MeActions {
  /** Who somebody is in a tenant. @throws AppError not_found */
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
      // Passwords are hashed outside the transaction: it takes long, and on purpose.
      writes: 'in steps',
      async run(context, { document, ifMatch }) {
        const { actor, now } = context;
        const { password, current_password, ...changes } = document.data.attributes ?? {};
        const before = await findUser(context.db, actor.id ?? '');
        if (before === undefined) throw notFound('user');
        if (password !== undefined) {
          assertFit(password, changes.email ?? before.email);
          await assertKnows(platformOf(context.db), before, current_password, now);
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
              // Whoever is added to a tenant by this address next may be somebody else.
              email_confirmed: user.email_confirmed && normalEmail(email) === user.email,
              password_hash: password_hash ?? user.password_hash,
              version: user.version + 1,
              updated_at: now,
            };
            await updateUser(db, changed).catch((error: unknown) => {
              if (!violatesUnique(error, 'users', ['email'])) throw error;
              throw new AppError('already_exists', 'This address belongs to another user.', {
                source: { pointer: '/data/attributes/email' },
              });
            });
            if (password_hash !== undefined) {
              await removePasswordLinks(platformOf(db), user.id);
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

/** A key that fell into wrong hands must not lock its owner out of the sign-in page. @throws AppError validation_failed */
function assertFit(password: string, email: string): void {
  const fault = passwordFault(password, email);
  if (fault === undefined) return;
  throw new AppError('validation_failed', fault, { source: { pointer: '/data/attributes/password' } });
}

async function assertKnows(
  db: PlatformDb,
  user: User,
  current: string | undefined,
  now: number,
): Promise<void> {
  if (user.password_hash === null) return;
  if (
    current !== undefined &&
    (await checkPassword(db, { email: user.email, password: current, from: user.id }, now)) !== undefined
  )
    return;
  throw new AppError(
    'validation_failed',
    'To change your password, send the present one as current_password. Five wrong ones in a row lock it for 15 minutes.',
    { source: { pointer: '/data/attributes/current_password' } },
  );
}

export const meView: ResourceView<Me> = {
  type: 'me',
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
  relationshipNames: ['tenant', 'role'],
  members: [
    'email',
    'name',
    'has_password',
    'role_name',
    'permissions',
    'created_at',
    'updated_at',
    'tenant',
    'role',
  ],
};
