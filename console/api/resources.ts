/** What the console knows of a resource of the API, beside its name in addresses. */
export interface ResourceShape {
  type: string;
  /** The attributes that a form can change. */
  attributes: readonly string[];
  /** Relationships that a form can set, with the type that they lead to. */
  relationships?: Readonly<Record<string, string>>;
  /** Attributes that are never asked for, nor kept: what was typed goes out once and does not come back. */
  secrets?: readonly string[];
  /** What comes along with it, and what of that. */
  include?: { name: string; fields: Readonly<Record<string, readonly string[]>> };
  /** The attributes that a list asks for, where one is long. */
  inLists?: readonly string[];
  /** The API gives several by their ids at once. */
  severalById?: true;
  /** A log: no page numbers, but a cursor. */
  log?: true;
  /** Its list has one order, and is not asked for another. */
  unsorted?: true;
}

export const RESOURCES: Readonly<Record<string, ResourceShape>> = {
  components: {
    type: 'component',
    severalById: true,
    attributes: ['name', 'description', 'access', 'descriptor'],
    inLists: [
      'name',
      'description',
      'access',
      'own',
      'uses_oauth_client',
      'usable',
      'created_at',
      'updated_at',
    ],
  },
  'oauth-clients': {
    type: 'oauth-client',
    severalById: true,
    attributes: ['client_id', 'client_secret'],
    relationships: { component: 'component' },
    secrets: ['client_secret'],
    inLists: ['client_id', 'status', 'flow_count', 'created_at', 'updated_at', 'component'],
    include: { name: 'component', fields: { component: ['name', 'access', 'usable'] } },
  },
  'oauth-apps': {
    type: 'oauth-app',
    severalById: true,
    attributes: [
      'name',
      'description',
      'website_url',
      'logo_url',
      'redirect_uris',
      'scopes',
      'grant_types',
      'automatic_consent',
      'impersonation',
      'public',
      'kind',
      'audience',
      'code_lifetime',
      'access_token_lifetime',
      'refresh_token_lifetime',
    ],
    inLists: ['name', 'grant_types', 'kind', 'public', 'audience', 'created_at'],
  },
  authorizations: { type: 'authorization', attributes: [] },
  scopes: { type: 'scope', attributes: ['name', 'description'], unsorted: true },
  'api-keys': { type: 'api-key', attributes: ['name', 'expires_at'], relationships: { user: 'user' } },
  credentials: {
    type: 'credential',
    severalById: true,
    attributes: [
      'name',
      'description',
      'grant_type',
      'client_id',
      'client_secret',
      'base_uri',
      'authorization_url',
      'token_url',
      'redirect_uri',
      'revocation_url',
      'introspection_url',
      'userinfo_url',
      'jwks_url',
      'issuer',
      'scopes',
      'scope_separator',
      'authorization_params',
      'token_params',
      'parameters',
      'client_authentication',
      'pkce',
      'non_expiring_tokens',
      'config_services',
    ],
    relationships: { component: 'component', provider: 'provider', oauth_client: 'oauth-client' },
    include: { name: 'component', fields: { component: ['name'] } },
    inLists: [
      'name',
      'grant_type',
      'state',
      'state_reason',
      'state_reason_code',
      'external_user_id',
      'obtained_at',
      'expires_at',
      'non_expiring_tokens',
      'component',
      'provider',
    ],
  },
  flows: {
    type: 'flow',
    severalById: true,
    attributes: ['name', 'description', 'status', 'target_url', 'graph'],
    inLists: ['name', 'description', 'status', 'target_url', 'created_at', 'updated_at'],
  },
  users: {
    type: 'user',
    severalById: true,
    attributes: ['email', 'name', 'active'],
    relationships: { role: 'role' },
  },
  roles: {
    type: 'role',
    severalById: true,
    attributes: ['name', 'description', 'permissions'],
  },
  'audit-events': {
    type: 'audit-event',
    attributes: [],
    log: true,
  },
  webhooks: {
    type: 'webhook',
    severalById: true,
    attributes: ['name', 'enabled', 'authentication', 'config_services', 'secret', 'secret_overlap'],
    relationships: { flow: 'flow', credential: 'credential' },
    secrets: ['secret'],
    inLists: [
      'name',
      'enabled',
      'authentication',
      'config_services',
      'endpoint',
      'has_secret',
      'previous_secret_until',
      'failing_since',
      'created_at',
      'updated_at',
      'flow',
      'credential',
    ],
  },
  'webhook-events': { type: 'webhook-event', attributes: [], log: true },
};

export function shapeOf(resource: string): ResourceShape {
  const shape = RESOURCES[resource];
  if (shape === undefined) throw new Error(`The console knows no resource ${resource}.`);
  return shape;
}
