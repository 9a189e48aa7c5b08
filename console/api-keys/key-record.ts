import type { ApiRecord } from '../api/records.ts';
import { texts } from '../texts/index.ts';

export interface KeyRecord extends ApiRecord {
  name: string | null;
  prefix: string;
  scopes: string[] | null;
  user_id: string;
  oauth_app_id: string | null;
  expires_at: string | null;
  last_used_at: string | null;
}

/** What a key is good for, in a line. */
export function goodFor({ scopes }: Pick<KeyRecord, 'scopes'>): string {
  return scopes === null ? texts.console.api_keys.everything : scopes.join(', ');
}

/** A key is told by its name, or by how it begins. */
export function calledKey({ name, prefix }: Pick<KeyRecord, 'name' | 'prefix'>): string {
  return name ?? `${prefix}…`;
}
