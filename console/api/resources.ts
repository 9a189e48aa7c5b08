import { WRITTEN } from '../../src/schema/members.ts';

/** The attributes of a provider with form fields of their own. The others are edited as JSON. */
export const PROVIDER_FIELDS = [
  'name',
  'authentication_type',
  'grant_types',
  'authorization_url',
  'device_authorization_url',
  'token_url',
  'default_scopes',
  'client_authentication',
  'pkce',
] satisfies (typeof WRITTEN.provider.writable)[number][];

/** The attributes of a sender preset with form fields of their own. The others are edited as JSON. */
export const SENDER_FIELDS = [
  'name',
  'documentation_url',
  'secret_description',
  'notes',
] satisfies (typeof WRITTEN.sender.writable)[number][];

/** What the console needs to know about an API resource, in addition to its name in URLs. */
export interface ResourceShape {
  type: string;
  /** The attributes a form can change. */
  attributes: readonly string[];
  /** Further attributes, which a form edits together as JSON. They are one member of the record, with this name. */
  asJson?: { name: string; attributes: readonly string[] };
  /** The client chooses the ID of a new resource. */
  isIdChosen?: true;
  /** Relationships a form can set, with their resource types. */
  relationships?: Readonly<Record<string, string>>;
  /** Attributes that are never fetched or cached. They are only sent. */
  secrets?: readonly string[];
  /** Included resources, and the attributes to fetch of them. */
  include?: { name: string; fields: Readonly<Record<string, readonly string[]>> };
  /** The attributes a list fetches, for resources with a large attribute. */
  inLists?: readonly string[];
  /** Attributes only requested for a single resource with secrets, in addition to those of lists. */
  onPages?: readonly string[];
  /** The API can filter this resource by several IDs at once. */
  severalById?: true;
  /** A log, which is paged by cursor instead of page number. */
  log?: true;
  /** Its list has a fixed order and does not accept a sort parameter. */
  unsorted?: true;
}

export const RESOURCES: Readonly<Record<string, ResourceShape>> = {
  components: {
    type: 'component',
    severalById: true,
    attributes: WRITTEN.component.writable,
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
    attributes: WRITTEN['oauth-client'].writable,
    relationships: { component: 'component' },
    secrets: ['client_secret'],
    inLists: ['client_id', 'status', 'flow_count', 'created_at', 'updated_at', 'component'],
    onPages: ['previous_client_secret_expires_at'],
    include: { name: 'component', fields: { component: ['name', 'access', 'usable'] } },
  },
  'oauth-apps': {
    type: 'oauth-app',
    severalById: true,
    attributes: WRITTEN['oauth-app'].writable,
    inLists: ['name', 'grant_types', 'kind', 'public', 'audience', 'created_at'],
  },
  authorizations: { type: 'authorization', attributes: [] },
  scopes: { type: 'scope', attributes: WRITTEN.scope.writable, unsorted: true },
  'api-keys': { type: 'api-key', attributes: WRITTEN['api-key'].writable, relationships: { user: 'user' } },
  providers: {
    type: 'provider',
    isIdChosen: true,
    attributes: [...PROVIDER_FIELDS, 'settings'],
    asJson: {
      name: 'settings',
      attributes: WRITTEN.provider.writable.filter((name) => !(PROVIDER_FIELDS as string[]).includes(name)),
    },
    inLists: ['name', 'color', 'initials', 'authentication_type', 'grant_types', 'built_in'],
  },
  senders: {
    type: 'sender',
    isIdChosen: true,
    attributes: [...SENDER_FIELDS, 'settings'],
    asJson: {
      name: 'settings',
      attributes: WRITTEN.sender.writable.filter((name) => !(SENDER_FIELDS as string[]).includes(name)),
    },
    inLists: ['name', 'built_in'],
  },
  credentials: {
    type: 'credential',
    severalById: true,
    attributes: WRITTEN.credential.writable,
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
    attributes: WRITTEN.flow.writable,
    inLists: ['name', 'description', 'status', 'target_url', 'created_at', 'updated_at'],
  },
  users: {
    type: 'user',
    severalById: true,
    attributes: WRITTEN.user.writable,
    relationships: { role: 'role' },
  },
  roles: {
    type: 'role',
    severalById: true,
    attributes: WRITTEN.role.writable,
  },
  'audit-events': {
    type: 'audit-event',
    attributes: [],
    log: true,
  },
  webhooks: {
    type: 'webhook',
    severalById: true,
    attributes: WRITTEN.webhook.writable,
    relationships: { flow: 'flow', credential: 'credential' },
    secrets: ['secret', 'decryption_key'],
    inLists: [
      'name',
      'enabled',
      'authentication',
      'config_services',
      'endpoint',
      'has_secret',
      'waiting_for_secret',
      'previous_secret_until',
      'failing_since',
      'failing_flows',
      'rejecting_since',
      'created_at',
      'updated_at',
      'flow',
      'credential',
    ],
    onPages: [
      'has_verification_token',
      'has_decryption_key',
      'filter',
      'additional_flows',
      'response',
      'action_response',
      'deduplication',
    ],
  },
  'webhook-events': { type: 'webhook-event', attributes: [], log: true },
};

export function shapeOf(resource: string): ResourceShape {
  const shape = RESOURCES[resource];
  if (shape === undefined) throw new Error(`Unknown resource: ${resource}`);
  return shape;
}
