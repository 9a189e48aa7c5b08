import type { ApiKey } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';
import { texts } from '../texts/index.ts';

export type KeyRecord = RecordOf<ApiKey, 'api_key'>;

/** The permissions of a key, in one line. */
export function keyPermissions({ scopes }: Pick<KeyRecord, 'scopes'>): string {
  return scopes === null ? texts.console.api_keys.everything : scopes.join(', ');
}

/** Identifies a key by its name, or by its prefix if it has none. */
export function keyLabel({ name, prefix }: Pick<KeyRecord, 'name' | 'prefix'>): string {
  return name ?? `${prefix}…`;
}
