import type { ApiRecord } from '../api/records.ts';

export interface ClientRecord extends ApiRecord {
  client_id: string;
  status: 'usable' | 'orphaned';
  component_id?: string | null;
  component?: { id: string; name: string };
}
