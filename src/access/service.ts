import { PERMISSIONS, type Permission, type ReadAction, type WriteAction } from '../actions/index.ts';
import { violatesReference, violatesUnique, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, pageOf, type Collection, type Input } from '../jsonapi/index.ts';
import { WRITTEN, type RoleCreate, type RoleUpdate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import {
  assertGrantable,
  BUILT_IN_DESCRIPTIONS,
  BUILT_IN_PERMISSIONS,
  BUILT_IN_ROLES,
  assertPermissionsExist,
} from './rules.ts';
import {
  findRole,
  findRoleByName,
  insertRoles,
  listRoles,
  listRolesById,
  lockRole,
  removeRole,
  updateRole,
  type Role,
} from './store.ts';

export interface PermissionEntry {
  name: Permission;
  description: string;
}

export interface Access {
  list: ReadAction<Input, Collection<Role>>;
  get: ReadAction<Input, Role>;
  getMany: ReadAction<{ ids: string[] }, Role[]>;
  create: WriteAction<Input<RoleCreate>, Role>;
  update: WriteAction<Input<RoleUpdate>, Role>;
  remove: WriteAction<Input, void>;
  listPermissions: ReadAction<Input, Collection<PermissionEntry>>;
  /** Adds the built-in roles to a new tenant. */
  seedRoles(db: TenantDb, now: number): Promise<void>;
  /** @throws AppError not_found */
  getRole(db: TenantDb, id: string): Promise<Role>;
  /** @throws AppError not_found */
  getRoleByName(db: TenantDb, name: string): Promise<Role>;
}

const POINTER = '/data/attributes/permissions';

export function createAccess(): Access {
  async function getRole(db: TenantDb, id: string): Promise<Role> {
    return found(await findRole(db, id));
  }

  /** Locks the role. @throws AppError not_found, role_built_in */
  async function lockCustomRole(db: TenantDb, id: string): Promise<Role> {
    const role = found(await lockRole(db, id));
    if (role.built_in)
      throw new AppError(
        'role_built_in',
        `The role "${role.name}" is built in and cannot be changed or deleted. Create a custom role instead.`,
      );
    return role;
  }

  return {
    getRole,
    getRoleByName: async (db, name) => found(await findRoleByName(db, name)),
    async seedRoles(db, now) {
      const stamps = { version: 1, created_at: now, updated_at: now, created_by: null };
      await insertRoles(
        db,
        BUILT_IN_ROLES.map((name) => ({
          tenant_id: db.tenantId,
          id: newId(),
          name,
          description: BUILT_IN_DESCRIPTIONS[name],
          built_in: true,
          permissions: BUILT_IN_PERMISSIONS[name],
          ...stamps,
        })),
      );
    },
    list: {
      name: 'roles.list',
      permission: 'tenants.roles.get',
      writes: false,
      run: ({ db }, { query }) => listRoles(db, pageOf(query)),
    },
    get: {
      name: 'roles.get',
      permission: 'tenants.roles.get',
      writes: false,
      run: ({ db }, { params }) => getRole(db, params['id']!),
    },
    getMany: {
      name: 'roles.list',
      permission: 'tenants.roles.get',
      writes: false,
      run: ({ db }, { ids }) => listRolesById(db, ids),
    },
    create: {
      name: 'roles.create',
      permission: 'tenants.roles.create',
      schema: 'role.create',
      writes: true,
      async run({ db, actor, now }, { document }) {
        const { permissions: names, ...given } = document.data.attributes;
        const permissions = assertPermissionsExist(names, POINTER);
        assertGrantable(actor, permissions, POINTER);
        const stamps = { version: 1, created_at: now, updated_at: now, created_by: actor.id };
        const role: Role = {
          ...WRITTEN.role.defaults,
          ...given,
          tenant_id: db.tenantId,
          id: newId(),
          built_in: false,
          permissions,
          ...stamps,
        };
        await insertRoles(db, [role]).catch(nameTaken);
        return role;
      },
      audit: entry,
    },
    update: {
      name: 'roles.update',
      permission: 'tenants.roles.edit',
      schema: 'role.update',
      writes: true,
      async run({ db, actor, now }, { params, document, ifMatch }) {
        const role = await lockCustomRole(db, params['id']!);
        assertUnchanged(role, ifMatch);
        const changes = document.data.attributes ?? {};
        const permissions =
          changes.permissions === undefined
            ? role.permissions
            : assertPermissionsExist(changes.permissions, POINTER);
        // Old permissions too: users must not weaken a role that has more permissions than they do.
        assertGrantable(actor, [...role.permissions, ...permissions], POINTER);
        const changed = { ...role, ...changes, permissions, version: role.version + 1, updated_at: now };
        await updateRole(db, changed).catch(nameTaken);
        return changed;
      },
      audit: entry,
    },
    remove: {
      name: 'roles.delete',
      permission: 'tenants.roles.delete',
      writes: true,
      async run({ db, actor }, { params, ifMatch }) {
        const role = await lockCustomRole(db, params['id']!);
        assertUnchanged(role, ifMatch);
        assertGrantable(actor, role.permissions, '');
        await removeRole(db, role.id).catch((error: unknown) => {
          throw violatesReference(error)
            ? new AppError('role_in_use', 'Users still have this role. Assign them a different role first.')
            : error;
        });
      },
      audit: (_, { params }) => ({ type: 'role', id: params['id']! }),
    },
    listPermissions: {
      name: 'permissions.list',
      permission: 'authenticated',
      writes: false,
      async run(_context, { query: { page } }) {
        const all = Object.entries(PERMISSIONS).map(([name, description]) => ({
          name: name as Permission,
          description,
        }));
        const start = (page.number - 1) * page.size;
        return { rows: all.slice(start, start + page.size), total: all.length };
      },
    },
  };
}

function entry(role: Role) {
  return { type: 'role', id: role.id, details: { name: role.name, permissions: role.permissions } };
}

function found(role: Role | undefined): Role {
  if (role === undefined) throw notFound('role');
  return role;
}

function nameTaken(error: unknown): never {
  if (!violatesUnique(error, 'roles', ['tenant_id', 'name'])) throw error;
  throw new AppError('already_exists', 'A role with this name already exists. Choose another name.', {
    source: { pointer: '/data/attributes/name' },
  });
}
