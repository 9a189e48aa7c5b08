import { rawDb } from '../../src/db/raw.ts';
import {
  document,
  makeClient,
  makeComponent,
  makeFlow,
  PIZZA_VAN,
  startApp,
  type Caller,
  type TestApp,
} from '../support/app.ts';
import { makeRole } from '../support/people.ts';

const QUERY = 'fields[oauth-client]=flow_count';

let app: TestApp;
let owner: Caller;
let component: string;
let client: string;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  owner = await app.tenant();
  component = await makeComponent(owner, PIZZA_VAN, 'global');
  client = await makeClient(owner, component);
});
afterAll(() => app.close());

const countOf = async (by: Caller, path: string) => (await by.get(path)).body.data.attributes?.flow_count;

test('flow_count is the number of flows of the tenant that include the component', async () => {
  const [other, second] = [await app.tenant(), await makeComponent(owner)];
  const unused = await makeClient(owner, second);
  await makeClient(other, component);
  await makeFlow(other, [component]);
  // Twice in the same flow counts once.
  for (const components of [[component], [component, component]]) await makeFlow(owner, components);
  const { body } = await owner.get(`oauth-clients?${QUERY}`);
  const counts = body.data.map((it: { id: string; attributes: object }) => [it.id, it.attributes]);
  expect(counts).toEqual([
    [client, { flow_count: 2 }],
    [unused, { flow_count: 0 }],
  ]);
  expect(await countOf(owner, `oauth-clients/${client}?${QUERY}`)).toBe(2);
});

test('the response to a change can include flow_count', async () => {
  const used = await makeComponent(owner);
  const fields = `${QUERY},status`;
  const made = await owner.post(
    `oauth-clients?${fields}`,
    document(
      'oauth-client',
      { client_id: 'a', client_secret: 'b' },
      { component: { type: 'component', id: used } },
    ),
  );
  expect(made.body.data.attributes).toEqual({ flow_count: 0, status: 'usable' });
  await makeFlow(owner, [used]);
  const path = `oauth-clients/${made.body.data.id}?${fields}`;
  const changed = await owner.patch(path, document('oauth-client', { client_id: 'c' }));
  expect(changed.body.data.attributes).toEqual({ flow_count: 1, status: 'usable' });
  const to = { component: { type: 'component', id: await makeComponent(owner) } };
  const moved = await owner.patch(
    `oauth-clients/${client}?${fields}`,
    document('oauth-client', undefined, to),
  );
  expect(moved.body.data.attributes).toEqual({ flow_count: 0, status: 'usable' });
});

test('flow_count is 0 for a client whose component was deleted', async () => {
  await owner.delete(`components/${component}`);
  expect(await countOf(owner, `oauth-clients/${client}?${QUERY}`)).toBe(0);
});

test('flow_count is null for users who may not view flows', async () => {
  await makeFlow(owner, [component]);
  await makeRole(owner, ['tenants.oauth_clients.get'], 'keyholder');
  const keyholder = await app.member(owner, 'keyholder');
  expect(await countOf(keyholder, `oauth-clients/${client}?${QUERY}`)).toBeNull();
  expect((await keyholder.get(`oauth-clients?${QUERY}`)).body.data[0].attributes.flow_count).toBeNull();
});

test('flow_count is omitted, and no flows are queried, unless it is requested by name', async () => {
  await makeFlow(owner, [component]);
  const knex = rawDb(app.platform.services.database).sql;
  const seen: string[] = [];
  const note = ({ sql }: { sql: string }) => seen.push(sql);
  knex.on('query', note);
  const paths = ['oauth-clients', `oauth-clients/${client}`, `components/${component}/oauth-client`];
  for (const path of [...paths, `oauth-clients?fields[oauth-client]=client_id`, `${paths[2]}?${QUERY}`])
    expect([path, (await owner.get(path)).text.includes('flow_count":')]).toEqual([path, false]);
  knex.off('query', note);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.filter((sql) => sql.includes('flow_components'))).toEqual([]);
});
