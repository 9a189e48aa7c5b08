import type { ApiRecord } from '../api/records.ts';

export interface UserRecord extends ApiRecord {
  email: string;
  name: string | null;
  active: boolean;
  /** Whether they have agreed to be a user of this tenant. */
  accepted: boolean;
  role_id: string;
}
