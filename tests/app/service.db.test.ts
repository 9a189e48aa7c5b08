import { readdirSync } from 'node:fs';
import { load } from 'js-yaml';
import { startApp, makeClient, makeComponent, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

test('/livez and /readyz report that the process is running and ready', async () => {
  expect((await app.request('GET', '/livez')).body).toEqual({ status: 'ok' });
  expect((await app.request('GET', '/readyz')).body).toEqual({
    status: 'ok',
    checks: { database: 'ok', server: 'ok' },
  });
});

test('/metrics counts requests by route and status, secret reads and database connections', async () => {
  const owner = await app.tenant();
  const component = await makeComponent(owner);
  await makeClient(owner, component);
  await owner.get(`components/${component}/oauth-client`);
  await owner.get('nothing-here', { unknownPath: true });
  const seen = async () => (await app.request('GET', '/metrics')).text;
  // Secret reads are counted when they are written.
  while (!/secret_hand_outs_total\{action="oauth-clients.get_secret"\} 1/.test(await seen()));
  const text = await seen();
  expect(text).toContain(
    'valetkey_http_request_duration_seconds_count{method="GET",route="/v2/tenants/:tenant/components/:id/oauth-client",status="200"} 1',
  );
  expect(text).toContain('status="404"');
  expect(text).toMatch(/valetkey_database_connections\{state="free"\} \d/);
  expect(text).not.toContain(owner.tenantId);
});

test('/openapi.yaml is the contract in one file, without references to other files', async () => {
  const { text } = await app.request('GET', '/openapi.yaml');
  const contract = load(text) as { openapi: string; paths: object };
  expect(contract.openapi).toMatch(/^3\.1/);
  expect(Object.keys(contract.paths)).toContain('/v2/tenants/{tenant}/oauth-clients');
  const references = [...text.matchAll(/\$ref: *['"]?([^'"\s}]+)/g)].map(([, target]) => target!);
  expect(references.length).toBeGreaterThan(100);
  expect(references.filter((target) => !target.startsWith('#/'))).toEqual([]);
});

const GUIDES = readdirSync(new URL('../../docs/', import.meta.url))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `/docs/${name.slice(0, -'.md'.length)}`);

test.each(['/docs', ...GUIDES])('%s loads from and links to this server only', async (path) => {
  const page = await app.request('GET', path);
  expect(page.status).toBe(200);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  const addresses = [...page.text.matchAll(/(?:href|src)="([^"#]+)[^"]*"/g)].map(([, address]) => address!);
  const local = addresses.filter((address) => !address.startsWith('http'));
  // The style sheet, the icon and the links to all guides.
  expect(local.length).toBeGreaterThan(GUIDES.length + 2);
  for (const address of new Set(local)) {
    expect(address).toMatch(/^\/docs(?:\/|$)/);
    const response = await fetch(app.url + address);
    expect([address, response.status]).toEqual([address, 200]);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(50);
  }
});

test('a guide is served as HTML that links to the other guides', async () => {
  const { text } = await app.request('GET', '/docs/webhooks');
  expect(text).toContain('<h2 id="set-up">');
  expect(text).toContain('<a href="/docs/inbound#set-up">');
  expect(text).toContain('<pre><code class="language-sh">');
});

test('an unknown guide gets a 404 that lists the guides', async () => {
  const { status, body } = await app.request('GET', '/docs/nothing');
  expect([status, body.errors[0].code]).toEqual([404, 'not_found']);
  expect(body.errors[0].detail).toContain('getting-started');
});

test('each request logs one JSON line with its ID, path, status and caller but no query', async () => {
  const owner = await app.tenant();
  const { headers } = await owner.get('flows?filter[status]=draft');
  const line = app
    .logged()
    .split('\n')
    .find((text) => text.includes(headers['x-request-id']!));
  expect(JSON.parse(line!)).toMatchObject({
    request_id: headers['x-request-id'],
    method: 'GET',
    path: `/v2/tenants/${owner.tenantId}/flows`,
    status: '200',
    tenant: owner.tenantId,
    user: owner.userId,
    ms: expect.any(Number),
  });
});
