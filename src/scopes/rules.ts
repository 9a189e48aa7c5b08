import { PERMISSIONS, type Permission } from '../actions/index.ts';
import { AppError } from '../errors.ts';
import { isScopeName } from '../system/ids.ts';

/** A refresh token with the access token (OpenID Connect Core, 11, without the rest of it). */
export const OFFLINE_ACCESS = 'offline_access';

/** Calls webhooks that are protected by OAuth. */
export const EXECUTE_WEBHOOKS = 'apps.webhook:execute';

/** `user:{id}`: asked for with client credentials, the app acts as that user. */
export const USER_PREFIX = 'user:';

export const MANAGE = 'manage.';

/** The verbs that `manage.` covers, and the permission that each stands for. */
const VERBS = { read: 'get', create: 'create', update: 'edit', delete: 'delete' } as const;

/**
 * Permissions that no scope gives, although their names would fit: a tenant, a key or an app that an app has made
 * would stay when the consent to it is revoked, and be a way in for whoever has its secret.
 */
const IN_NO_SCOPE: readonly Permission[] = [
  'tenants.tenants.create',
  'tenants.api_keys.create',
  'tenants.api_keys.edit',
  'tenants.oauth_apps.create',
  'tenants.oauth_apps.edit',
];

/** The platform's own scopes: what each says on the consent page, and what it permits. */
export interface PlatformScope {
  description: string;
  permissions: readonly Permission[];
}

export const PLATFORM_SCOPES: ReadonlyMap<string, PlatformScope> = platformScopes();

/** `read.flows` → `tenants.flows.get`, and so for every resource that has the permission. */
function platformScopes(): Map<string, PlatformScope> {
  const scopes = new Map<string, PlatformScope>([
    [OFFLINE_ACCESS, { description: 'Stay connected while you are away', permissions: [] }],
    [EXECUTE_WEBHOOKS, { description: 'Run webhooks, and so the flows behind them', permissions: [] }],
  ]);
  const resources = new Set(Object.keys(PERMISSIONS).map((name) => name.split('.')[1]!));
  for (const resource of resources) {
    const managed: { verb: string; permission: Permission }[] = [];
    for (const [verb, suffix] of Object.entries(VERBS)) {
      const permission = `tenants.${resource}.${suffix}` as Permission;
      if (!Object.hasOwn(PERMISSIONS, permission) || IN_NO_SCOPE.includes(permission)) continue;
      scopes.set(`${verb}.${resource}`, {
        description: PERMISSIONS[permission],
        permissions: [permission],
      });
      managed.push({ verb, permission });
    }
    const verbs = managed.map(({ verb }) => (verb === 'read' ? 'see' : verb));
    scopes.set(`${MANAGE}${resource}`, {
      description: capitalized(`${listed(verbs)} ${words(resource)}`),
      permissions: managed.map(({ permission }) => permission),
    });
  }
  return scopes;
}

/** The scopes that one brings along: itself, and what a `manage.` covers. */
export function coveredBy(scope: string): string[] {
  if (!scope.startsWith(MANAGE)) return [scope];
  const resource = scope.slice(MANAGE.length);
  return [scope, ...Object.keys(VERBS).map((verb) => `${verb}.${resource}`)];
}

/** `manage.projects` for `read.projects`; undefined for what no `manage.` covers. */
export function managingScope(scope: string): string | undefined {
  const dot = scope.indexOf('.');
  return dot > 0 && Object.hasOwn(VERBS, scope.slice(0, dot)) ? MANAGE + scope.slice(dot + 1) : undefined;
}

/** True when a holder of `held` may have `scope`. */
export function isCovered(held: readonly string[], scope: string): boolean {
  if (held.includes(scope)) return true;
  const managing = managingScope(scope);
  return managing !== undefined && held.includes(managing);
}

/** What scopes permit at the platform itself: `manage.x` the four, a tenant's own nothing. */
export function permissionsOfScopes(scopes: readonly string[]): Set<Permission> {
  return new Set(scopes.flatMap((scope) => PLATFORM_SCOPES.get(scope)?.permissions ?? []));
}

/**
 * What can be said in RFC 6749, 3.3, without what the lists of the API-key dialect, addresses and `user:` need.
 * @throws AppError validation_failed, already_exists
 */
export function assertDefinable(name: string): void {
  const source = { source: { pointer: '/data/attributes/name' } };
  if (!isScopeName(name) || name.startsWith(USER_PREFIX))
    throw new AppError(
      'validation_failed',
      'A scope is named with letters, digits, ".", "_", ":" and "-", begins with a letter or digit, and not with "user:".',
      source,
    );
  if (PLATFORM_SCOPES.has(name))
    throw new AppError('already_exists', 'This is a scope of the platform.', source);
}

/** What a scope says that only its `manage.` defines: "Read projects". */
export function impliedDescription(scope: string): string {
  const dot = scope.indexOf('.');
  return capitalized(`${scope.slice(0, dot)} ${words(scope.slice(dot + 1))}`);
}

function words(resource: string): string {
  return resource
    .replaceAll(/[_-]/g, ' ')
    .replace(/^oauth/, 'OAuth')
    .replace(/^api/, 'API');
}

function listed(all: string[]): string {
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)!}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
