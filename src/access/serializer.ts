import type { ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { PermissionEntry } from './service.ts';
import type { Role } from './store.ts';

export const roleView: ResourceView<Role> = {
  type: 'role',
  id: (role) => role.id,
  path: (role) => `/v2/tenants/${role.tenant_id}/roles/${role.id}`,
  version: (role) => role.version,
  attributes: (role) => ({
    name: role.name,
    description: role.description,
    built_in: role.built_in,
    permissions: role.permissions,
    created_at: toRfc3339(role.created_at),
    updated_at: toRfc3339(role.updated_at),
  }),
  relationships: (role) => ({
    created_by: role.created_by === null ? null : { type: 'user', id: role.created_by },
  }),
  relationshipNames: ['created_by'],
  members: ['name', 'description', 'built_in', 'permissions', 'created_at', 'updated_at', 'created_by'],
};

/** The name is the id: permissions are fixed, and this list is all there is to see of them. */
export const permissionView: ResourceView<PermissionEntry> = {
  type: 'permission',
  id: (permission) => permission.name,
  version: () => 1,
  attributes: ({ description }) => ({ description }),
  members: ['description'],
};
