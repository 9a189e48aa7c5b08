import { ALL_PERMISSIONS, type Permission } from './permissions.ts';

/** Who acts, in which tenant, and what they may do there. Made once per request, never changed. */
export interface Actor {
  type: 'user' | 'app' | 'system';
  /** The user's id; null for the system, and for an app that acts as itself. */
  id: string | null;
  /** What the audit log calls them: an email address, an app's name, or `command line`. */
  name: string;
  /** The one tenant that the credentials are good for. */
  tenantId: string;
  permissions: ReadonlySet<Permission>;
  /** Through which API key, if any. */
  apiKeyId: string | null;
  /** Through which OAuth app, if any. Its scopes are in `permissions` already. */
  appId: string | null;
  /** True for credentials that only the person has: neither an app's, nor a key that somebody else made for them. */
  inPerson: boolean;
  /** Set where the person sits before the console, which no key tells. */
  through?: 'console';
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
    appId: null,
    inPerson: true,
  };
}
