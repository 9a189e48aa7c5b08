import type { Keyring } from './keyring.ts';

/** Maximum number of cached secrets. Without the cache, a busy webhook would decrypt the same ones for each event. */
const MAX_CACHED = 1000;

/** Seals and opens the secrets in the columns of a table. */
export interface CachedSecrets<Column extends string> {
  seal(key: RowKey, column: Column, secret: string): Promise<string>;
  open(key: RowKey, column: Column, sealed: string): Promise<string>;
}

interface RowKey {
  tenant_id: string;
  id: string;
}

export function createCachedSecrets<Column extends string>(
  keyring: Keyring,
  table: string,
): CachedSecrets<Column> {
  const placeOf = ({ tenant_id, id }: RowKey, column: Column) => ({
    tenant: tenant_id,
    table,
    row: id,
    column,
  });
  // Keyed by sealed value and position, so an entry never goes stale. The oldest are evicted first.
  const cache = new Map<string, string>();

  return {
    seal: (key, column, secret) => keyring.seal(secret, placeOf(key, column)),
    async open(key, column, sealed) {
      const from = `${key.tenant_id} ${key.id} ${column} ${sealed}`;
      const known = cache.get(from);
      if (known !== undefined) return known;
      const secret = await keyring.open(sealed, placeOf(key, column));
      if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value!);
      cache.set(from, secret);
      return secret;
    },
  };
}
