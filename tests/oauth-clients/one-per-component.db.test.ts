import { newId } from '../../src/system/ids.ts';
import { tablesOf } from '../support/direct-database.ts';
import { startServer } from '../support/program.ts';
import {
  document,
  makeClient,
  makeComponent,
  startApp,
  TEST_MASTER_KEY,
  type Caller,
  type TestApp,
} from '../support/app.ts';
import { unlessOverloaded } from '../support/overload.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const documentFor = (component: string, client_id = 'van') =>
  document(
    'oauth-client',
    { client_id, client_secret: 's3cret' },
    { component: { type: 'component', id: component } },
  );

test('of 50 concurrent creates for one component, one succeeds and 49 are rejected', async () => {
  const owner = await app.tenant();
  const component = await makeComponent(owner);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      unlessOverloaded(() => owner.post('oauth-clients', documentFor(component, `van-${n}`))),
    ),
  );
  const made = answers.filter(({ status }) => status === 201);
  expect(made).toHaveLength(1);
  for (const { status, body } of answers.filter((answer) => answer !== made[0])) {
    expect([status, body.errors[0].code]).toEqual([409, 'oauth_client_exists']);
    expect(body.errors[0].source.pointer).toBe('/data/relationships/component/data/id');
  }
  const { body } = await owner.get('oauth-clients');
  expect(body.data).toHaveLength(1);
  expect(body.data[0]).toMatchObject({
    id: made[0]!.body.data.id,
    attributes: { client_id: made[0]!.body.data.attributes.client_id },
  });
});

test('of 50 concurrent creates on two servers, one succeeds and 49 are rejected', async () => {
  const other = await startServer({ DATABASE_URL: app.databaseUrl, MASTER_KEY: TEST_MASTER_KEY });
  try {
    for (let round = 1; round <= 3; round += 1) {
      const owner = await app.tenant();
      const component = await makeComponent(owner);
      const url = `${other.url}/v2/tenants/${owner.tenantId}/oauth-clients`;
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          unlessOverloaded<{ status: number }>(() =>
            n % 2 === 0
              ? owner.post('oauth-clients', documentFor(component))
              : postTo(url, owner, documentFor(component)),
          ),
        ),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(49);
      expect((await owner.get('oauth-clients')).body.meta.total).toBe(1);
    }
  } finally {
    expect(await other.end('SIGTERM')).toEqual({ code: 0, signal: null });
  }
});

test('each tenant has its own client for a shared component', async () => {
  const publisher = await app.tenant();
  const component = await makeComponent(publisher, undefined, 'global');
  const tenants = [publisher, await app.tenant(), await app.tenant()];
  for (const [n, owner] of tenants.entries()) {
    await makeClient(owner, component, { client_id: `van-${n}`, client_secret: `s3cret-${n}` });
  }
  for (const [n, owner] of tenants.entries()) {
    const { body } = await owner.get(`components/${component}/oauth-client`);
    expect(body.data.attributes).toMatchObject({ client_id: `van-${n}`, client_secret: `s3cret-${n}` });
    expect((await owner.get('oauth-clients')).body.meta.total).toBe(1);
  }
});

test('the database rejects a second client for a component', async () => {
  const owner = await app.tenant();
  const component = await makeComponent(owner);
  const client = await makeClient(owner, component);
  const clients = tablesOf(app)('oauth_clients');
  // Generated columns cannot be written.
  const { client_id_start: _, ...row } = (await clients.clone().where({ id: client }).first())!;
  await expect(clients.clone().insert({ ...row, id: newId() })).rejects.toThrow(/unique/i);
  expect(await clients.clone().where({ component_id: component })).toHaveLength(1);
});

async function postTo(url: string, { email, apiKey }: Caller, body: object): Promise<Response> {
  const headers = {
    Authorization: `Basic ${Buffer.from(`${email}:${apiKey}`).toString('base64')}`,
    'Content-Type': 'application/vnd.api+json',
  };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}
