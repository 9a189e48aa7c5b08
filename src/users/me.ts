import type { Actor, ReadAction, WriteAction } from '../actions/index.ts';
import { violatesUnique } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, type Input, type ResourceView } from '../jsonapi/index.ts';
import type { MeUpdate } from '../schema/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { findMember, findUser, lockUser, normalEmail, updateUser, type User } from './store.ts';

/** The caller: the person, and what they may do in the tenant of their credentials. */
export interface Me extends User {
  tenant_id: string;
  role_id: string;
}

export interface MeActions {
  get: ReadAction<Input, Me>;
  update: WriteAction<Input<MeUpdate>, Me>;
}

/** Email and name belong to the person and change only here, whatever tenants they are in. */
export function createMe(): MeActions {
  return {
    get: {
      name: 'me.get',
      permission: 'authenticated',
      writes: false,
      async run({ db, actor }) {
        const member = await findMember(db, actor.id ?? '');
        const user = await findUser(db, actor.id ?? '');
        if (member === undefined || user === undefined) throw notFound('user');
        return { ...user, tenant_id: db.tenantId, role_id: member.role_id };
      },
    },
    update: {
      name: 'me.update',
      permission: 'authenticated',
      schema: 'me.update',
      writes: true,
      async run({ db, actor, now }, { document, ifMatch }) {
        const user = await lockUser(db, actor.id ?? '');
        const member = await findMember(db, actor.id ?? '');
        if (user === undefined || member === undefined) throw notFound('user');
        assertUnchanged(user, ifMatch);
        const { email = user.email, name = user.name } = document.data.attributes ?? {};
        const changed: User = {
          ...user,
          email: normalEmail(email),
          name,
          version: user.version + 1,
          updated_at: now,
        };
        await updateUser(db, changed).catch((error: unknown) => {
          if (!violatesUnique(error, 'users', ['email'])) throw error;
          throw new AppError('already_exists', 'This address belongs to another user.', {
            source: { pointer: '/data/attributes/email' },
          });
        });
        return { ...changed, tenant_id: db.tenantId, role_id: member.role_id };
      },
      audit: (me) => ({ type: 'user', id: me.id, details: { email: me.email } }),
    },
  };
}

export const meView: ResourceView<Me> = {
  type: 'me',
  id: (me) => me.id,
  path: () => '/v2/me',
  version: (me) => me.version,
  attributes: (me, viewer: Actor) => ({
    email: me.email,
    name: me.name,
    permissions: [...viewer.permissions].sort(),
    created_at: toRfc3339(me.created_at),
    updated_at: toRfc3339(me.updated_at),
  }),
  relationships: (me) => ({
    tenant: { type: 'tenant', id: me.tenant_id },
    role: { type: 'role', id: me.role_id },
  }),
  relationshipNames: ['tenant', 'role'],
  members: ['email', 'name', 'permissions', 'created_at', 'updated_at', 'tenant', 'role'],
};
