import { isToken, newToken, randomBase62, sha256 } from '../crypto/index.ts';
import type { PlatformDb, TenantDb } from '../db/index.ts';
import { API_KEY_PREFIX, DISPLAY_LENGTH } from './rules.ts';
import {
  insertApiKey,
  removeApiKey,
  removeKeyOfApp,
  removeAppKeysOfUser,
  removeKeysOfApp,
  removeKeysOfAuthorizations,
} from './store.ts';

/** About 142 bits. */
const PASSPHRASE_LENGTH = 24;

/** A key issued to an app. Both values are returned only once. */
export interface KeyForApp {
  api_key: string;
  passphrase: string;
}

/**
 * Creates a key with a passphrase that is limited to `scopes` and expires at `expires_at` (milliseconds since the
 * epoch).
 */
export async function issueToApp(
  db: TenantDb,
  /** `grant_id` becomes the key's ID, so that replaying the authorization code can revoke the key. */
  given: {
    grant_id: string;
    authorization_id: string;
    app_id: string;
    user_id: string;
    name: string;
    scopes: readonly string[];
    expires_at: number;
  },
  now: number,
): Promise<KeyForApp> {
  const { grant_id, ...rest } = given;
  const api_key = newToken(API_KEY_PREFIX);
  const passphrase = randomBase62(PASSPHRASE_LENGTH);
  const key = {
    ...rest,
    tenant_id: db.tenantId,
    personal: false,
    id: grant_id,
    prefix: api_key.slice(0, DISPLAY_LENGTH),
    last_used_at: null,
    version: 1,
    created_at: now,
    updated_at: now,
    created_by: given.user_id,
  };
  await insertApiKey(db, key, { key_hash: sha256(api_key), passphrase_hash: sha256(passphrase) });
  return { api_key, passphrase };
}

/** Revokes the key issued for an authorization code, if there is one. */
export async function revokeKeyOfGrant(db: TenantDb, grantId: string): Promise<void> {
  await removeApiKey(db, grantId);
}

/** Revokes all keys of an app, in every tenant. */
export async function revokeKeysOfApp(db: TenantDb, appId: string): Promise<void> {
  await removeKeysOfApp(db, appId);
}

/** Revokes all keys issued to apps for a user, in every tenant. */
export async function revokeAppKeysOfUser(db: PlatformDb, userId: string): Promise<void> {
  await removeAppKeysOfUser(db, userId);
}

/** Revokes the keys issued under these authorizations. */
export async function revokeKeysOfAuthorizations(db: TenantDb, ids: string[]): Promise<void> {
  await removeKeysOfAuthorizations(db, ids);
}

/**
 * Revokes the key `credentials` (`apikey:passphrase`) if it belongs to the app.
 * @returns the app that the key belongs to; undefined if there is no such key
 */
export async function revokeKeyOfApp(
  db: PlatformDb,
  credentials: string,
  appId: string,
): Promise<string | undefined> {
  const colon = Math.max(0, credentials.indexOf(':'));
  const [key, passphrase] = [credentials.slice(0, colon), credentials.slice(colon + 1)];
  if (!isToken(API_KEY_PREFIX, key)) return undefined;
  return removeKeyOfApp(db, { key_hash: sha256(key), passphrase_hash: sha256(passphrase) }, appId);
}
