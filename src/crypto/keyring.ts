import { LRUCache } from 'lru-cache';
import { newId } from '../system/ids.ts';
import { newDataKey, unwrapDataKey } from './envelope.ts';
import { MasterKeyError, type MasterKeys } from './master-keys.ts';
import { openText, readSealed, SealError, sealText, type DataKey, type Place } from './seal.ts';

/** Enough for ten thousand busy tenants; the others cost one query and one unwrapping. */
const CACHED_TENANTS = 10_000;

/** A row of `tenant_keys`: a tenant's data key, wrapped under a master key. */
export interface WrappedKey {
  id: string;
  wrapped: string;
  masterKeyId: string;
}

/** Seals and opens the tenants' secrets. Data keys are unwrapped once and kept in memory, plaintext secrets never. */
export interface Keyring {
  /** A data key for a new tenant, to be stored with it. */
  newTenantKey(tenantId: string): Promise<WrappedKey>;
  seal(text: string, place: Place): Promise<string>;
  /** @throws SealError when the value does not belong in this place or does not open */
  open(sealed: string, place: Place): Promise<string>;
}

export function createKeyring(
  masterKeys: MasterKeys,
  loadKeys: (tenantId: string) => Promise<WrappedKey[]>,
): Keyring {
  const cache = new LRUCache<string, DataKey[]>({ max: CACHED_TENANTS });

  /** Newest first. Falls back to the store when `keyId` is not among the cached ones: another process may have added it. */
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
    async seal(text, place) {
      const [newest] = await keysOf(place.tenant);
      if (newest === undefined) throw new SealError('the tenant has no data key');
      return sealText(text, place, newest);
    },
    async open(text, place) {
      const sealed = readSealed(text);
      const isIt = (key: DataKey) => key.id === sealed.keyId;
      const key =
        cache.get(place.tenant)?.find(isIt) ?? (await keysOf(place.tenant, sealed.keyId)).find(isIt);
      if (key === undefined)
        throw new SealError(`a sealed value names an unknown key (${place.table}.${place.column})`);
      return openText(sealed, place, key);
    },
  };
}

/** The refusal to go on without a master key, naming which. */
export function missingMasterKey(missing: string[], masterKeys: MasterKeys): MasterKeyError {
  return new MasterKeyError(
    `The database was sealed under master key ${missing.join(', ')}, which ${masterKeys.source} does not hold ` +
      `(it holds ${masterKeys.ids().join(', ')}). Bring that key back; without it the tenants' secrets cannot be read.`,
  );
}
