import { newId } from '../../src/system/ids.ts';
import {
  document,
  makeClient,
  makeComponent,
  makeFlow,
  startApp,
  STOPWATCH,
  type Caller,
  type TestApp,
} from '../support/app.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  owner = await app.tenant();
});
afterAll(() => app.close());

const ID = '/data/relationships/component/data/id';

const move = (client: string, component: string, attributes?: object) =>
  owner.patch(
    `oauth-clients/${client}`,
    document('oauth-client', attributes, { component: { type: 'component', id: component } }),
  );

test('an unused client can be moved to another component, with its secret', async () => {
  const [from, to] = [await makeComponent(owner), await makeComponent(owner)];
  const client = await makeClient(owner, from, { client_id: 'van-1', client_secret: 's3cret' });
  const { status, body } = await move(client, to, { client_id: 'van-2' });
  expect(status).toBe(200);
  expect(body.data.relationships.component.data.id).toBe(to);
  const served = await owner.get(`components/${to}/oauth-client`);
  expect(served.body.data).toMatchObject({
    id: client,
    attributes: { client_id: 'van-2', client_secret: 's3cret' },
  });
  const left = await owner.get(`components/${from}/oauth-client`);
  expect([left.status, left.body.errors[0].code]).toEqual([409, 'oauth_client_required']);
  expect((await owner.get(`components/${from}`)).body.data.attributes.usable).toBe(false);
  expect((await owner.get(`components/${to}`)).body.data.attributes.usable).toBe(true);
  expect(await makeClient(owner, from)).not.toBe(client);
});

test('a client in use cannot be moved, and the error lists the flows', async () => {
  const [from, to] = [await makeComponent(owner), await makeComponent(owner)];
  const client = await makeClient(owner, from);
  const flow = await makeFlow(owner, [from], 'stopped');
  const { status, body } = await move(client, to, { client_id: 'van-2' });
  expect(status).toBe(409);
  expect(body.errors[0]).toMatchObject({ code: 'oauth_client_in_use', meta: { flows: [flow], count: 1 } });
  const { data } = (await owner.get(`oauth-clients/${client}`)).body;
  expect(data.relationships.component.data.id).toBe(from);
  expect(data.attributes.client_id).toBe('van-1');
  expect((await owner.get(`components/${to}`)).body.data.attributes.usable).toBe(false);
});

test('a client in use can still get a new client_id and client_secret', async () => {
  const component = await makeComponent(owner);
  const client = await makeClient(owner, component);
  await makeFlow(owner, [component], 'active');
  expect((await move(client, component, { client_id: 'van-2', client_secret: 'n3w' })).status).toBe(200);
});

test('a client cannot be moved to a component that already has one', async () => {
  const [from, to] = [await makeComponent(owner), await makeComponent(owner)];
  const [client, other] = [await makeClient(owner, from), await makeClient(owner, to)];
  const { status, body } = await move(client, to);
  expect(status).toBe(409);
  expect(body.errors[0]).toMatchObject({ code: 'oauth_client_exists', source: { pointer: ID } });
  expect((await owner.get(`components/${from}/oauth-client`)).body.data.id).toBe(client);
  expect((await owner.get(`components/${to}/oauth-client`)).body.data.id).toBe(other);
});

test('of two clients moved to one component at the same time, one succeeds and the other stays', async () => {
  for (let round = 0; round < 10; round += 1) {
    const to = await makeComponent(owner);
    const from = [await makeComponent(owner), await makeComponent(owner)];
    const clients = [await makeClient(owner, from[0]!), await makeClient(owner, from[1]!)];
    const answers = await Promise.all(clients.map((client) => move(client, to)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const loser = answers.findIndex(({ status }) => status === 409);
    expect(answers[loser]!.body.errors[0].code).toBe('oauth_client_exists');
    expect((await owner.get(`components/${from[loser]}/oauth-client`)).body.data.id).toBe(clients[loser]);
    expect((await owner.get(`components/${to}/oauth-client`)).body.data.id).toBe(clients[1 - loser]);
  }
});

test('a move to an invisible component, or to one without OAuth, is rejected with a pointer', async () => {
  const client = await makeClient(owner, await makeComponent(owner));
  const foreign = await makeComponent(await app.tenant());
  const plain = await makeComponent(owner, STOPWATCH);
  const refusals = [
    [newId(), 404, 'component_not_found'],
    [foreign, 404, 'component_not_found'],
    ['no-id', 404, 'component_not_found'],
    [plain, 422, 'component_without_oauth'],
  ] as const;
  for (const [component, status, code] of refusals) {
    const answer = await move(client, component);
    expect([answer.status, answer.body.errors[0].code]).toEqual([status, code]);
    expect(answer.body.errors[0].source.pointer).toBe(ID);
  }
  expect((await owner.get(`oauth-clients/${client}`)).body.data.attributes.status).toBe('usable');
});
