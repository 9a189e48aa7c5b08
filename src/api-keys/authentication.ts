import { permissionsOf } from '../access/index.ts';
import type { Actor, Permission } from '../actions/index.ts';
import { isToken, sha256 } from '../crypto/index.ts';
import { createBatcher, type Lookup, type Reads } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';
import { API_KEY_PREFIX } from './rules.ts';

/**
 * One joined read for "who is this, and what may they do": it runs on every request, so it reaches into the tables
 * of users and roles instead of asking three features in turn. Many requests share one round trip.
 */
const HOLDER_OF_KEY: Lookup = {
  name: 'api_keys_holder',
  key: { key_hash: 'text' },
  columns: [
    'k.tenant_id',
    'k.id',
    'k.user_id',
    'k.expires_at',
    'u.email',
    'm.active',
    'r.name',
    'r.built_in',
    'r.permissions',
  ],
  from: `
    JOIN api_keys AS k ON k.key_hash = wanted.key_hash
    JOIN memberships AS m ON m.tenant_id = k.tenant_id AND m.user_id = k.user_id
    JOIN users AS u ON u.id = k.user_id
    JOIN roles AS r ON r.tenant_id = m.tenant_id AND r.id = m.role_id`,
};

type Holder = [
  tenantId: string,
  keyId: string,
  userId: string,
  expiresAt: number | null,
  email: string,
  active: boolean | number,
  role: string,
  builtIn: boolean | number,
  permissions: string,
];

/** @returns the actor behind `email:apikey`, or undefined: for whatever reason, callers are told the same */
export type Authenticate = (email: string, key: string) => Promise<Actor | undefined>;

export function createAuthentication(parts: {
  reads: Reads;
  clock: Clock;
  /** Told of every use, for `last_used_at`. */
  used(tenantId: string, keyId: string): void;
}): Authenticate {
  const { reads, clock, used } = parts;
  const memo = new Map<string, ReadonlySet<Permission>>();

  const holderOf = createBatcher<string, Holder>(async (hashes) => {
    const found = await reads.lookUp<Holder>(
      HOLDER_OF_KEY,
      hashes.map((hash) => [hash]),
    );
    return found.map(([holder]) => holder);
  });

  /** The same few roles come with every request; their sets are built once. */
  function permissionSet(role: string, builtIn: boolean, permissions: string): ReadonlySet<Permission> {
    const key = builtIn ? role : permissions;
    let set = memo.get(key);
    if (set === undefined) {
      if (memo.size > 1_000) memo.clear();
      memo.set(key, (set = new Set(permissionsOf(role, builtIn, permissions))));
    }
    return set;
  }

  return async (email, key) => {
    // The checksum tells a typo or a guess from a key without a query.
    if (!isToken(API_KEY_PREFIX, key)) return undefined;
    const holder = await holderOf(sha256(key));
    if (holder === undefined) return undefined;
    const [tenantId, keyId, userId, expiresAt, address, active, role, builtIn, permissions] = holder;
    if (!active || (expiresAt !== null && expiresAt <= clock())) return undefined;
    if (address !== email && address !== email.trim().toLowerCase()) return undefined;
    used(tenantId, keyId);
    return {
      type: 'user',
      id: userId,
      name: address,
      tenantId,
      permissions: permissionSet(role, Boolean(builtIn), permissions),
      apiKeyId: keyId,
    };
  };
}
