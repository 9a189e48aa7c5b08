import { declared, plainAttributes, type ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { PermissionEntry } from './service.ts';
import type { Role } from './store.ts';

export const roleView: ResourceView<Role> = {
  ...declared('role'),
  id: (role) => role.id,
  path: (role) => `/v2/tenants/${role.tenant_id}/roles/${role.id}`,
  version: (role) => role.version,
  attributes: (role) => ({
    ...plainAttributes('role', role),
    built_in: role.built_in,
    created_at: toRfc3339(role.created_at),
    updated_at: toRfc3339(role.updated_at),
  }),
  relationships: (role) => ({
    created_by: role.created_by === null ? null : { type: 'user', id: role.created_by },
  }),
};

/** The permission's name is its ID. */
export const permissionView: ResourceView<PermissionEntry> = {
  ...declared('permission'),
  id: (permission) => permission.name,
  version: () => 1,
  attributes: ({ description }) => ({ description }),
};
