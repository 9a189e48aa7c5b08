/**
 * The building, as a drawing. A file imports from its own room, from a lower floor, and on its own floor from the
 * rooms listed before its own. A room is a folder of src/, or a file that lies directly in it. Features are
 * entered through an index.ts, from wherever it is.
 */
export const FLOORS: Floor[] = [
  { name: '0 ground', rooms: ['errors.ts', 'config', 'system', 'crypto', 'db'] },

  {
    name: '1 protocol',
    rooms: ['schema', 'http', 'jobs', 'actions', 'jsonapi', 'expressions', 'signatures'],
  },

  {
    name: '2 features',
    onlyThroughIndex: true,
    // prettier-ignore
    rooms: [
      'audit', 'tenants', 'access', 'scopes', 'users', 'api-keys', 'sign-in', 'providers', 'components',
      'oauth-clients', 'credentials', 'flows', 'oauth-apps', 'authorization-server', 'webhooks', 'statistics', 'console',
    ],
  },

  { name: '3 app', rooms: ['app'] },

  { name: '4 entries', rooms: ['server.ts', 'cli'] },
];

/** The rooms that may import Knex itself, and need no tenant-bound handle. */
export const DATABASE_ROOMS = ['db'];

/**
 * The files outside of it that may see every tenant's rows: path under src/ → what for. All others get a handle
 * bound to one tenant, so that no query can forget it.
 */
export const PLATFORM_FILES: Record<string, string> = {
  'actions/guard.ts': 'the guard opens the transaction and binds it to the tenant of the call',
  'jsonapi/idempotency.ts':
    'binds its own transaction to the tenant of the call; clears away old answers of all tenants',
  'audit/store.ts': 'hand-outs of several tenants are written together',
  'audit/hand-outs.ts': 'hand-outs of several tenants are written together',
  'tenants/store.ts': 'tenants are the platform’s',
  'tenants/service.ts': 'tenants are the platform’s',
  'tenants/keys.ts': 'data keys are read before there is a handle, and wrapped anew for all tenants',
  'users/store.ts': 'people are the platform’s, and may be members of several tenants',
  'api-keys/authentication.ts': 'the key tells the tenant',
  'components/store.ts': 'a tenant sees the global components of others',
  'oauth-clients/store.ts': 'the run-time read of several tenants at once, outside any transaction',
  'users/account-store.ts': 'people sign in before any tenant is known',
  'api-keys/issue-to-app.ts': 'a key is given back by its app before its tenant is known',
  'authorization-server/authorize/let-in.ts': 'a pushed request is answered once, whatever the tenant',
  'app/third-parties.ts': 'hands the database on',
  'cli/acting.ts': 'the operator names the tenant',
  'cli/users.ts': 'people are the platform’s',
  'users/passwords.ts': 'people sign in before any tenant is known',
  'users/me.ts': 'a password is the person’s, in whatever tenants',
  'api-keys/store.ts': 'the keys that an app got of the users of any tenant end with it',
  'sign-in/sessions.ts': 'people sign in before any tenant is known',
  'sign-in/session-store.ts': 'people sign in before any tenant is known',
  'sign-in/routes.ts': 'people sign in before any tenant is known',
  'oauth-apps/store.ts': 'a user may have let in the apps of other tenants',
  'oauth-apps/clients.ts': 'the client_id tells the tenant',
  'authorization-server/server.ts': 'hands the database on to its endpoints',
  'authorization-server/tokens.ts': 'tokens of several tenants are written together',
  'authorization-server/bearer-read.ts': 'the token tells the tenant',
  'authorization-server/grant-store.ts':
    'codes and refresh tokens tell the tenant; what has ended is forgotten for all',
  'authorization-server/pushed-requests.ts': 'the reference of a request tells the tenant',
  'authorization-server/introspection.ts': 'the token tells the tenant',
  'authorization-server/revocation.ts': 'the token tells the tenant',
  'authorization-server/authorize/endpoint.ts': 'the person chooses the tenant',
  'authorization-server/authorize/tenants.ts': 'the person chooses the tenant',
  'authorization-server/grants/redeem-code.ts': 'the code tells the tenant',
  'authorization-server/grants/refresh-token.ts': 'the token tells the tenant',
  'authorization-server/grants/client-credentials.ts': 'the app tells the tenant',
  'authorization-server/grants/password.ts': 'the app tells the tenant',
  'authorization-server/grants/issue.ts': 'tokens of several tenants are written together',
  'statistics/store.ts': 'counts of several tenants are written together',
  'statistics/counts.ts': 'counts of several tenants are written together',
  'console/session-actor.ts': 'the address tells the tenant, of those that are theirs',
  'webhooks/inbox.ts': 'hands the database on',
  'webhooks/receiving/hook-read.ts': 'the address tells the tenant; read outside any transaction',
  'webhooks/handing-on/target-read.ts': 'targets of several tenants are read at once',
  'webhooks/receiving/accept.ts': 'events of several tenants are written together',
  'webhooks/event-store.ts': 'events of several tenants are written together',
  'webhooks/handing-on/delivery-store.ts': 'attempts of several tenants are written together',
  'webhooks/handing-on/queue.ts': 'what is due of all tenants is handed on',
  'webhooks/handing-on/deliverer.ts': 'what is due of all tenants is handed on',
  'webhooks/receiving/rate.ts': 'events are let in outside any transaction',
  'webhooks/handing-on/prepare.ts': 'events are understood outside the request that brought them',
  'webhooks/handing-on/identify.ts': 'events are understood outside the request that brought them',
  'webhooks/handing-on/understood-store.ts': 'asks the database for the time',
  'webhooks/replay-store.ts': 'asks the database for the time',
  'webhooks/retention.ts': 'old events of all tenants are forgotten',
  'webhooks/handing-on/health.ts': 'deliveries outlive the request that began them',
  'app/services.ts': 'hands the database on',
  'tenants/return-urls.ts': 'tenants are the platform’s',
  'credentials/connections.ts': 'asks the database for the time',
  'credentials/attempts.ts':
    'a browser comes back with nothing but a state; old attempts of all tenants are forgotten',
  'credentials/client-secret.ts': 'third parties prove themselves outside any transaction',
  'credentials/callback.ts': 'the state tells the tenant',
  'credentials/token-row.ts': 'tokens of several tenants are read at once, outside any transaction',
  'credentials/refresh.ts': 'refreshes outlive the request that began them',
  'credentials/refresh-exchange.ts': 'refreshes outlive the request that began them',
  'credentials/refresh-ahead.ts': 'refreshes what is due, of all tenants',
  'app/jobs.ts': 'old connection attempts of all tenants are forgotten',
  'flows/store.ts': 'flows of other tenants are counted when a global component is hidden or deleted',
  'app/found-tenant.ts': 'a tenant, its owner and the first key are made together, before there is a handle',
  'app/demo.ts': 'asks whether there is any tenant at all',
  'app/health.ts': 'asks the database for nothing but an answer',
  'app/metrics.ts': 'counts the connections of the pool',
};

/** Files of over 250 lines that have a reason to be so long: path under src/ → the reason. */
export const LONG_FILES: Record<string, string> = {
  'schema/types.ts': 'generated from schemas/',
};

export interface Floor {
  name: string;
  rooms: string[];
  onlyThroughIndex?: boolean;
}
