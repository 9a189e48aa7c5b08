import { randomUUID } from 'node:crypto';
import { loadContract, type OpenApiDocument } from './contract-document.ts';
import {
  acceptInvitation,
  document,
  makeClient,
  makeComponent,
  makeFlow,
  STOPWATCH,
  type Answer,
  type Caller,
  type RequestOptions,
  type TestApp,
} from './app.ts';
import { tablesOf } from './direct-database.ts';
import { certified } from './mutual-tls.ts';
import { operationsOf, type Operation } from './contract-operations.ts';
import { sampleOf } from './schema-sample.ts';

/** A tenant with one resource of every type, so that every operation of the contract has something to work on. */
export interface SeededTenant {
  owner: Caller;
  /** The ID of each resource, by the plural noun in its path. */
  ids: Record<string, string>;
  /** The path of an operation, with this tenant's IDs. */
  address(operation: Operation): string;
  /** A document that is valid by the operation's schema, with all members. */
  body(operation: Operation): { data: Record<string, unknown> };
  /** Sends a request for an operation as the owner; `query` is appended to its path. */
  send(operation: Operation, options?: RequestOptions & { query?: string }): Promise<Answer>;
}

export const CONTRACT: OpenApiDocument = loadContract();

/** The JSON:API operations of the contract. */
export const API_OPERATIONS: Operation[] = operationsOf(CONTRACT).filter(({ path }) =>
  path.startsWith('/v2/'),
);

/** The API operations with a request body. */
export const BODY_OPERATIONS = API_OPERATIONS.filter(({ requestBody }) => requestBody !== undefined);

/** The name of an operation, such as `GET /v2/me`. */
export function nameOf({ method, path }: Operation): string {
  return `${method.toUpperCase()} ${path}`;
}

/** A provider of the catalog, which all tenants share. */
const CATALOG_PROVIDER = 'google';
const RETURN_URL = 'https://third.example/return_url';

/** Makes a sample valid: removes members that exclude each other, and replaces values that must be meaningful. */
function makeValid(body: { data: Record<string, unknown> }): { data: Record<string, unknown> } {
  const attributes = body.data['attributes'] as Record<string, unknown>;
  if (body.data['type'] === 'credential') {
    // The server would request the discovery document of an issuer.
    delete attributes['issuer'];
    body.data['relationships'] = { provider: { data: { type: 'provider', id: CATALOG_PROVIDER } } };
    attributes['config_services'] = {
      token_validation: { type: 'userinfo', url: 'https://third.example/me' },
      user_id_mapper: { type: 'jsonata', expression: 'token.sub' },
    };
    const settings = attributes['provider_settings'] as Record<string, unknown>;
    settings['token_exchange'] = structuredClone(VALID_PROVIDER.token_exchange);
  }
  if (body.data['type'] === 'provider') {
    Object.assign(attributes, structuredClone(VALID_PROVIDER));
  }
  if (body.data['type'] === 'sender') Object.assign(attributes, structuredClone(VALID_SENDER));
  if ('previous_client_secret_expires_at' in attributes)
    attributes['previous_client_secret_expires_at'] = new Date(Date.now() + 86_400_000).toISOString();
  if (body.data['type'] === 'role') attributes['permissions'] = ['tenants.flows.get'];
  if (body.data['type'] === 'oauth-app') Object.assign(attributes, structuredClone(VALID_APP));
  if (body.data['type'] === 'scope' && 'name' in attributes) attributes['name'] = `read.${randomUUID()}`;
  if (body.data['type'] === 'me') {
    // The owner's API keys would need the new email address from then on.
    delete attributes['email'];
    delete attributes['current_password'];
    delete attributes['password'];
  }
  if (body.data['type'] === 'webhook') {
    Object.assign(attributes, validWebhook('authentication' in attributes));
    // Only allowed with the signatures of Microsoft Graph.
    delete attributes['decryption_key'];
  }
  if (body.data['type'] === 'flow')
    Object.assign(attributes, { delivery: structuredClone(VALID_DELIVERY), ...VALID_CERTIFICATES });
  if (body.data['type'] === 'webhook-test') attributes['query'] = '?a=b';
  if (body.data['type'] === 'descriptor-migration') {
    attributes['text'] = '{}';
    delete attributes['variables'];
  }
  if (body.data['type'] === 'component-migration') body.data['attributes'] = {};
  if (body.data['type'] === 'credential-test') attributes['expression'] = 'token.sub';
  if (body.data['type'] === 'connection') body.data['attributes'] = { return_url: RETURN_URL };
  return body;
}

const VALID_APP = {
  website_url: 'https://app.example',
  logo_url: 'https://app.example/logo.png',
  redirect_uris: ['https://app.example/callback'],
  scopes: ['read.flows', 'offline_access'],
  grant_types: ['authorization_code', 'refresh_token'],
  impersonation: false,
  code_lifetime: 60,
  access_token_lifetime: 600,
  refresh_token_lifetime: 86_400,
};

/** The members of a sender preset that must fit together, or have a form of their own. */
const VALID_SENDER = {
  documentation_url: 'https://third.example/docs',
  checked_on: '2026-01-31',
  sources: [
    {
      url: 'https://third.example/docs',
      facts: ['registration'],
      checked_on: '2026-01-31',
      method: 'documented',
    },
  ],
  registration: { url: 'https://third.example/hooks', steps: ['Enter the endpoint.'] },
  secret_description: 'The password of your choice.',
  parameters: {},
  config_services: { webhook_event_verification: { type: 'token', header: 'X-Token' } },
  deduplication: { by: 'body', window: 60 },
  response: { status: 200, body: 'OK' },
  // Those with other texts would not be accepted by a webhook.
  samples: [],
};

/** The members of a provider that must fit together, or have a form of their own. */
const VALID_PROVIDER = {
  color: '#112233',
  initials: 'AB',
  documentation_url: 'https://third.example/docs',
  checked_on: '2026-01-31',
  sources: [
    {
      url: 'https://third.example/docs',
      facts: ['token_url'],
      checked_on: '2026-01-31',
      method: 'documented',
    },
  ],
  registration: { url: 'https://third.example/apps', steps: ['Create an app.'] },
  authentication_type: 'oauth2',
  parameters: { site: { description: 'The site', pattern: '^[a-z]+$', example: 'acme' } },
  authorization_url: 'https://third.example/authorize',
  token_url: 'https://third.example/token',
  refresh_url: 'https://third.example/refresh',
  revocation_url: 'https://third.example/revoke',
  introspection_url: 'https://third.example/introspect',
  userinfo_url: 'https://third.example/me',
  jwks_url: 'https://third.example/keys',
  issuer: 'https://third.example',
  base_uri: 'https://third.example/{site}',
  token_headers: { 'Acme-Version': '3' },
  callback: { values: ['realmId'] },
  token_response: { values: { team: '/team' } },
  token_exchange: { url: 'https://third.example/exchange', params: {} },
  account_lookup: { url: 'https://third.example/lookup', expression: 'team' },
  user_id_expression: 'sub',
};

/** A webhook that verifies GitHub's signatures. */
const VALID_WEBHOOK = {
  authentication: 'signature',
  config_services: { webhook_event_verification: { type: 'github' } },
  secret: 'what GitHub signs with',
  deduplication: { by: 'body', window: 60 },
  filter: { expression: 'type = "order"' },
  additional_flows: [],
};

/** The members of delivery settings must fit together. */
const VALID_DELIVERY = {
  timeout: 20,
  retry_schedule: [10, 60],
  headers: { 'X-Source': 'valetkey' },
  signing: { type: 'hmac_sha256', header: 'X-Signature', encoding: 'hex', prefix: 'sha256=' },
  body: '{ "text": data.title }',
};

const CLIENT = certified({ name: 'client' });

/** The certificates and the key of a flow must be real. */
const VALID_CERTIFICATES = {
  target_client_certificate: CLIENT.cert,
  target_client_key: CLIENT.key,
  target_ca_certificates: CLIENT.cert,
};

/** `authentication` cannot be changed later. */
function validWebhook(isNew: boolean): object {
  const { authentication, ...rest } = structuredClone(VALID_WEBHOOK);
  return isNew ? { authentication, ...rest } : rest;
}

/** A credential whose provider is not called before it is connected. */
const THIRD_PARTY = {
  name: 'An account',
  client_id: 'acme',
  client_secret: 'its secret',
  authorization_url: 'https://third.example/authorize',
  token_url: 'https://third.example/token',
};

/** Creates a tenant with one resource of every type. Reads no secret, so that no secret read is recorded later. */
export async function seedTenant(app: TestApp, name = 'Seeded'): Promise<SeededTenant> {
  const owner = await app.tenant(name);
  const component = await makeComponent(owner);
  const ids: Record<string, string> = {
    components: component,
    'oauth-clients': await makeClient(owner, component),
    flows: await makeFlow(owner, [component]),
  };
  await makeComponent(owner, STOPWATCH);
  const made = async (path: string, body: object): Promise<string> =>
    (await owner.post(path, body)).body.data.id as string;
  ids['roles'] = await made(
    'roles',
    document('role', { name: 'looker', permissions: ['tenants.flows.get'] }),
  );
  const invited = await made(
    'users',
    document('user', { email: `${randomUUID()}@acme.test` }, { role: { type: 'role', id: ids['roles'] } }),
  );
  ids['users'] = await acceptInvitation(app.platform, owner.tenantId, invited);
  ids['api-keys'] = await made(
    'api-keys',
    document('api-key', { name: 'spare' }, { user: { type: 'user', id: ids['users'] } }),
  );
  await owner.put(`components/${component}/env`, document('component-env', { vars: { REGION: 'eu' } }));
  await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', { return_urls: [RETURN_URL] }));
  ids['providers'] = await made('providers', {
    data: {
      type: 'provider',
      id: `own-${randomUUID()}`,
      attributes: { name: 'Own', ...VALID_PROVIDER, grant_types: ['authorization_code'] },
    },
  });
  ids['senders'] = await made('senders', {
    data: { type: 'sender', id: `own-${randomUUID()}`, attributes: { name: 'Own', ...VALID_SENDER } },
  });
  ids['credentials'] = ids['secrets'] = await made('credentials', document('credential', THIRD_PARTY));
  ids['connections'] = await made(`credentials/${ids['credentials']}/connections`, document('connection'));
  ids['scopes'] = await made(
    'scopes',
    document('scope', { name: `manage.${randomUUID()}`, description: 'Drive vans' }),
  );
  const registered = await owner.post(
    'oauth-apps',
    document('oauth-app', { name: 'An app', scopes: ['read.flows'] }),
  );
  ids['oauth-apps'] = registered.body.data.id as string;
  const secrets = await owner.get(`oauth-apps/${ids['oauth-apps']}/secrets`);
  ids['oauth-app-secrets'] = secrets.body.data[0].id as string;
  ids['authorizations'] = await insertAuthorization(app, owner, ids['oauth-apps']);
  const flow = { flow: { type: 'flow', id: ids['flows']! } };
  ids['webhooks'] = await made(
    'webhooks',
    document('webhook', { name: 'A webhook', ...VALID_WEBHOOK }, flow),
  );
  ids['replays'] = await made(
    `webhooks/${ids['webhooks']}/replays`,
    document('replay', { since: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' }),
  );
  ids['webhook-events'] = await insertEvent(app, owner, ids['webhooks']);
  ids['audit-events'] = (await owner.get('audit-events')).body.data[0].id;

  const address = ({ path }: Operation): string =>
    path
      .replace('{tenant}', owner.tenantId)
      .replace(/\/([a-z-]+)\/\{id\}/, (_, noun: string) => `/${noun}/${idOf(ids, noun)}`)
      .replace('{connection}', idOf(ids, 'connections'))
      .replace('{replay}', idOf(ids, 'replays'))
      .replace('{scope}', idOf(ids, 'scopes'))
      .replace('{secret}', idOf(ids, 'oauth-app-secrets'))
      .replace('{sender}', path.startsWith('/v2/senders') ? 'github' : idOf(ids, 'senders'))
      .replace('{provider}', path.startsWith('/v2/providers') ? CATALOG_PROVIDER : idOf(ids, 'providers'));

  return {
    owner,
    ids,
    address,
    send: (operation, { query = '', headers, ...options } = {}) =>
      app.request(operation.method, address(operation) + query, {
        ...options,
        headers: { Authorization: authorizationOf(owner), ...headers },
      }),
    body(operation) {
      const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
      if (schema === undefined) throw new Error(`${nameOf(operation)} takes no document`);
      const body = sampleOf(CONTRACT, schema, (type) =>
        type === 'provider' ? CATALOG_PROVIDER : idOf(ids, `${type}s`),
      );
      const valid = makeValid(body as { data: Record<string, unknown> });
      // Its ID is chosen by the client.
      const isIdChosen = ['provider', 'sender'].includes(valid.data['type'] as string);
      if (operation.method === 'post' && isIdChosen) valid.data['id'] = `p-${randomUUID()}`;
      return valid;
    },
  };
}

/** Inserts an authorization, as if the owner had authorized the app. */
async function insertAuthorization(app: TestApp, owner: Caller, appId: string): Promise<string> {
  const id = randomUUID();
  await tablesOf(app)('authorizations').insert({
    tenant_id: owner.tenantId,
    id,
    user_id: owner.userId,
    app_tenant_id: owner.tenantId,
    app_id: appId,
    scopes: '["read.flows"]',
    version: 1,
    created_at: Date.now(),
    updated_at: Date.now(),
  });
  return id;
}

/** Inserts an event, as if it had been received and delivered. */
export async function insertEvent(app: TestApp, owner: Caller, webhookId: string): Promise<string> {
  const id = randomUUID();
  const of = { tenant_id: owner.tenantId };
  await tablesOf(app)('webhook_events').insert({
    ...of,
    id,
    webhook_id: webhookId,
    kind: 'event',
    content_type: 'application/json',
    body: '{}',
    body_is_base64: false,
    state: 'delivered',
    attempts: 1,
    earlier_attempts: 0,
    received_at: Date.now(),
    updated_at: Date.now(),
  });
  await tablesOf(app)('deliveries').insert({
    ...of,
    id: randomUUID(),
    event_id: id,
    attempt: 1,
    state: 'succeeded',
    status_code: 204,
    answer: '',
    created_at: Date.now(),
    milliseconds: 12,
  });
  return id;
}

/** The Authorization header of a caller. */
export function authorizationOf({ email, apiKey }: Pick<Caller, 'email' | 'apiKey'>): string {
  return `Basic ${Buffer.from(`${email}:${apiKey}`).toString('base64')}`;
}

/** The status, error codes and sources of a response in one line, such as `400 invalid_text /data/type`. */
export function outcomeOf({ status, body }: Answer): string {
  const errors = (body as { errors?: { code: string; source?: Record<string, string> }[] } | undefined)
    ?.errors;
  const described = (errors ?? []).map(({ code, source = {} }) => ` ${code} ${Object.values(source).join()}`);
  return `${status}${[...new Set(described)].join(',')}`.trimEnd();
}

function idOf(ids: Record<string, string>, noun: string): string {
  const id = ids[noun];
  if (id === undefined) throw new Error(`seeded-tenant.ts makes no ${noun} yet`);
  return id;
}
