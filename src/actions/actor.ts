import { ALL_PERMISSIONS, type Permission } from './permissions.ts';

/** Who is acting, in which tenant, and with which permissions. Created once per request and never changed. */
export interface Actor {
  type: 'user' | 'app' | 'system';
  /** The user's ID; null for the system, and for an app acting as itself. */
  id: string | null;
  /** The name in the audit log: an email address, an app's name, or `command line`. */
  name: string;
  /** The only tenant that the credentials are valid for. */
  tenantId: string;
  permissions: ReadonlySet<Permission>;
  /** The API key that was used, if any. */
  apiKeyId: string | null;
  /** The OAuth app that was used, if any. `permissions` is already limited to its scopes. */
  appId: string | null;
  /**
   * True for credentials that only the user has: not an app's, and not an API key that someone else created for them.
   */
  inPerson: boolean;
  /** Set when the user is signed in to the console; nothing else in the actor shows that. */
  through?: 'console';
}

/**
 * The operator at the command line, or the program itself. Anyone who can read the master key and the database can do
 * everything anyway.
 */
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
