import type { OauthClient } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';

export interface ClientRecord extends RecordOf<OauthClient, 'client_secret' | 'flow_count'> {
  /** Included in lists. */
  component?: { id: string; name: string };
}
