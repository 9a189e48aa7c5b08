import type { ApiRecord } from '../api/records.ts';

export interface ClientRecord extends ApiRecord {
  client_id: string;
  status: 'usable' | 'orphaned';
  /** null where the person may not see flows. */
  flow_count?: number | null;
  component_id?: string | null;
  component?: { id: string; name: string };
}
