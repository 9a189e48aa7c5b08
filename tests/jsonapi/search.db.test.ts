import { randomUUID } from 'node:crypto';
import { document, makeClient, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import { API_OPERATIONS, seedTenant, type SeededTenant } from '../support/seeded-tenant.ts';
import { makeRole, makeUser, roleNamed } from '../support/people.ts';

let app: TestApp;
let tenant: SeededTenant;
let owner: Caller;
let other: Caller;
beforeAll(async () => {
  app = await startApp();
  tenant = await seedTenant(app);
  other = (await seedTenant(app, 'Other')).owner;
  owner = tenant.owner;
});
afterAll(() => app.close());

const idOf = async (path: string, body: object, by: Caller): Promise<string> =>
  (await by.post(path, body)).body.data.id as string;

/** Creates a resource with this name, by the plural noun of its list. */
const MAKING: Record<string, (name: string, by: Caller) => Promise<string>> = {
  components: (name, by) => makeComponent(by, { title: name }),
  'oauth-clients': async (name, by) =>
    makeClient(by, await makeComponent(by), { client_id: name, client_secret: 's3cret' }),
  flows: (name, by) => idOf('flows', document('flow', { name }), by),
  credentials: (name, by) =>
    idOf(
      'credentials',
      document('credential', {
        name,
        client_id: 'acme',
        client_secret: 'its secret',
        authorization_url: 'https://third.example/authorize',
        token_url: 'https://third.example/token',
      }),
      by,
    ),
  'oauth-apps': (name, by) => idOf('oauth-apps', document('oauth-app', { name, scopes: ['read.flows'] }), by),
  webhooks: async (name, by) => {
    const flow = { type: 'flow', id: await MAKING['flows']!('starts', by) };
    return idOf('webhooks', document('webhook', { name, authentication: 'oauth2' }, { flow }), by);
  },
  users: async (name, by) => makeUser(by, await roleNamed(by, 'viewer'), { name }),
  roles: (name, by) => makeRole(by, [], name),
};
const NOUNS = Object.keys(MAKING);

async function found(noun: string, text: string, by = owner, rest = ''): Promise<string[]> {
  const { status, body } = await by.get(`${noun}?filter[search]=${encodeURIComponent(text)}${rest}`);
  expect([noun, status]).toEqual([noun, 200]);
  expect([noun, body.meta.total]).toEqual([noun, body.data.length]);
  return body.data.map(({ id }: { id: string }) => id);
}

test('exactly these lists can be searched', () => {
  const searched = API_OPERATIONS.filter(({ parameters }) =>
    parameters.some(({ name }) => name === 'filter[search]'),
  );
  // Providers and senders are not searched by the database; the log of events is tested in tests/webhooks.
  const nouns = [...NOUNS, 'providers', 'senders', 'senders', 'webhook-events'].sort();
  expect(searched.map(({ path }) => path.split('/').at(-1)).sort()).toEqual(nouns);
});

describe.each(NOUNS)('%s', (noun) => {
  const make = (name: string, by = owner) => MAKING[noun]!(name, by);

  test('are found by a part of their name, ignoring case', async () => {
    const id = await make('The Quick Brown Fox');
    await make('The Slow Brown Fox');
    for (const text of ['quick', 'QUICK', 'The Quick Brown Fox', 'e q', 'cK b'])
      expect([text, await found(noun, text)]).toEqual([text, [id]]);
    expect(await found(noun, 'quick fox')).toEqual([]);
    expect(await found(noun, 'brown', owner, '&page[size]=200')).toHaveLength(2);
  });

  test('are found by wildcard characters, which are taken literally', async () => {
    const id = await make('50%_\\%*[a]');
    await make('50ab%*[a]');
    for (const text of ['50%', '%_', '0%_\\', '_\\', '\\%', '%_\\%*[a]'])
      expect([text, await found(noun, text)]).toEqual([text, [id]]);
    for (const text of ['5%0', '50_', '%'.repeat(200), '_'.repeat(200), '\\'.repeat(200), '?', "'--", '$1'])
      expect([text, await found(noun, text)]).toEqual([text, []]);
  });

  test('are found by non-ASCII letters as sent, in lower case and in upper case', async () => {
    const [small, capital] = [await make('ärzte für ÄÖ'), await make('ÄRZTE FÜR ÄÖ')];
    expect(await found(noun, 'ärzte für')).toEqual([small, capital]);
    expect(await found(noun, 'ÄRZTE FÜR')).toEqual([small, capital]);
    expect(await found(noun, 'Ärzte FÜR ÄÖ')).toEqual([capital]);
    expect(await found(noun, 'arzte')).toEqual([]);
  });

  test('of another tenant are not found', async () => {
    const name = `Secret ${randomUUID()}`;
    const foreign = await make(name, other);
    expect(await found(noun, name)).toEqual([]);
    expect(await found(noun, name, other)).toEqual([foreign]);
  });
});

describe('searching', () => {
  test('combines with other filters, and pages and links keep it', async () => {
    for (const name of ['Gate 1', 'Gate 2', 'Gate 3', 'Door 1']) await MAKING['flows']!(name, owner);
    const { body } = await owner.get(
      'flows?filter[search]=gate&filter[status]=draft&sort=-name&page[size]=2&page[number]=1',
    );
    const names = (of: { data: { attributes: { name: string } }[] }) =>
      of.data.map(({ attributes }) => attributes.name);
    expect([names(body), body.meta.total]).toEqual([['Gate 3', 'Gate 2'], 3]);
    expect(names((await owner.get(body.links.next)).body)).toEqual(['Gate 1']);
    const past = await owner.get('flows?filter[search]=gate&page[number]=9');
    expect([past.body.data, past.body.meta.total]).toEqual([[], 3]);
    expect((await owner.get('flows?filter[search]=gate&filter[status]=active')).body.data).toEqual([]);
  });

  test.each(['', 'x'.repeat(201)])('rejects a text that is empty or too long: %j', async (text) => {
    for (const noun of NOUNS) {
      const { status, body } = await owner.get(`${noun}?filter[search]=${text}`);
      expect([noun, status, body.errors[0].source]).toEqual([noun, 400, { parameter: 'filter[search]' }]);
    }
  });

  test('finds an OAuth client by the name of its component', async () => {
    const component = await MAKING['components']!('Fox Trot', owner);
    await owner.patch(
      `components/${component}`,
      document('component', { descriptor: { title: 'x', useOAuthClient: true } }),
    );
    const client = await makeClient(owner, component);
    expect(await found('oauth-clients', 'fox trot')).toEqual([client]);
  });

  test('by component needs the permission to read components', async () => {
    await makeRole(owner, ['tenants.oauth_clients.get'], 'keyholder');
    const keyholder = await app.member(owner, 'keyholder');
    expect(await found('oauth-clients', 'fox trot', keyholder)).toEqual([]);
    expect(await found('oauth-clients', 'quick brown', keyholder)).toHaveLength(1);
  });

  test('reveals nothing about a component that its owner has hidden', async () => {
    const van = { title: 'Pizza Van', useOAuthClient: true };
    const component = await makeComponent(other, van, 'global');
    const client = await makeClient(owner, component, { client_id: 'x', client_secret: 'y' });
    await other.patch(`components/${component}`, document('component', { name: 'Codename Zebra' }));
    expect(await found('oauth-clients', 'zebra')).toEqual([client]);
    await other.patch(`components/${component}`, document('component', { access: 'tenant' }));
    expect(await found('oauth-clients', 'zebra')).toEqual([]);
    expect((await owner.get(`oauth-clients/${client}`)).body.data.attributes.status).toBe('orphaned');
  });

  test('finds an app by its client_id and a user by email address', async () => {
    const id = await MAKING['oauth-apps']!('Unnamed', owner);
    expect(await found('oauth-apps', id.slice(0, -1).toUpperCase())).toEqual([id]);
    expect(await found('users', owner.email.toUpperCase())).toEqual([owner.userId]);
  });
});
