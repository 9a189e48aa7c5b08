import { permissionsOf } from '../access/index.ts';
import type { Permission } from '../actions/index.ts';
import { isCovered, permissionsOfScopes } from './rules.ts';

/** A role as the tables have it. */
export interface StoredRole {
  name: string;
  builtIn: boolean;
  permissions: string;
}

/**
 * What somebody may do: all that their role allows, or, through an app, what role and scopes both allow. `role` is
 * null for an app that acts as itself. The same few combinations come with every request, so each set is built once.
 */
export type Permitted = (
  role: StoredRole | null,
  scopes: readonly string[] | null,
) => ReadonlySet<Permission>;

const MOST_KEPT = 1_000;

export function createPermitted(): Permitted {
  const memo = new Map<string, ReadonlySet<Permission>>();
  return (role, scopes) => {
    const key = `${role === null ? '-' : role.builtIn ? role.name : role.permissions} ${scopes?.join(' ') ?? '*'}`;
    let set = memo.get(key);
    if (set === undefined) {
      if (memo.size >= MOST_KEPT) memo.clear();
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

/** The scopes of a token that its app may still ask for: what is taken from an app is taken from its tokens. */
export function stillGranted(granted: readonly string[], ofApp: readonly string[]): string[] {
  return granted.filter((scope) => isCovered(ofApp, scope));
}
