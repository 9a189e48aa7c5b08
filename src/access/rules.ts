import { ALL_PERMISSIONS, PERMISSIONS, type Actor, type Permission } from '../actions/index.ts';
import { AppError, combined } from '../errors.ts';

export const BUILT_IN_ROLES = ['owner', 'admin', 'developer', 'runtime', 'viewer'] as const;

export type BuiltInRole = (typeof BUILT_IN_ROLES)[number];

const NOT_FOR_ADMINS: readonly Permission[] = [
  'tenants.tenants.delete',
  'tenants.components.publish',
  'tenants.oauth_apps.impersonate',
];

const get = ALL_PERMISSIONS.filter((permission) => permission.endsWith('.get'));

/** What each built-in role may do. They grow with the program, so they stand here and not in the database. */
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
  owner: 'May do everything',
  admin: 'May do everything but delete the tenant, make components global and let apps act as any user',
  developer: 'Builds flows, components, OAuth clients and credentials',
  runtime: 'A component at run time: reads clients with their secrets, and live tokens',
  viewer: 'May look, and change nothing',
};

/** @throws AppError validation_failed naming each that there is not */
export function knownPermissions(names: readonly string[], pointer: string): Permission[] {
  const faults = names.flatMap((name, index) =>
    Object.hasOwn(PERMISSIONS, name)
      ? []
      : [
          new AppError('validation_failed', 'There is no such permission. GET /v2/permissions lists them.', {
            source: { pointer: `${pointer}/${index}` },
          }),
        ],
  );
  if (faults.length > 0) throw combined(faults);
  return names as Permission[];
}

/**
 * Nobody can grant what they do not have.
 * @throws AppError permission_not_grantable naming the permissions
 */
export function assertGrantable(actor: Actor, permissions: Iterable<Permission>, pointer: string): void {
  const missing = [...new Set(permissions)].filter((permission) => !actor.permissions.has(permission));
  if (missing.length === 0) return;
  throw new AppError(
    'permission_not_grantable',
    `You do not have ${missing.slice(0, 5).join(', ')}, so you cannot grant, change or take it.`,
    {
      source: { pointer },
      meta: { permissions: missing },
    },
  );
}
