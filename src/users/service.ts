import { assertGrantable, type Access } from '../access/index.ts';
import type { Actor, Context, Permission, ReadAction, WriteAction } from '../actions/index.ts';
import { violatesPrimaryKey, violatesReference, violatesUnique, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, pageOf, relatedId, type Collection, type Input } from '../jsonapi/index.ts';
import type { UserCreate, UserUpdate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import { hasMemberWith, insertPlaceholder, isInvited, memberIdOf, removePlaceholder } from './invitations.ts';
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
  /** Adds the first owner of a new tenant. */
  addOwner(db: TenantDb, email: string, createdBy: string | null, now: number): Promise<Member>;
  /** @throws AppError not_found */
  getMember(db: TenantDb, userId: string): Promise<Member>;
  /** The member as an actor with their current permissions; undefined unless active and accepted. */
  actorOf(db: TenantDb, userId: string): Promise<Actor | undefined>;
  /** @throws AppError permission_not_grantable if the member has permissions that the actor does not have */
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

  /** @throws AppError permission_not_grantable, not_found */
  async function grantableRole({ db, actor }: Context, roleId: string): Promise<string> {
    const permissions = await permissionsOf(db, roleId).catch((error: unknown) => {
      throw error instanceof AppError ? noSuchRole() : error;
    });
    assertGrantable(actor, permissions, ROLE);
    return roleId;
  }

  /** @throws AppError last_owner if the tenant would be left without an active owner */
  async function assertOwnerRemains(db: TenantDb, leaving: Member): Promise<void> {
    const owner = await access.getRoleByName(db, 'owner');
    if (leaving.role_id !== owner.id || !leaving.active || !leaving.accepted) return;
    const owners = await lockActiveWithRole(db, owner.id);
    if (owners.some((id) => id !== leaving.user_id)) return;
    throw new AppError(
      'last_owner',
      'This is the last active owner of the tenant. Make another user an owner first.',
    );
  }

  /** Adds the account with this address, created if needed. For the operator only, who vouches for the address. */
  async function addMember(
    db: TenantDb,
    email: string,
    name: string | null,
    rest: Pick<Member, 'role_id' | 'active' | 'created_by'>,
    now: number,
  ): Promise<Member> {
    const stamps = { version: 1, created_at: now, updated_at: now };
    const unknown = { password_hash: null, email_confirmed: true };
    const fresh = { id: newId(), email: normalEmail(email), name, ...unknown, ...stamps };
    const user = await ensureUser(db, fresh);
    if (user.id !== fresh.id && !user.email_confirmed && user.id !== rest.created_by) throw notConfirmed();
    const { id, ...person } = { id: user.id, email: user.email, name: user.name };
    return insert(db, { tenant_id: db.tenantId, user_id: id, ...rest, accepted: true, ...stamps, ...person });
  }

  /** Works the same for every address, so that a tenant cannot find out which addresses have an account. */
  async function invite(
    { db, actor, now }: Context,
    address: string,
    name: string | null,
    rest: Pick<Member, 'role_id' | 'active'>,
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

  async function insert(db: TenantDb, member: Member): Promise<Member> {
    await insertMember(db, member).catch((error: unknown) => {
      if (violatesReference(error)) throw noSuchRole();
      throw violatesPrimaryKey(error, 'memberships', ['tenant_id', 'user_id']) ? alreadyMember() : error;
    });
    return member;
  }

  return {
    getMember,
    assertMayManage,
    async actorOf(db, userId) {
      const member = await findMember(db, userId);
      if (member === undefined || !member.active || !member.accepted) return undefined;
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
      return addMember(db, email, null, rest, now);
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
      run: async ({ db }, { params }) => getMember(db, await memberIdOf(db, params['id']!)),
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
        const { db, actor, now } = context;
        if (actor.type !== 'system') return invite(context, email, name, { role_id, active });
        if (await isInvited(db, normalEmail(email))) throw alreadyMember();
        return addMember(db, email, name, { role_id, active, created_by: null }, now);
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
        const member = found(await lockMember(db, await memberIdOf(db, input.params['id']!)));
        assertUnchanged(member, input.ifMatch);
        await assertMayManage(db, actor, member, '');
        const { attributes, relationships } = input.document.data;
        const { active = member.active } = attributes ?? {};
        const named = relatedId(relationships?.role);
        const role_id = named === undefined ? member.role_id : await grantableRole(context, named);
        if (!active || role_id !== member.role_id) await assertOwnerRemains(db, member);
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
        const member = found(await lockMember(db, await memberIdOf(db, params['id']!)));
        assertUnchanged(member, ifMatch);
        await assertMayManage(db, actor, member, '');
        await assertOwnerRemains(db, member);
        await removeMember(db, member.user_id);
        await removePlaceholder(db, member.user_id);
      },
      audit: (_, { params }) => ({ type: 'user', id: params['id']! }),
    },
  };
}

/** The account's user entered this address without proving that it is theirs. */
function notConfirmed(): AppError {
  return new AppError(
    'conflict',
    'An account has this email address, but the address is not confirmed. Confirm it first with: valetkey user confirm',
    { source: { pointer: '/data/attributes/email' } },
  );
}

function alreadyMember(): AppError {
  return new AppError('already_exists', 'This person is already a user of the tenant.', {
    source: { pointer: '/data/attributes/email' },
  });
}

/** The role does not exist, or was deleted between the read and the write. */
function noSuchRole(): AppError {
  return new AppError('not_found', 'This role does not exist.', { source: { pointer: `${ROLE}/data/id` } });
}

function found(member: Member | undefined): Member {
  if (member === undefined) throw notFound('user');
  return member;
}
