/** The files of src/db/ that access rows of several tenants (`db/handles.ts`), with the files that may import them. */
export const HANDLE_FILES: Record<string, Record<string, string>> = {
  'db/before-tenant.ts': {
    'api-keys/authentication.ts': 'the hash of a key identifies its tenant',
    'api-keys/store.ts': 'revokes the keys of an app, or of a user, in all tenants',
    'authorization-server/access-token-finder.ts': 'the hash of a token identifies its tenant',
    'authorization-server/grant-store.ts':
      'the hash of a code or refresh token identifies its tenant; revokes the grants of a user in all tenants',
    'authorization-server/pushed-requests.ts': 'the hash of a request_uri identifies its tenant',
    'authorization-server/tokens.ts': 'an app revokes a token by its hash',
    'components/activations.ts': 'the carry-overs of a global component belong to the tenants that use it',
    'credentials/connecting/attempt-store.ts': 'the state of a callback identifies its tenant',
    'flows/store.ts': 'counts the flows of all tenants that include a global component',
    'oauth-apps/clients.ts': 'a client_id identifies its tenant',
    'oauth-apps/store.ts': 'users can authorize apps of other tenants',
    'users/invitations.ts': 'several tenants can invite the same user',
    'users/store.ts': 'a user can be a member of several tenants',
    'webhooks/receiving/endpoint-read.ts': 'the URL of a webhook identifies its tenant',
  },
  'db/hot-read.ts': {
    'credentials/tokens/token-row.ts': 'concurrent requests for tokens share one read',
    'oauth-clients/store.ts': 'concurrent runtime reads share one read',
    'tenants/keys.ts': 'data keys are read outside any transaction',
    'webhooks/delivery/target-read.ts': 'concurrent deliveries share one read',
    'webhooks/receiving/received-store.ts': 'concurrent events share one read of their deduplication keys',
  },
  'db/all-tenants.ts': {
    'alerts/store.ts': 'finds the tenants with due alerts, and deletes old ones',
    'authorization-server/grant-store.ts': 'deletes expired codes, grants and tokens',
    'cli/preflight-database.ts': 'compares the clock with the newest audit event',
    'credentials/connecting/attempt-store.ts': 'deletes old connection attempts',
    'credentials/definition/store.ts': 'deletes expired previous client secrets',
    'flows/certificate-notes.ts': 'finds the flows of all tenants whose client certificate expires soon',
    'jsonapi/idempotency.ts': 'deletes old idempotency keys',
    'oauth-clients/store.ts': 'deletes expired previous client secrets',
    'statistics/store.ts': 'deletes old statistics',
    'webhooks/health-notes.ts': 'finds the webhooks of all tenants that fail, or accept requests again',
    'webhooks/rejections/rejection-store.ts': 'deletes old rejected requests',
    'webhooks/replay-store.ts': 'finds the running replays of all tenants, and deletes old ones',
  },
  'db/raw.ts': {
    'credentials/connecting/device-polls.ts': 'ranks the due polls of each tenant',
    'credentials/tokens/all-connections.ts':
      'ranks the due connections at each provider, and counts those of all tenants by their end',
    'credentials/tokens/refresh-ahead.ts': 'ranks the due tokens of each tenant',
    'credentials/tokens/refresh-store.ts': 'renews the leases of several tenants in one statement',
    'tenants/keys.ts': 'rewraps the data keys of all tenants',
    'webhooks/allowances.ts': 'counts and limits in one statement',
    'webhooks/delivery/delivery-store.ts': 'stores the attempts of several tenants in one statement',
    'webhooks/delivery/order/order-store.ts': 'changes who is next in several orders in one statement',
    'webhooks/delivery/order/release.ts': 'finds the orders of all tenants that were changed',
    'webhooks/delivery/parsed-store.ts': 'updates many events with different values in one statement',
    'webhooks/delivery/queue.ts':
      'claims due events, frees the claims of dead processes, and releases held events',
    'webhooks/retention.ts': 'deletes old events in the order of the primary key',
  },
};

/** Files that may have more than 250 lines: path under src/ → reason. */
export const LONG_FILES: Record<string, string> = {
  'config/settings.ts': 'the table of all settings, in one place to look',
  'schema/types.ts': 'generated from schemas/',
  'schema/members.ts': 'generated from schemas/',
};
