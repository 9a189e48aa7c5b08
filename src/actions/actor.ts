import { ALL_PERMISSIONS, type Permission } from './permissions.ts';

/** Who acts, in which tenant, and what they may do there. Made once per request, never changed. */
export interface Actor {
  type: 'user' | 'system';
  /** The user's id; null for the system. */
  id: string | null;
  /** What the audit log calls them: an email address, or `command line`. */
  name: string;
  /** The one tenant that the credentials are good for. */
  tenantId: string;
  permissions: ReadonlySet<Permission>;
  /** Through which API key, if any. */
  apiKeyId: string | null;
}

/** The operator at the command line, or the program itself: whoever can read the master key and the database may do everything. */
export function systemActor(tenantId: string, name = 'command line'): Actor {
  return {
    type: 'system',
    id: null,
    name,
    tenantId,
    permissions: new Set(ALL_PERMISSIONS),
    apiKeyId: null,
  };
}
