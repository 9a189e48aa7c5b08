import { isToken, newToken, randomBase62, sha256 } from '../crypto/index.ts';
import type { PlatformDb, TenantDb } from '../db/index.ts';
import { API_KEY_PREFIX, SHOWN_LENGTH } from './rules.ts';
import {
  insertApiKey,
  removeApiKey,
  removeKeyOfApp,
  removeKeysOfApp,
  removeKeysOfAuthorizations,
} from './store.ts';

/** Some 142 bits, as much as nobody guesses. */
const PASSPHRASE_LENGTH = 24;

/** What an app gets for its user: both parts are shown now and never again. */
export interface KeyForApp {
  api_key: string;
  passphrase: string;
}

/** Makes a key that is good for `scopes` until `expires_at` (milliseconds since the epoch), with its passphrase. */
export async function issueToApp(
  db: TenantDb,
  /** `grant_id` becomes the key's id: a code that comes twice ends what it gave by it. */
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
    prefix: api_key.slice(0, SHOWN_LENGTH),
    last_used_at: null,
    version: 1,
    created_at: now,
    updated_at: now,
    created_by: given.user_id,
  };
  await insertApiKey(db, key, { key_hash: sha256(api_key), passphrase_hash: sha256(passphrase) });
  return { api_key, passphrase };
}

/** Ends the key that a code gave, if it has given one. */
export async function endKeyOfGrant(db: TenantDb, grantId: string): Promise<void> {
  await removeApiKey(db, grantId);
}

/** Ends every key of an app, whatever tenant's users gave them. */
export async function endKeysOfApp(db: TenantDb, appId: string): Promise<void> {
  await removeKeysOfApp(db, appId);
}

/** Ends the keys that apps got by these consents. */
export async function endKeysOfAuthorizations(db: TenantDb, ids: string[]): Promise<void> {
  await removeKeysOfAuthorizations(db, ids);
}

/** Ends the key of an app, given as `apikey:passphrase`. @returns the app that has got it; undefined for no such key */
export async function endKeyOfApp(
  db: PlatformDb,
  credentials: string,
  appId: string,
): Promise<string | undefined> {
  const colon = Math.max(0, credentials.indexOf(':'));
  const [key, passphrase] = [credentials.slice(0, colon), credentials.slice(colon + 1)];
  if (!isToken(API_KEY_PREFIX, key)) return undefined;
  return removeKeyOfApp(db, { key_hash: sha256(key), passphrase_hash: sha256(passphrase) }, appId);
}
