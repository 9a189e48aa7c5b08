import { isForTenant, isForUser, type AppAudience } from '../access/index.ts';
import type { Actor } from '../actions/index.ts';
import { isToken, sha256 } from '../crypto/index.ts';
import { createBatcher, type Reads } from '../db/index.ts';
import { readByKey, type KeyLookup } from '../db/before-tenant.ts';
import { stillGranted, type EffectivePermissions } from '../scopes/index.ts';
import type { Clock } from '../system/clock.ts';
import { API_KEY_PREFIX } from './rules.ts';

/**
 * Reads the key, its user, role and app in one query. It runs on every request, so it joins the tables of other
 * modules instead of calling each of them, and concurrent requests share one round trip.
 */
const HOLDER_OF_KEY: KeyLookup = {
  name: 'api_keys_holder',
  key: { key_hash: 'text' },
  columns: [
    'k.tenant_id',
    'k.id',
    'k.user_id',
    'k.expires_at',
    'k.passphrase_hash',
    'k.scopes',
    'k.app_id',
    'a.scopes',
    'a.tenant_id',
    'a.audience',
    'a.created_by',
    'k.personal',
    'u.email',
    'm.active',
    'm.accepted',
    'r.name',
    'r.built_in',
    'r.permissions',
  ],
  from: `
    JOIN api_keys AS k ON k.key_hash = wanted.key_hash
    JOIN memberships AS m ON m.tenant_id = k.tenant_id AND m.user_id = k.user_id
    JOIN users AS u ON u.id = k.user_id
    JOIN roles AS r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
    LEFT JOIN oauth_apps AS a ON a.id = k.app_id`,
};

type Row = [
  tenantId: string,
  keyId: string,
  userId: string,
  expiresAt: number | null,
  passphraseHash: string | null,
  scopes: string | null,
  appId: string | null,
  scopesOfApp: string | null,
  tenantIdOfApp: string | null,
  audience: AppAudience | null,
  creatorOfApp: string | null,
  personal: boolean | number,
  email: string,
  active: boolean | number,
  accepted: boolean | number,
  role: string,
  builtIn: boolean | number,
  permissions: string,
];

/** The user and permissions of a valid key. */
interface KeyHolder {
  actor: Actor;
  /** Current scopes of an app's key; null for a key with all permissions of its user. */
  scopes: string[] | null;
  expiresAt: number | null;
  /** The tenant of the app that the key was issued to; null if it was not issued to an app. */
  appTenantId: string | null;
  /** SHA-256 of the passphrase; null if the key was not issued to an app. */
  passphraseHash: string | null;
}

/**
 * @returns the actor for `email:apikey` or `apikey:passphrase`; undefined for any failure, so that clients cannot learn
 * the reason
 */
export type Authenticate = (username: string, password: string) => Promise<Actor | undefined>;

export interface Authentication {
  authenticate: Authenticate;
  /** @param credentials an app's key as `apikey:passphrase` @returns undefined if they are not valid */
  holderOf(credentials: string): Promise<KeyHolder | undefined>;
}

export function createAuthentication(parts: {
  reads: Reads;
  clock: Clock;
  effectivePermissions: EffectivePermissions;
  /** Called on every use, to update `last_used_at`. */
  used(tenantId: string, keyId: string): void;
}): Authentication {
  const { reads, clock, effectivePermissions, used } = parts;

  const rowOf = createBatcher<string, Row>(async (hashes) => {
    const found = await readByKey<Row>(reads, HOLDER_OF_KEY, hashes);
    return found.map(([row]) => row);
  });

  async function findHolder(key: string): Promise<KeyHolder | undefined> {
    // The checksum rejects typos and guesses without a query.
    if (!isToken(API_KEY_PREFIX, key)) return undefined;
    const row = await rowOf(sha256(key));
    if (row === undefined) return undefined;
    const [tenantId, id, userId, expiresAt, passphraseHash, given, appId, appScopes, appTenantId, ...rest] =
      row;
    const [audience, createdBy, personal, email, active, accepted, ...role] = rest;
    // A key must not act as a user who has not accepted the invitation.
    if (!active || !accepted || (expiresAt !== null && expiresAt <= clock())) return undefined;
    // An app's key is valid only while the app exists and is available to the user.
    if (appId !== null) {
      if (appScopes === null) return undefined;
      const app = { tenantId: appTenantId!, audience: audience!, createdBy };
      if (!isForTenant(app, tenantId) || !isForUser(app, userId)) return undefined;
    }
    const scopes =
      given === null ? null : stillGranted(JSON.parse(given) as string[], JSON.parse(appScopes!) as string[]);
    const [name, builtIn, permissions] = role;
    const actor: Actor = {
      type: 'user',
      id: userId,
      name: email,
      tenantId,
      permissions: effectivePermissions({ name, builtIn: Boolean(builtIn), permissions }, scopes),
      apiKeyId: id,
      appId,
      inPerson: Boolean(personal),
    };
    return { actor, scopes, expiresAt, appTenantId, passphraseHash };
  }

  async function withPassphrase(key: string, passphrase: string): Promise<KeyHolder | undefined> {
    const holder = await findHolder(key);
    // Comparing digests instead of the secret itself leaks nothing through timing.
    return holder?.passphraseHash === sha256(passphrase) ? holder : undefined;
  }

  async function withEmail(email: string, key: string): Promise<KeyHolder | undefined> {
    const holder = await findHolder(key);
    if (holder === undefined || holder.passphraseHash !== null) return undefined;
    const { name } = holder.actor;
    return name === email || name === email.trim().toLowerCase() ? holder : undefined;
  }

  return {
    async authenticate(username, password) {
      const isKey = username.startsWith(API_KEY_PREFIX);
      const holder = await (isKey ? withPassphrase(username, password) : withEmail(username, password));
      if (holder === undefined) return undefined;
      used(holder.actor.tenantId, holder.actor.apiKeyId!);
      return holder.actor;
    },
    holderOf(credentials) {
      const colon = credentials.indexOf(':');
      return withPassphrase(credentials.slice(0, Math.max(0, colon)), credentials.slice(colon + 1));
    },
  };
}
