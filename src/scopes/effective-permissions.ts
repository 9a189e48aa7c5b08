import { permissionsOf } from '../access/index.ts';
import type { Permission } from '../actions/index.ts';
import { isCovered, permissionsOfScopes } from './rules.ts';

/** A role as stored in the database. */
interface StoredRole {
  name: string;
  builtIn: boolean;
  permissions: string;
}

/**
 * Effective permissions: those of the role or, through an app, those that both the role and the scopes allow. `role` is
 * null for an app that acts as itself. They are cached, because every request needs them and there are few
 * combinations.
 */
export type EffectivePermissions = (
  role: StoredRole | null,
  scopes: readonly string[] | null,
) => ReadonlySet<Permission>;

const MAX_CACHED = 1_000;

export function createEffectivePermissions(): EffectivePermissions {
  const memo = new Map<string, ReadonlySet<Permission>>();
  return (role, scopes) => {
    const key = `${role === null ? '-' : role.builtIn ? role.name : role.permissions} ${scopes?.join(' ') ?? '*'}`;
    let set = memo.get(key);
    if (set === undefined) {
      if (memo.size >= MAX_CACHED) memo.clear();
      memo.set(key, (set = setOf(role, scopes)));
    }
    return set;
  };
}

function setOf(role: StoredRole | null, scopes: readonly string[] | null): ReadonlySet<Permission> {
  const byRole = role === null ? null : permissionsOf(role.name, role.builtIn, role.permissions);
  if (scopes === null) return new Set(byRole);
  const byScopes = permissionsOfScopes(scopes);
  return byRole === null ? byScopes : new Set(byRole.filter((permission) => byScopes.has(permission)));
}

/** The granted scopes that the app can still request. Removing a scope from an app removes it from its tokens too. */
export function stillGranted(granted: readonly string[], appScopes: readonly string[]): string[] {
  return granted.filter((scope) => isCovered(appScopes, scope));
}
