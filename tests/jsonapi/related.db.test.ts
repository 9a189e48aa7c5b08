import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { document, startApp, type Answer, type TestApp } from '../support/app.ts';
import { secretReads, tablesOf } from '../support/direct-database.ts';
import { makeWebhook } from '../support/webhooks.ts';
import { closeProviders, connected, LOOPBACK_ALLOWED, provider, tokenOf } from '../support/credentials.ts';
import { API_OPERATIONS, seedTenant, type SeededTenant } from '../support/seeded-tenant.ts';

let app: TestApp;
let tenant: SeededTenant;
/** Responses with every type of the API, with as many relationships as possible. */
const answers: Answer[] = [];

beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  tenant = await seedTenant(app);
  answers.push(...(await everyAnswer()));
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

const ACTIONS = /\/(?:tests|signatures|signing-secrets|alert-secrets|tokens|(?:descriptor-)?migrations)$/;

interface Linkage {
  data: { type: string; id: string } | null;
  links?: { related: string };
}

interface Resource {
  type: string;
  id: string;
  links?: { self: string };
  relationships?: Record<string, Linkage>;
}

const resourcesOf = ({ body }: Pick<Answer, 'body'>): Resource[] =>
  [body.data ?? [], body.included ?? []].flat();

/** Every relationship object of every response, named like `credential.component`. */
function relationships(): { name: string; linkage: Linkage }[] {
  return answers.flatMap(resourcesOf).flatMap((resource) =>
    Object.entries(resource.relationships ?? {}).map(([name, linkage]) => ({
      name: `${resource.type}.${name}`,
      linkage,
    })),
  );
}

async function everyAnswer(): Promise<Answer[]> {
  const { owner, ids } = tenant;
  const to = (type: string, id: string) => ({ type, id });
  const live = await connected(app, owner, await provider());
  const made = [
    await owner.post(
      'credentials',
      document(
        'credential',
        { name: 'Of a component' },
        {
          component: to('component', ids['components']!),
          oauth_client: to('oauth-client', ids['oauth-clients']!),
        },
      ),
    ),
    await owner.post(
      'credentials',
      document(
        'credential',
        { name: 'At a provider', client_id: 'a' },
        { provider: to('provider', 'google') },
      ),
    ),
    await owner.post(
      'webhooks',
      document(
        'webhook',
        { name: 'With a credential', authentication: 'token' },
        { flow: to('flow', ids['flows']!), credential: to('credential', live) },
      ),
    ),
  ];
  const hmac = { header: 'X-Notion-Signature', algorithm: 'sha256', encoding: 'hex', signed: '{body}' };
  const notion = await makeWebhook(owner, 'https://flow.example/', {
    authentication: 'signature',
    config_services: {
      webhook_event_verification: { type: 'hmac', ...hmac, prefix: 'sha256=' },
      webhook_handshake: { type: 'verification_token' },
    },
  });
  await app.request('POST', notion.path, {
    body: JSON.stringify({ verification_token: 'secret-of-notion-1' }),
  });
  const signing = await owner.post(
    'credentials',
    document('credential', {
      name: 'Signs requests',
      authentication_type: 'oauth1',
      grant_type: 'client_credentials',
      client_id: 'a',
      client_secret: 'b',
    }),
  );
  const signs = `credentials/${signing.body.data.id}`;
  await owner.post(`${signs}/connections`, document('connection', {}));
  await tablesOf(app)('credentials').where({ id: live }).update({ component_id: ids['components'] });
  // Nothing listens there.
  await owner.patch(
    `/v2/tenants/${owner.tenantId}`,
    document('tenant', { alert_url: 'http://127.0.0.1:9/' }),
  );
  // Rejected.
  await app.request('POST', notion.path, { body: '{}' });
  await app.platform.services.webhooks.rejections.flush();
  const repeated = randomUUID();
  await tablesOf(app)('webhook_events').insert({
    ...(await tablesOf(app)('webhook_events').where({ id: ids['webhook-events'] }).first()),
    id: repeated,
    credential_id: live,
    duplicate_of: ids['webhook-events'],
    fanned_out_from: ids['webhook-events'],
    flow_id: ids['flows'],
  });
  const order = { order_flow_id: ids['flows'], order_setting: 'a', order_key: '' };
  // Otherwise, the events would be released, because their order is not that of the flow.
  await tablesOf(app)('flows').where({ id: ids['flows'] }).update({ order_setting: 'a' });
  const waiting = randomUUID();
  for (const [id, order_state] of [
    [randomUUID(), 'first'],
    [waiting, 'waiting'],
  ])
    await tablesOf(app)('webhook_events').insert({
      ...(await tablesOf(app)('webhook_events').where({ id: ids['webhook-events'] }).first()),
      ...order,
      id,
      order_state,
    });
  made.push(
    await owner.get(`credentials/${live}`),
    await tokenOf(owner, live),
    await owner.get(`/v2/workspaces/${owner.tenantId}/secrets/${live}`),
    await owner.post('descriptor-migrations', document('descriptor-migration', { text: '{}' })),
    await owner.get(`webhook-events/${repeated}`),
    await owner.get(`webhook-events/${waiting}`),
    await owner.post(`credentials/${live}/tests`, document('credential-test', { expression: 'token.sub' })),
    await owner.post(
      `${signs}/signatures`,
      document('signature', { method: 'GET', url: 'https://api.third.example/' }),
    ),
    await owner.post(`webhooks/${ids['webhooks']}/tests`, document('webhook-test', { body: '{}' })),
    await owner.get(`webhooks/${notion.id}/verification-token`),
    await owner.post(`webhooks/${ids['webhooks']}/signing-secrets`, document('signing-secret', {})),
    await owner.get(`webhooks/${notion.id}/rejected-requests`),
    await owner.post('alert-secrets', document('alert-secret', {})),
    await owner.post('alerts/tests'),
    await owner.post(
      `webhooks/${ids['webhooks']}/replays`,
      document('replay', { since: '2026-01-01T00:00:00Z' }),
    ),
    await owner.post(`components/${ids['components']}/migrations`, document('component-migration', {})),
  );
  for (const operation of API_OPERATIONS.filter(({ method }) => method === 'get')) {
    const include = operation.parameters.find(({ name }) => name === 'include') as
      { schema?: { items?: { enum?: string[] } } } | undefined;
    const query = include === undefined ? '' : `?include=${include.schema?.items?.enum?.join(',')}`;
    made.push(await tenant.send(operation, { query }));
  }
  return made.filter(({ status }) => status < 300);
}

test('every type of the API is among the responses', () => {
  const seen = new Set(answers.flatMap(resourcesOf).map((resource) => resource.type));
  const folder = new URL('../../schemas/', import.meta.url);
  const types = readdirSync(folder)
    .filter((file) => /^[a-z-]+\.json$/.test(file))
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')).properties ?? {})
    .filter(({ id, type }) => id !== undefined && type?.const !== undefined)
    .map(({ type }) => type.const as string);
  expect([...seen].sort()).toEqual(types.sort());
});

test('every relationship of a resource has a related link, even if it is empty', () => {
  const bare = relationships().filter(({ linkage }) => linkage.links === undefined);
  // Responses that are not stored and have nothing related; and a type that no GET returns.
  const without = ['auth-secret.auth_client', 'webhook-test.credential', 'webhook-test.duplicate_of'];
  expect(bare.map(({ name }) => name).filter((name) => !without.includes(name))).toEqual([]);
});

test('every related link returns the resource that the relationship names', async () => {
  const wrong = new Set<string>();
  for (const { name, linkage } of relationships()) {
    if (linkage.links === undefined) continue;
    const { status, body } = await tenant.owner.get(linkage.links.related);
    const found =
      body.data === undefined || body.data === null ? body.data : { type: body.data.type, id: body.data.id };
    if (status !== 200 || JSON.stringify(found) !== JSON.stringify(linkage.data))
      wrong.add(`${name} ${linkage.links.related}: ${status} ${JSON.stringify(found)}`);
  }
  expect([...wrong]).toEqual([]);
});

test('every other link of a response can be fetched', async () => {
  const links = answers.flatMap(({ body }) => [
    // The result of such a POST is not stored, so it cannot be fetched.
    ...Object.values(body.links as Record<string, string | null>).filter((link) => !ACTIONS.test(link ?? '')),
    ...resourcesOf({ body }).map((resource) => resource.links?.self ?? null),
  ]);
  const wrong: string[] = [];
  for (const link of new Set(links.filter((link) => link !== null))) {
    const { status } = await tenant.owner.get(link);
    if (status !== 200) wrong.push(`${status} ${link}`);
  }
  expect(wrong).toEqual([]);
});

test('reading a resource related to an OAuth client is not recorded as a secret read', async () => {
  const { owner, ids } = tenant;
  const client = ids['oauth-clients']!;
  const before = await secretReads(app, owner, client);
  for (const query of ['', '?fields[component]=name', '?fields[component]=constructor'])
    await owner.get(`oauth-clients/${client}/component${query}`);
  expect(await secretReads(app, owner, client)).toEqual(before);
  await owner.get(`oauth-clients/${client}`);
  expect(await secretReads(app, owner, client)).toHaveLength(before.length + 1);
});
