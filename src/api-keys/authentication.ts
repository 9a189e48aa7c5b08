import { isForTenant, isForUser, type AppAudience } from '../access/index.ts';
import type { Actor } from '../actions/index.ts';
import { isToken, sha256 } from '../crypto/index.ts';
import { createBatcher, type Lookup, type Reads } from '../db/index.ts';
import { stillGranted, type Permitted } from '../scopes/index.ts';
import type { Clock } from '../system/clock.ts';
import { API_KEY_PREFIX } from './rules.ts';

/**
 * One joined read for "who is this, and what may they do": it runs on every request, so it reaches into the tables
 * of users, roles and apps instead of asking four features in turn. Many requests share one round trip.
 */
const HOLDER_OF_KEY: Lookup = {
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
  role: string,
  builtIn: boolean | number,
  permissions: string,
];

/** Who holds a key that is alive, and what it is good for. */
export interface KeyHolder {
  actor: Actor;
  /** What an app's key is good for today; null for a key that is good for all that its user may do. */
  scopes: string[] | null;
  expiresAt: number | null;
  /** Whose app got it; null for no app's. */
  appTenantId: string | null;
  /** The SHA-256 of the passphrase that goes with an app's key. */
  passphraseHash: string | null;
}

/** @returns the actor behind `email:apikey` or `apikey:passphrase`, or undefined: for whatever reason, callers are told the same */
export type Authenticate = (username: string, password: string) => Promise<Actor | undefined>;

export interface Authentication {
  authenticate: Authenticate;
  /** @returns who holds an app's key, given as `apikey:passphrase`; undefined for anything else */
  holderOf(credentials: string): Promise<KeyHolder | undefined>;
}

export function createAuthentication(parts: {
  reads: Reads;
  clock: Clock;
  permitted: Permitted;
  /** Told of every use, for `last_used_at`. */
  used(tenantId: string, keyId: string): void;
}): Authentication {
  const { reads, clock, permitted, used } = parts;

  const rowOf = createBatcher<string, Row>(async (hashes) => {
    const found = await reads.lookUp<Row>(
      HOLDER_OF_KEY,
      hashes.map((hash) => [hash]),
    );
    return found.map(([row]) => row);
  });

  async function findHolder(key: string): Promise<KeyHolder | undefined> {
    // The checksum tells a typo or a guess from a key without a query.
    if (!isToken(API_KEY_PREFIX, key)) return undefined;
    const row = await rowOf(sha256(key));
    if (row === undefined) return undefined;
    const [tenantId, id, userId, expiresAt, passphraseHash, given, appId, ofApp, appTenantId, ...rest] = row;
    const [audience, createdBy, personal, email, active, ...role] = rest;
    if (!active || (expiresAt !== null && expiresAt <= clock())) return undefined;
    // An app's key lives no longer than the app, and than the app is for its user.
    if (appId !== null) {
      if (ofApp === null) return undefined;
      const app = { tenantId: appTenantId!, audience: audience!, createdBy };
      if (!isForTenant(app, tenantId) || !isForUser(app, userId)) return undefined;
    }
    const scopes =
      given === null ? null : stillGranted(JSON.parse(given) as string[], JSON.parse(ofApp!) as string[]);
    const [name, builtIn, permissions] = role;
    const actor: Actor = {
      type: 'user',
      id: userId,
      name: email,
      tenantId,
      permissions: permitted({ name, builtIn: Boolean(builtIn), permissions }, scopes),
      apiKeyId: id,
      appId,
      inPerson: Boolean(personal),
    };
    return { actor, scopes, expiresAt, appTenantId, passphraseHash };
  }

  async function withPassphrase(key: string, passphrase: string): Promise<KeyHolder | undefined> {
    const holder = await findHolder(key);
    // Two digests of the same length, and not the secret itself: comparing them tells nothing of it.
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
