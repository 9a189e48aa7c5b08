import { assertGrantable, type Access } from '../access/index.ts';
import type { Actor, Context, Permission, ReadAction, WriteAction } from '../actions/index.ts';
import { violatesPrimaryKey, violatesReference, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, pageOf, relatedId, type Collection, type Input } from '../jsonapi/index.ts';
import type { UserCreate, UserUpdate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import {
  ensureUser,
  findMember,
  insertMember,
  listMembers,
  listMembersById,
  lockActiveWithRole,
  lockMember,
  normalEmail,
  removeMember,
  updateMember,
  type Member,
} from './store.ts';

export interface Users {
  list: ReadAction<Input, Collection<Member>>;
  get: ReadAction<Input, Member>;
  getMany: ReadAction<{ ids: string[] }, Member[]>;
  create: WriteAction<Input<UserCreate>, Member>;
  update: WriteAction<Input<UserUpdate>, Member>;
  remove: WriteAction<Input, void>;
  /** The first owner of a new tenant. */
  addOwner(db: TenantDb, email: string, createdBy: string | null, now: number): Promise<Member>;
  /** @throws AppError not_found */
  getMember(db: TenantDb, userId: string): Promise<Member>;
  /** The member as an actor, with what they may do today; undefined for who is none, or switched off. */
  actorOf(db: TenantDb, userId: string): Promise<Actor | undefined>;
  /** @throws AppError permission_not_grantable when the member may do more than the actor */
  assertMayManage(db: TenantDb, actor: Actor, member: Member, pointer: string): Promise<void>;
}

const ROLE = '/data/relationships/role';

export function createUsers({ access }: { access: Access }): Users {
  async function getMember(db: TenantDb, userId: string): Promise<Member> {
    return found(await findMember(db, userId));
  }

  async function permissionsOf(db: TenantDb, roleId: string): Promise<readonly Permission[]> {
    return (await access.getRole(db, roleId)).permissions;
  }

  async function assertMayManage(db: TenantDb, actor: Actor, member: Member, pointer: string): Promise<void> {
    assertGrantable(actor, await permissionsOf(db, member.role_id), pointer);
  }

  /** The role that the document names, if the actor may give it. */
  async function grantableRole({ db, actor }: Context, roleId: string): Promise<string> {
    const permissions = await permissionsOf(db, roleId).catch((error: unknown) => {
      throw error instanceof AppError ? noSuchRole() : error;
    });
    assertGrantable(actor, permissions, ROLE);
    return roleId;
  }

  /** @throws AppError last_owner when nobody else could delete the tenant or make owners any more */
  async function assertOwnerStays(db: TenantDb, leaving: Member): Promise<void> {
    const owner = await access.getRoleByName(db, 'owner');
    if (leaving.role_id !== owner.id || !leaving.active) return;
    const owners = await lockActiveWithRole(db, owner.id);
    if (owners.some((id) => id !== leaving.user_id)) return;
    throw new AppError(
      'last_owner',
      'This is the last active owner of the tenant. Make somebody else an owner first.',
    );
  }

  async function addMember(
    db: TenantDb,
    email: string,
    name: string | null,
    rest: Pick<Member, 'role_id' | 'active' | 'created_by'>,
    by: { actor: Actor | null; now: number },
  ): Promise<Member> {
    const { actor, now } = by;
    const stamps = { version: 1, created_at: now, updated_at: now };
    const unknown = { password_hash: null, email_confirmed: true };
    const fresh = { id: newId(), email: normalEmail(email), name, ...unknown, ...stamps };
    const user = await ensureUser(db, fresh);
    const isNew = user.id === fresh.id;
    if (!isNew && !user.email_confirmed && actor?.id !== user.id) throw notConfirmed();
    const member: Member = {
      tenant_id: db.tenantId,
      user_id: user.id,
      ...rest,
      // Whoever is in other tenants already is asked before this one counts when they sign in.
      accepted: isNew || actor === null || actor.type === 'system' || actor.id === user.id,
      ...stamps,
      email: user.email,
      name: user.name,
    };
    await insertMember(db, member).catch((error: unknown) => {
      if (violatesReference(error)) throw noSuchRole();
      if (!violatesPrimaryKey(error, 'memberships', ['tenant_id', 'user_id'])) throw error;
      throw new AppError('already_exists', 'This person is a user of the tenant already.', {
        source: { pointer: '/data/attributes/email' },
      });
    });
    return member;
  }

  return {
    getMember,
    assertMayManage,
    async actorOf(db, userId) {
      const member = await findMember(db, userId);
      if (member === undefined || !member.active) return undefined;
      const permissions = new Set(await permissionsOf(db, member.role_id));
      return {
        type: 'user',
        id: userId,
        name: member.email,
        tenantId: db.tenantId,
        permissions,
        apiKeyId: null,
        appId: null,
        inPerson: true,
      };
    },
    async addOwner(db, email, createdBy, now) {
      const owner = await access.getRoleByName(db, 'owner');
      const rest = { role_id: owner.id, active: true, created_by: createdBy };
      return addMember(db, email, null, rest, { actor: null, now });
    },
    list: {
      name: 'users.list',
      permission: 'tenants.users.get',
      writes: false,
      run: ({ db }, { query }) => listMembers(db, query.filter, pageOf(query)),
    },
    get: {
      name: 'users.get',
      permission: 'tenants.users.get',
      writes: false,
      run: ({ db }, { params }) => getMember(db, params['id']!),
    },
    getMany: {
      name: 'users.list',
      permission: 'tenants.users.get',
      writes: false,
      run: ({ db }, { ids }) => listMembersById(db, ids),
    },
    create: {
      name: 'users.create',
      permission: 'tenants.users.create',
      schema: 'user.create',
      writes: true,
      async run(context, input) {
        const { attributes, relationships } = input.document.data;
        const { email, name = null, active = true } = attributes;
        const role_id = await grantableRole(context, relatedId(relationships.role));
        return addMember(context.db, email, name, { role_id, active, created_by: context.actor.id }, context);
      },
      audit: (member) => ({
        type: 'user',
        id: member.user_id,
        details: { email: member.email, role: member.role_id },
      }),
    },
    update: {
      name: 'users.update',
      permission: 'tenants.users.edit',
      schema: 'user.update',
      writes: true,
      async run(context, input) {
        const { db, actor, now } = context;
        const member = found(await lockMember(db, input.params['id']!));
        assertUnchanged(member, input.ifMatch);
        await assertMayManage(db, actor, member, '');
        const { attributes, relationships } = input.document.data;
        const { active = member.active } = attributes ?? {};
        const named = relatedId(relationships?.role);
        const role_id = named === undefined ? member.role_id : await grantableRole(context, named);
        if (!active || role_id !== member.role_id) await assertOwnerStays(db, member);
        const changed = { ...member, active, role_id, version: member.version + 1, updated_at: now };
        await updateMember(db, changed).catch((error: unknown) => {
          throw violatesReference(error) ? noSuchRole() : error;
        });
        return changed;
      },
      audit: (member) => ({
        type: 'user',
        id: member.user_id,
        details: { active: member.active, role: member.role_id },
      }),
    },
    remove: {
      name: 'users.delete',
      permission: 'tenants.users.delete',
      writes: true,
      async run({ db, actor }, { params, ifMatch }) {
        const member = found(await lockMember(db, params['id']!));
        assertUnchanged(member, ifMatch);
        await assertMayManage(db, actor, member, '');
        await assertOwnerStays(db, member);
        await removeMember(db, member.user_id);
      },
      audit: (_, { params }) => ({ type: 'user', id: params['id']! }),
    },
  };
}

/** Its holder has entered it, and may not be whom the tenant means. */
function notConfirmed(): AppError {
  return new AppError(
    'conflict',
    'Somebody has entered this address as theirs, and it is not confirmed. The operator confirms it: valetkey user confirm.',
    { source: { pointer: '/data/attributes/email' } },
  );
}

/** Never there, or deleted between the look at it and the write. */
function noSuchRole(): AppError {
  return new AppError('not_found', 'There is no such role.', { source: { pointer: `${ROLE}/data/id` } });
}

function found(member: Member | undefined): Member {
  if (member === undefined) throw notFound('user');
  return member;
}
