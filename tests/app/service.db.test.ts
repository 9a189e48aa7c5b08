import { parse } from 'yaml';
import { startApp, makeClient, makeComponent, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

test('/livez and /readyz say that the process answers and can work', async () => {
  expect((await app.request('GET', '/livez')).body).toEqual({ status: 'ok' });
  expect((await app.request('GET', '/readyz')).body).toEqual({
    status: 'ok',
    checks: { database: 'ok', server: 'ok' },
  });
});

test('/metrics counts requests by route and status, secrets handed out, and connections', async () => {
  const owner = await app.tenant();
  const component = await makeComponent(owner);
  await makeClient(owner, component);
  await owner.get(`components/${component}/oauth-client`);
  await owner.get('nothing-here', { unknownPath: true });
  const seen = async () => (await app.request('GET', '/metrics')).text;
  // Hand-outs are counted when they are written.
  while (!/secret_hand_outs_total\{action="oauth-clients.get_secret"\} 1/.test(await seen()));
  const text = await seen();
  expect(text).toContain(
    'valetkey_http_request_duration_seconds_count{method="GET",route="/v2/tenants/:tenant/components/:id/oauth-client",status="200"} 1',
  );
  expect(text).toContain('status="404"');
  expect(text).toMatch(/valetkey_database_connections\{state="free"\} \d/);
  expect(text).not.toContain(owner.tenantId);
});

test('/openapi.yaml is the contract in one file, without a reference to another', async () => {
  const { text } = await app.request('GET', '/openapi.yaml');
  const contract = parse(text) as { openapi: string; paths: object };
  expect(contract.openapi).toMatch(/^3\.1/);
  expect(Object.keys(contract.paths)).toContain('/v2/tenants/{tenant}/oauth-clients');
  const references = [...text.matchAll(/\$ref: *['"]?([^'"\s}]+)/g)].map(([, target]) => target!);
  expect(references.length).toBeGreaterThan(100);
  expect(references.filter((target) => !target.startsWith('#/'))).toEqual([]);
});

test('/docs and what it loads come from this server alone', async () => {
  const page = await app.request('GET', '/docs');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  const addresses = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address!);
  expect(addresses.length).toBe(4);
  for (const address of addresses) {
    expect(address).toMatch(/^\/docs\//);
    const response = await fetch(app.url + address);
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(50);
  }
});

test('each request leaves one JSON line with its id, route, status and caller, and no query', async () => {
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
