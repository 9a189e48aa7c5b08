import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { document, PIZZA_VAN, startApp, type Answer, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';

const CANARY = 'canary-4c1f9e';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

test('a secret is in the answers that are meant to hold it, and nowhere else', async () => {
  const owner = await app.tenant();
  const answers: Answer[] = [];
  const ask = async (answer: Promise<Answer>) => {
    answers.push(await answer);
    return answers.at(-1)!;
  };
  const component = (await ask(owner.post('components', document('component', { descriptor: PIZZA_VAN }))))
    .body.data.id as string;
  const related = { component: { type: 'component', id: component } };
  const body = document('oauth-client', { client_id: 'van', client_secret: `${CANARY}-1` }, related);
  const retry = { headers: { 'Idempotency-Key': 'once' } };
  const meant = [await owner.post('oauth-clients', body, retry)];
  const path = meant[0]!.body.data.links.self as string;
  await ask(owner.post('oauth-clients', body, retry));
  await ask(owner.post('oauth-clients', body));
  await ask(owner.get('oauth-clients'));
  await ask(owner.patch(path, document('oauth-client', { client_secret: `${CANARY}-2` })));
  // Faulty requests with secrets in them: the errors do not repeat them.
  await ask(
    owner.patch(
      path,
      document('oauth-client', { client_secret: 17, client_id: `${CANARY}-3`, junk: `${CANARY}-4` }),
    ),
  );
  await ask(owner.patch(path, `{"data":{"type":"oauth-client","attributes":{"client_secret":"${CANARY}-5"`));
  await ask(owner.patch(path, document('flow', { client_secret: `${CANARY}-6` })));
  await ask(
    owner.post(
      'oauth-clients',
      document(
        'oauth-client',
        { client_id: 'x', client_secret: `${CANARY}-7` },
        { component: { type: 'component', id: owner.tenantId } },
      ),
    ),
  );
  await ask(
    owner.put(
      `components/${component}/env`,
      document('component-env', { vars: { PIZZAVAN_REGION: `${CANARY}-8` } }),
    ),
  );
  await ask(
    app.request('GET', '/v2/me', {
      headers: { Authorization: `Basic ${Buffer.from(`${owner.email}:${CANARY}-9`).toString('base64')}` },
    }),
  );
  meant.push(
    await owner.get(path),
    await owner.get(`components/${component}/oauth-client`),
    await owner.get(`components/${component}/env`),
  );
  await ask(owner.delete(path));
  await app.platform.services.handOuts.close();
  await ask(owner.get('audit-events?page[size]=200'));
  await ask(app.request('GET', '/metrics'));

  expect(meant.map(({ text }) => text.includes(CANARY))).toEqual([true, true, true, true]);
  expect(answers.filter(({ text }) => text.includes(CANARY))).toEqual([]);
  expect(app.logged()).not.toContain(CANARY);
  // The key itself is in no log either, nor is what Basic makes of it.
  expect(app.logged()).not.toContain(owner.apiKey);
  expect(app.logged()).not.toContain(
    Buffer.from(`${owner.email}:${owner.apiKey}`).toString('base64').slice(0, 40),
  );
  for (const table of [
    'audit_events',
    'oauth_clients',
    'component_envs',
    'idempotency_keys',
    'api_keys',
  ] as const) {
    expect(JSON.stringify(await tablesOf(app)(table))).not.toMatch(new RegExp(`${CANARY}|${owner.apiKey}`));
  }
  if (globalThis.TEST_DATABASE === 'sqlite') {
    const folder = dirname(app.databaseUrl.slice('sqlite:'.length));
    // grep ends with 1 when it finds nothing.
    expect(() => execFileSync('grep', ['-raE', `${CANARY}|${owner.apiKey}`, folder])).toThrow(
      expect.objectContaining({ status: 1 }),
    );
  }
});
