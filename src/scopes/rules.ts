import { PERMISSIONS, type Permission } from '../actions/index.ts';
import { AppError } from '../errors.ts';
import { isScopeName } from '../system/ids.ts';

/** Requests a refresh token (from OpenID Connect Core, section 11; the rest of that section is not implemented). */
export const OFFLINE_ACCESS = 'offline_access';

/** Allows calling webhooks that use OAuth authentication. */
export const EXECUTE_WEBHOOKS = 'apps.webhook:execute';

/** `user:{id}`: with the client credentials grant, the app acts as that user. */
export const USER_PREFIX = 'user:';

const MANAGE = 'manage.';

/** The verbs that `manage.` covers, each with the matching permission suffix. */
const VERBS = { read: 'get', create: 'create', update: 'edit', delete: 'delete' } as const;

/**
 * Permissions that no scope grants. A tenant, key or app created by an app would outlive the app's authorization and
 * keep giving access after it is revoked.
 */
const NEVER_IN_A_SCOPE: readonly Permission[] = [
  'tenants.tenants.create',
  'tenants.api_keys.create',
  'tenants.api_keys.edit',
  'tenants.oauth_apps.create',
  'tenants.oauth_apps.edit',
];

/** A built-in scope and the permissions it grants. */
export interface BuiltInScope {
  /** Shown on the consent page. */
  description: string;
  permissions: readonly Permission[];
}

export const BUILT_IN_SCOPES: ReadonlyMap<string, BuiltInScope> = builtInScopes();

/** Derives the scopes from the permissions: `tenants.flows.get` becomes `read.flows`. */
function builtInScopes(): Map<string, BuiltInScope> {
  const scopes = new Map<string, BuiltInScope>([
    [OFFLINE_ACCESS, { description: 'Maintain access while you are offline', permissions: [] }],
    [EXECUTE_WEBHOOKS, { description: 'Call webhooks and start their flows', permissions: [] }],
  ]);
  const resources = new Set(Object.keys(PERMISSIONS).map((name) => name.split('.')[1]!));
  for (const resource of resources) {
    const managed: { verb: string; permission: Permission }[] = [];
    for (const [verb, suffix] of Object.entries(VERBS)) {
      const permission = `tenants.${resource}.${suffix}` as Permission;
      if (!Object.hasOwn(PERMISSIONS, permission) || NEVER_IN_A_SCOPE.includes(permission)) continue;
      scopes.set(`${verb}.${resource}`, {
        description: PERMISSIONS[permission],
        permissions: [permission],
      });
      managed.push({ verb, permission });
    }
    const verbs = managed.map(({ verb }) => describedVerb(verb));
    scopes.set(`${MANAGE}${resource}`, {
      description: capitalized(`${listed(verbs)} ${words(resource)}`),
      permissions: managed.map(({ permission }) => permission),
    });
  }
  return scopes;
}

/** `manage.projects` for `read.projects`; undefined for scopes that no `manage.` scope covers. */
export function managingScope(scope: string): string | undefined {
  const dot = scope.indexOf('.');
  return dot > 0 && Object.hasOwn(VERBS, scope.slice(0, dot)) ? MANAGE + scope.slice(dot + 1) : undefined;
}

/** Whether the scopes `held` include `scope`, directly or through `manage.`. */
export function isCovered(held: readonly string[], scope: string): boolean {
  if (held.includes(scope)) return true;
  const managing = managingScope(scope);
  return managing !== undefined && held.includes(managing);
}

/** Permissions that the scopes grant in Valetkey's own API; a tenant's custom scopes grant none. */
export function permissionsOfScopes(scopes: readonly string[]): Set<Permission> {
  return new Set(scopes.flatMap((scope) => BUILT_IN_SCOPES.get(scope)?.permissions ?? []));
}

/**
 * Scope names are stricter than RFC 6749, section 3.3: they must also fit into URLs and into the scope lists of the
 * API key flow, and must not start with `user:`.
 * @throws AppError validation_failed, already_exists
 */
export function assertDefinable(name: string): void {
  const source = { source: { pointer: '/data/attributes/name' } };
  if (!isScopeName(name) || name.startsWith(USER_PREFIX))
    throw new AppError(
      'validation_failed',
      'name must start with a letter or digit, contain only letters, digits, ".", "_", ":" and "-", and not start with "user:".',
      source,
    );
  if (BUILT_IN_SCOPES.has(name))
    throw new AppError('already_exists', 'This is a built-in scope. Choose another name.', source);
}

/** Description of a scope that is only defined through its `manage.` scope: "View projects". */
export function impliedDescription(scope: string): string {
  const dot = scope.indexOf('.');
  return capitalized(`${describedVerb(scope.slice(0, dot))} ${words(scope.slice(dot + 1))}`);
}

function describedVerb(verb: string): string {
  return verb === 'read' ? 'view' : verb;
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
