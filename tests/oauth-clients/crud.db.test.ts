import { document, makeClient, makeComponent, startApp, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

test('a client is created for a component, answered with its secret once, and found at its address', async () => {
  const owner = await app.tenant();
  const component = await makeComponent(owner);
  const made = await owner.post(
    'oauth-clients',
    document(
      'oauth-client',
      { client_id: 'van-1', client_secret: 's3cret' },
      { component: { type: 'component', id: component } },
    ),
  );
  expect(made.status).toBe(201);
  expect(made.headers['location']).toBe(made.body.data.links.self);
  expect(made.body.data.attributes).toMatchObject({
    client_id: 'van-1',
    client_secret: 's3cret',
    status: 'usable',
  });
});

test('50 simultaneous creates for one component give one client', async () => {
  const owner = await app.tenant();
  const component = await makeComponent(owner);
  const body = document(
    'oauth-client',
    { client_id: 'a', client_secret: 'b' },
    { component: { type: 'component', id: component } },
  );
  const answers = await Promise.all(Array.from({ length: 50 }, () => owner.post('oauth-clients', body)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ body: { errors } }) => errors?.[0].code === 'oauth_client_exists')).toHaveLength(
    49,
  );
  void makeClient;
});
