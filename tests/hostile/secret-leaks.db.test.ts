import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { document, PIZZA_VAN, startApp, type Answer, type TestApp } from '../support/app.ts';
import {
  closeProviders,
  connectInBrowser,
  credentialAt,
  LOOPBACK_ALLOWED,
  provider,
} from '../support/credentials.ts';
import { API_OPERATIONS, authorizationOf, seedTenant, nameOf } from '../support/seeded-tenant.ts';
import { dumpTables } from '../support/table-dump.ts';

const CANARY = 'canary-4c1f9e';

let app: TestApp;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

/** The operations that return secrets, and the permission that each needs. */
const RETURNING_SECRETS: Record<string, string> = {
  'GET /v2/tenants/{tenant}/oauth-clients/{id}': 'tenants.oauth_clients.get_secret',
  'GET /v2/tenants/{tenant}/components/{id}/oauth-client': 'tenants.oauth_clients.get_secret',
  'GET /v2/tenants/{tenant}/components/{id}/env': 'tenants.oauth_clients.get_secret',
  'POST /v2/tenants/{tenant}/credentials/{id}/tokens': 'tenants.credentials.use',
  'GET /v2/workspaces/{tenant}/secrets/{id}': 'tenants.credentials.use',
  'POST /v2/workspaces/{tenant}/secrets/{id}/refresh': 'tenants.credentials.use',
};

test('secrets are returned only with the permission for that and never stored in plain text', async () => {
  const tenant = await seedTenant(app, 'Canary');
  const { owner, ids } = tenant;
  const at = await provider({
    clientSecret: `${CANARY}-client`,
    extra: { note: `${CANARY}-extra` },
    scope: 'read',
  });
  await owner.patch(
    `oauth-clients/${ids['oauth-clients']}`,
    document('oauth-client', { client_secret: `${CANARY}-oauth-client` }),
  );
  await owner.put(
    `components/${ids['components']}/env`,
    document('component-env', { vars: { REGION: `${CANARY}-env` } }),
  );
  const attributes = credentialAt(at, { client_secret: `${CANARY}-client` });
  await owner.patch(`credentials/${ids['credentials']}`, document('credential', attributes));
  expect((await connectInBrowser(app, owner, ids['credentials']!)).status).toBe(200);
  // The replaced secrets are stored too, while the provider may still accept them.
  for (const [name, path] of [
    ['credential', 'credentials'],
    ['oauth-client', 'oauth-clients'],
  ] as const) {
    const rotated = {
      client_secret: `${CANARY}-${name}-2`,
      previous_client_secret_expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    };
    const { status } = await owner.patch(`${path}/${ids[path]}`, document(name, rotated));
    expect(status).toBe(200);
  }

  const shown: Record<string, string[]> = {};
  for (const role of ['owner', 'admin', 'developer', 'runtime', 'viewer']) {
    const caller = role === 'owner' ? owner : await app.member(owner, role);
    const { permissions } = (await caller.get('/v2/me')).body.data.attributes as { permissions: string[] };
    for (const operation of API_OPERATIONS) {
      if (operation.method === 'delete') continue;
      // An error must not repeat a rejected value either.
      const faulty = operation.requestBody !== undefined && {
        body: { data: { type: tenant.body(operation).data['type'], attributes: { no: `${CANARY}-sent` } } },
      };
      const headers = { Authorization: authorizationOf(caller) };
      const answer = await tenant.send(operation, { ...faulty, headers });
      const all = answer.text + JSON.stringify(answer.headers);
      expect(all).not.toMatch(/refresh-\d/);
      if (!all.includes(CANARY)) continue;
      expect(permissions).toContain(RETURNING_SECRETS[nameOf(operation)]);
      (shown[nameOf(operation)] ??= []).push(role);
    }
  }
  const entitled = ['owner', 'admin', 'runtime'];
  expect(shown).toEqual(Object.fromEntries(Object.keys(RETURNING_SECRETS).map((name) => [name, entitled])));

  await app.platform.services.secretReads.close();
  await app.platform.services.thirdParties.credentialUses.flush();
  const kept = JSON.stringify(await dumpTables(app));
  expect(kept).not.toMatch(new RegExp(`${CANARY}|${owner.apiKey}|refresh-\\d`));
  expect(app.logged()).not.toMatch(new RegExp(`${CANARY}|${owner.apiKey}|refresh-\\d`));
  const metrics = await app.request('GET', '/metrics');
  expect(metrics.text).not.toMatch(new RegExp(`${CANARY}|${owner.apiKey}`));
});

test('a secret is in the responses meant to contain it and nowhere else', async () => {
  const owner = await app.tenant();
  const answers: Answer[] = [];
  const add = async (answer: Promise<Answer>) => {
    answers.push(await answer);
    return answers.at(-1)!;
  };
  const component = (await add(owner.post('components', document('component', { descriptor: PIZZA_VAN }))))
    .body.data.id as string;
  const related = { component: { type: 'component', id: component } };
  const body = document('oauth-client', { client_id: 'van', client_secret: `${CANARY}-1` }, related);
  const retry = { headers: { 'Idempotency-Key': 'once' } };
  const meant = [await owner.post('oauth-clients', body, retry)];
  const path = meant[0]!.body.data.links.self as string;
  await add(owner.post('oauth-clients', body, retry));
  await add(owner.post('oauth-clients', body));
  await add(owner.get('oauth-clients'));
  await add(owner.patch(path, document('oauth-client', { client_secret: `${CANARY}-2` })));
  // The errors of invalid requests must not repeat the secrets in them.
  await add(
    owner.patch(
      path,
      document('oauth-client', { client_secret: 17, client_id: `${CANARY}-3`, junk: `${CANARY}-4` }),
    ),
  );
  await add(owner.patch(path, `{"data":{"type":"oauth-client","attributes":{"client_secret":"${CANARY}-5"`));
  await add(owner.patch(path, document('flow', { client_secret: `${CANARY}-6` })));
  await add(
    owner.post(
      'oauth-clients',
      document(
        'oauth-client',
        { client_id: 'x', client_secret: `${CANARY}-7` },
        { component: { type: 'component', id: owner.tenantId } },
      ),
    ),
  );
  await add(
    owner.put(
      `components/${component}/env`,
      document('component-env', { vars: { PIZZAVAN_REGION: `${CANARY}-8` } }),
    ),
  );
  await add(
    app.request('GET', '/v2/me', {
      headers: { Authorization: `Basic ${Buffer.from(`${owner.email}:${CANARY}-9`).toString('base64')}` },
    }),
  );
  meant.push(
    await owner.get(path),
    await owner.get(`components/${component}/oauth-client`),
    await owner.get(`components/${component}/env`),
  );
  await add(owner.delete(path));
  await app.platform.services.secretReads.close();
  await add(owner.get('audit-events?page[size]=200'));
  await add(app.request('GET', '/metrics'));

  expect(meant.map(({ text }) => text.includes(CANARY))).toEqual([true, true, true, true]);
  expect(answers.filter(({ text }) => text.includes(CANARY))).toEqual([]);
  expect(app.logged()).not.toContain(CANARY);
  // The API key is not logged either, as it is or in Basic encoding.
  expect(app.logged()).not.toContain(owner.apiKey);
  expect(app.logged()).not.toContain(
    Buffer.from(`${owner.email}:${owner.apiKey}`).toString('base64').slice(0, 40),
  );
  const kept = JSON.stringify(await dumpTables(app));
  expect(kept).not.toMatch(new RegExp(`${CANARY}|${owner.apiKey}`));
  if (globalThis.TEST_DATABASE === 'sqlite') {
    const folder = dirname(app.databaseUrl.slice('sqlite:'.length));
    // grep exits with 1 if it finds nothing.
    expect(() => execFileSync('grep', ['-raE', `${CANARY}|${owner.apiKey}`, folder])).toThrow(
      expect.objectContaining({ status: 1 }),
    );
  }
});
