import { ALL_PERMISSIONS, PERMISSIONS, type Actor, type Permission } from '../actions/index.ts';
import { AppError, combined } from '../errors.ts';

export const BUILT_IN_ROLES = ['owner', 'admin', 'developer', 'runtime', 'viewer'] as const;

export type BuiltInRole = (typeof BUILT_IN_ROLES)[number];

const NOT_FOR_ADMINS: readonly Permission[] = [
  'tenants.tenants.delete',
  'tenants.components.publish',
  'tenants.oauth_apps.publish',
  'tenants.oauth_apps.impersonate',
];

const get = ALL_PERMISSIONS.filter((permission) => permission.endsWith('.get'));

/**
 * Permissions of the built-in roles. New versions add permissions, so they are defined here and not in the database.
 */
export const BUILT_IN_PERMISSIONS: Record<BuiltInRole, readonly Permission[]> = {
  owner: ALL_PERMISSIONS,
  admin: ALL_PERMISSIONS.filter((permission) => !NOT_FOR_ADMINS.includes(permission)),
  developer: [
    ...get.filter((permission) => permission !== 'tenants.audit_events.get'),
    'tenants.flows.create',
    'tenants.flows.edit',
    'tenants.components.create',
    'tenants.components.edit',
    'tenants.oauth_clients.create',
    'tenants.oauth_clients.edit',
    'tenants.providers.create',
    'tenants.providers.edit',
    'tenants.credentials.create',
    'tenants.credentials.edit',
  ],
  runtime: [
    'tenants.components.get',
    'tenants.oauth_clients.get',
    'tenants.oauth_clients.get_secret',
    'tenants.credentials.get',
    'tenants.credentials.use',
  ],
  viewer: get,
};

export const BUILT_IN_DESCRIPTIONS: Record<BuiltInRole, string> = {
  owner: 'Full access',
  admin:
    'Full access, except deleting the tenant, making components global, offering apps to other tenants and allowing apps to act as any user',
  developer:
    'Create and edit flows, components, OAuth clients, providers and credentials; view everything but the audit log',
  runtime: 'For components at run time: read OAuth clients with their secrets, and get access tokens',
  viewer: 'Read-only access',
};

/** @throws AppError validation_failed with one error per unknown permission */
export function assertPermissionsExist(names: readonly string[], pointer: string): Permission[] {
  const faults = names.flatMap((name, index) =>
    Object.hasOwn(PERMISSIONS, name)
      ? []
      : [
          new AppError(
            'validation_failed',
            'This permission does not exist. See GET /v2/permissions for the list.',
            {
              source: { pointer: `${pointer}/${index}` },
            },
          ),
        ],
  );
  if (faults.length > 0) throw combined(faults);
  return names as Permission[];
}

/**
 * Users can only grant permissions they have themselves.
 * @throws AppError permission_not_grantable with the missing permissions in `meta.permissions`
 */
export function assertGrantable(actor: Actor, permissions: Iterable<Permission>, pointer: string): void {
  const missing = [...new Set(permissions)].filter((permission) => !actor.permissions.has(permission));
  if (missing.length === 0) return;
  throw new AppError(
    'permission_not_grantable',
    `You can only grant or revoke permissions that you have yourself. Missing: ${missing.slice(0, 5).join(', ')}.`,
    {
      source: { pointer },
      meta: { permissions: missing },
    },
  );
}
