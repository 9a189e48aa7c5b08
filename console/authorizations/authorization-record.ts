import type { ApiRecord } from '../api/records.ts';

export interface AuthorizationRecord extends ApiRecord {
  app: { name: string; website_url: string | null; logo_url: string | null };
  scopes: string[];
  user_id: string;
  oauth_app_id: string;
}
