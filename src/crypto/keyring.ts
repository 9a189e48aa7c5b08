import { LRUCache } from 'lru-cache';
import { newId } from '../system/ids.ts';
import { newDataKey, unwrapDataKey } from './envelope.ts';
import { MasterKeyError, type MasterKeys } from './master-keys.ts';
import { openText, readSealed, SealError, sealText, type DataKey, type Place } from './seal.ts';

/** Enough for ten thousand busy tenants; any other tenant costs one query and one unwrap. */
const CACHED_TENANTS = 10_000;

/** A row of `tenant_keys`: a tenant's data key, wrapped with a master key. */
export interface WrappedKey {
  id: string;
  wrapped: string;
  masterKeyId: string;
}

/**
 * Encrypts and decrypts the tenants' secrets. Data keys are unwrapped once and cached in memory; plaintext secrets
 * never are.
 */
export interface Keyring {
  /** Generates a data key for a new tenant, to be stored with the tenant. */
  newTenantKey(tenantId: string): Promise<WrappedKey>;
  /**
   * Call this after writing the key, in the same transaction.
   * @throws MasterKeyError if its master key has been removed since
   */
  assertWrapped(key: WrappedKey): void;
  seal(text: string, place: Place): Promise<string>;
  /** @throws SealError if the value belongs to another place or cannot be decrypted */
  open(sealed: string, place: Place): Promise<string>;
}

export function createKeyring(
  masterKeys: MasterKeys,
  loadKeys: (tenantId: string) => Promise<WrappedKey[]>,
): Keyring {
  const cache = new LRUCache<string, DataKey[]>({ max: CACHED_TENANTS });

  /** Newest first. Falls back to the database if `keyId` is not cached, because another process may have added it. */
  async function keysOf(tenantId: string, keyId?: string): Promise<DataKey[]> {
    const cached = cache.get(tenantId);
    if (cached !== undefined && (keyId === undefined || cached.some((key) => key.id === keyId)))
      return cached;
    const rows = await loadKeys(tenantId);
    const keys = await Promise.all(rows.map((row) => unwrap(tenantId, row)));
    if (keys.length > 0) cache.set(tenantId, keys);
    return keys;
  }

  async function unwrap(tenantId: string, row: WrappedKey): Promise<DataKey> {
    if (masterKeys.find(row.masterKeyId) === undefined) masterKeys.reload();
    const master = masterKeys.find(row.masterKeyId);
    if (master === undefined) throw missingMasterKey([row.masterKeyId], masterKeys);
    return { id: row.id, bytes: await unwrapDataKey(row.wrapped, tenantId, row.id, master) };
  }

  return {
    async newTenantKey(tenantId) {
      masterKeys.reload();
      const master = masterKeys.current();
      const id = newId();
      const { wrapped } = await newDataKey(tenantId, id, master);
      return { id, wrapped, masterKeyId: master.id };
    },
    assertWrapped({ masterKeyId }) {
      masterKeys.reload();
      if (masterKeys.find(masterKeyId) === undefined) throw missingMasterKey([masterKeyId], masterKeys);
    },
    async seal(text, place) {
      const [newest] = await keysOf(place.tenant);
      if (newest === undefined) throw new SealError('the tenant has no data key');
      return sealText(text, place, newest);
    },
    async open(text, place) {
      const sealed = readSealed(text);
      const matches = (key: DataKey) => key.id === sealed.keyId;
      const key =
        cache.get(place.tenant)?.find(matches) ?? (await keysOf(place.tenant, sealed.keyId)).find(matches);
      if (key === undefined)
        throw new SealError(`a sealed value was sealed with an unknown key (${place.table}.${place.column})`);
      return openText(sealed, place, key);
    },
  };
}

/** The error for master keys that the database needs and this process does not have. */
export function missingMasterKey(missing: string[], masterKeys: MasterKeys): MasterKeyError {
  return new MasterKeyError(
    `The database is encrypted with master key ${missing.join(', ')}, which is not in ${masterKeys.source} ` +
      `(it has ${masterKeys.ids().join(', ')}). Restore that key. Without it the tenants' secrets cannot be read.`,
  );
}
