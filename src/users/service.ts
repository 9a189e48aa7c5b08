import { assertGrantable, type Access } from '../access/index.ts';
import type { Actor, Context, Permission, ReadAction, WriteAction } from '../actions/index.ts';
import { violatesReference, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, pageOf, relatedId, type Collection, type Input } from '../jsonapi/index.ts';
import type { UserCreate, UserUpdate } from '../schema/index.ts';
import { memberIdOf, removePlaceholder } from './invitations.ts';
import { assertOwnerRemains } from './last-owner.ts';
import { addMember, inviteMember, noSuchRole, ROLE_POINTER } from './new-members.ts';
import {
  findMember,
  listMembers,
  listMembersById,
  lockMember,
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
    assertGrantable(actor, permissions, ROLE_POINTER);
    return roleId;
  }

  async function ownerRoleOf(db: TenantDb): Promise<string> {
    return (await access.getRoleByName(db, 'owner')).id;
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
      const role_id = await ownerRoleOf(db);
      return addMember(db, { email, name: null, role_id, active: true, created_by: createdBy }, now);
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
        const member = { email, name, role_id, active };
        return context.actor.type === 'system'
          ? addMember(context.db, { ...member, created_by: null }, context.now)
          : inviteMember(context, member);
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
        if (!active || role_id !== member.role_id)
          await assertOwnerRemains(db, await ownerRoleOf(db), member);
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
        await assertOwnerRemains(db, await ownerRoleOf(db), member);
        await removeMember(db, member.user_id);
        await removePlaceholder(db, member.user_id);
      },
      audit: (_, { params }) => ({ type: 'user', id: params['id']! }),
    },
  };
}

function found(member: Member | undefined): Member {
  if (member === undefined) throw notFound('user');
  return member;
}
