import { permissionsOf } from '../access/index.ts';
import type { Actor, Permission } from '../actions/index.ts';
import { isToken, sha256 } from '../crypto/index.ts';
import { createBatcher, type Reads, type Statement } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';
import { API_KEY_PREFIX } from './rules.ts';

/**
 * One joined read for "who is this, and what may they do": it runs on every request, so it reaches into the tables
 * of users and roles instead of asking three features in turn. Many requests share one round trip.
 */
const RESOLVE: Statement = {
  name: 'api_keys_resolve',
  sqlite: `
    SELECT k.key_hash, k.tenant_id, k.id, k.user_id, k.expires_at, u.email, m.active, r.name AS role, r.built_in, r.permissions
    FROM json_each(?1) AS wanted
    CROSS JOIN api_keys AS k ON k.key_hash = wanted.value
    CROSS JOIN memberships AS m ON m.tenant_id = k.tenant_id AND m.user_id = k.user_id
    CROSS JOIN users AS u ON u.id = k.user_id
    CROSS JOIN roles AS r ON r.tenant_id = m.tenant_id AND r.id = m.role_id`,
  postgres: `
    SELECT k.key_hash, k.tenant_id, k.id, k.user_id, k.expires_at, u.email, m.active, r.name AS role, r.built_in, r.permissions
    FROM unnest($1::text[]) AS wanted (key_hash)
    JOIN api_keys AS k ON k.key_hash = wanted.key_hash
    JOIN memberships AS m ON m.tenant_id = k.tenant_id AND m.user_id = k.user_id
    JOIN users AS u ON u.id = k.user_id
    JOIN roles AS r ON r.tenant_id = m.tenant_id AND r.id = m.role_id`,
};

interface Row {
  key_hash: string;
  tenant_id: string;
  id: string;
  user_id: string;
  expires_at: number | null;
  email: string;
  active: boolean | number;
  role: string;
  built_in: boolean | number;
  permissions: string;
}

/** @returns the actor behind `email:apikey`, or undefined: for whatever reason, callers are told the same */
export type Authenticate = (email: string, key: string) => Promise<Actor | undefined>;

export function createAuthentication(parts: {
  reads: Reads;
  dialect: 'sqlite' | 'postgres';
  clock: Clock;
  /** Told of every use, for `last_used_at`. */
  used(tenantId: string, keyId: string): void;
}): Authenticate {
  const { reads, dialect, clock, used } = parts;
  const memo = new Map<string, ReadonlySet<Permission>>();

  const lookUp = createBatcher<string, Row>(async (hashes) => {
    const unique = [...new Set(hashes)];
    const rows = await reads.all<Row>(RESOLVE, [dialect === 'sqlite' ? JSON.stringify(unique) : unique]);
    const byHash = new Map(rows.map((row) => [row.key_hash, row]));
    return hashes.map((hash) => byHash.get(hash));
  });

  /** The same few roles come with every request; their sets are built once. */
  function permissionSet(row: Row): ReadonlySet<Permission> {
    const key = row.built_in ? row.role : row.permissions;
    let set = memo.get(key);
    if (set === undefined) {
      if (memo.size > 1_000) memo.clear();
      memo.set(key, (set = new Set(permissionsOf(row.role, Boolean(row.built_in), row.permissions))));
    }
    return set;
  }

  return async (email, key) => {
    // The checksum tells a typo or a guess from a key without a query.
    if (!isToken(API_KEY_PREFIX, key)) return undefined;
    const row = await lookUp(sha256(key));
    if (row === undefined || !row.active || (row.expires_at !== null && row.expires_at <= clock()))
      return undefined;
    if (row.email !== email && row.email !== email.trim().toLowerCase()) return undefined;
    used(row.tenant_id, row.id);
    return {
      type: 'user',
      id: row.user_id,
      name: row.email,
      tenantId: row.tenant_id,
      permissions: permissionSet(row),
      apiKeyId: row.id,
    };
  };
}
