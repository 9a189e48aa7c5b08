import type { ApiRecord } from '../api/records.ts';

export interface ScopeRecord extends ApiRecord {
  name: string;
  description: string;
  built_in: boolean;
}
