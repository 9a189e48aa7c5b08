import { document, makeClient, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import { makeRole, makeUser } from '../support/people.ts';

let app: TestApp;
let owner: Caller;
let roleId: string;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  roleId = await makeRole(owner, []);
  for (const name of ['Dora', 'Ben', 'Abe', 'Cleo']) await makeUser(owner, roleId, { name });
});
afterAll(() => app.close());

interface Resource {
  id: string;
  type: string;
  attributes: Record<string, unknown>;
}

const names = (body: { data: Resource[] }): unknown[] =>
  body.data.map(({ attributes }) => attributes['name']);

describe('pages', () => {
  test('have 50 entries by default, and the total count', async () => {
    const { body } = await owner.get('users');
    expect(body.meta).toEqual({ page: 1, per_page: 50, total: 5, total_pages: 1 });
    expect(body.links).toMatchObject({ prev: null, next: null });
  });

  test('cover every entry exactly once if the next links are followed', async () => {
    const seen: string[] = [];
    let address: string | null = 'users?page[size]=2&sort=-email';
    const metas: object[] = [];
    while (address !== null) {
      const { body } = await owner.get(address);
      seen.push(...body.data.map(({ id }: Resource) => id));
      metas.push(body.meta);
      address = body.links.next;
    }
    const all = (await owner.get('users?sort=-email')).body.data.map(({ id }: Resource) => id);
    expect(seen).toEqual(all);
    expect(metas).toEqual([1, 2, 3].map((page) => ({ page, per_page: 2, total: 5, total_pages: 3 })));
  });

  test('link to the first, previous, next and last page and keep the other parameters', async () => {
    const { links } = (await owner.get(`users?page[size]=2&filter[role]=${roleId}&page[number]=2`)).body;
    const page = (number: number) =>
      `/v2/tenants/${owner.tenantId}/users?filter[role]=${roleId}&page%5Bnumber%5D=${number}&page%5Bsize%5D=2`;
    expect(links).toMatchObject({ first: page(1), prev: page(1), next: null, last: page(2) });
    expect(links.self).toBe(
      `/v2/tenants/${owner.tenantId}/users?page[size]=2&filter[role]=${roleId}&page[number]=2`,
    );
  });

  test('past the end are empty, not a 404', async () => {
    const { status, body } = await owner.get('users?page[number]=99&page[size]=2');
    expect([status, body.data]).toEqual([200, []]);
    expect(body.meta).toEqual({ page: 99, per_page: 2, total: 5, total_pages: 3 });
    expect((await owner.get(body.links.prev)).body.data).toHaveLength(1);
    expect(body.links.next).toBeNull();
  });

  test('of an empty list are counted as one', async () => {
    const { status, body } = await owner.get('flows');
    expect([status, body.data, body.meta]).toEqual([
      200,
      [],
      { page: 1, per_page: 50, total: 0, total_pages: 1 },
    ]);
  });

  test.each(['page[size]=201', 'page[size]=0', 'page[number]=0', 'page[after]=x'])(
    'cannot be requested with %s',
    async (query) => {
      const { status, body } = await owner.get(`users?${query}`);
      expect([status, body.errors[0].code, body.errors[0].source]).toEqual([
        400,
        'invalid_parameter',
        { parameter: query.split('=')[0] },
      ]);
    },
  );

  test('can have 200 entries', async () => {
    expect((await owner.get('users?page[size]=200')).body.meta.per_page).toBe(200);
  });
});

describe('sorting', () => {
  test('applies the keys in order, descending with a minus', async () => {
    const sorted = async (sort: string) =>
      names((await owner.get(`users?filter[role]=${roleId}&sort=${sort}`)).body);
    expect(await sorted('name')).toEqual(['Abe', 'Ben', 'Cleo', 'Dora']);
    expect(await sorted('-name')).toEqual(['Dora', 'Cleo', 'Ben', 'Abe']);
    expect(await sorted('created_at,name')).toHaveLength(4);
  });

  test('rejects an unsupported key and names the supported ones', async () => {
    const { status, body } = await owner.get('users?sort=active');
    expect([status, body.errors[0].source]).toEqual([400, { parameter: 'sort' }]);
    expect(body.errors[0].detail).toContain('email, name, created_at');
  });

  test('works with every documented key', async () => {
    for (const [noun, keys] of Object.entries({
      users: 'email,name,created_at',
      roles: 'name,created_at',
      'api-keys': 'name,created_at,last_used_at,expires_at',
      components: 'name,created_at,updated_at',
      'oauth-clients': 'client_id,created_at,updated_at',
      flows: 'name,status,created_at,updated_at',
    })) {
      expect([noun, (await owner.get(`${noun}?sort=${keys}`)).status]).toEqual([noun, 200]);
    }
  });
});

describe('filters', () => {
  test('narrow the list and can be combined', async () => {
    const { body } = await owner.get(`users?filter[role]=${roleId}`);
    expect(body.meta.total).toBe(4);
    const [first] = body.data;
    const both = await owner.get(`users?filter[role]=${roleId}&filter[email]=${first.attributes.email}`);
    expect(both.body.data.map(({ id }: Resource) => id)).toEqual([first.id]);
    const neither = await owner.get(`users?filter[role]=${roleId}&filter[email]=${owner.email}`);
    expect(neither.body.data).toEqual([]);
  });

  test('may have percent-encoded brackets and values', async () => {
    const email = encodeURIComponent(owner.email.toUpperCase());
    const { body } = await owner.get(`users?filter%5Bemail%5D=${email}`);
    expect(body.data.map(({ id }: Resource) => id)).toEqual([owner.userId]);
  });

  test.each(['filter[role]=', 'filter[email]=', 'filter[active]=true', 'filter[role]=owner', 'filter=x'])(
    'that are empty or unknown are rejected rather than ignored: %s',
    async (query) => {
      const { status, body } = await owner.get(`users?${query}`);
      expect([status, body.errors[0].source]).toEqual([400, { parameter: query.split('=')[0] }]);
      expect(body.data).toBeUndefined();
    },
  );

  test('given twice are rejected', async () => {
    const { status } = await owner.get(`users?filter[role]=${roleId}&filter%5Brole%5D=${roleId}`);
    expect(status).toBe(400);
  });
});

describe('fields', () => {
  test('select attributes and relationships alike', async () => {
    const { body } = await owner.get(`users/${owner.userId}?fields[user]=email,role`);
    expect(Object.keys(body.data.attributes)).toEqual(['email']);
    expect(Object.keys(body.data.relationships)).toEqual(['role']);
    expect(body.data).toMatchObject({ type: 'user', id: owner.userId, links: { self: expect.any(String) } });
  });

  test('that are empty leave only the type and ID', async () => {
    const { body } = await owner.get('users?fields[user]=');
    for (const { attributes = {}, relationships = {}, id, type } of body.data) {
      expect({ ...attributes, ...relationships }).toEqual({});
      expect([typeof id, type]).toEqual(['string', 'user']);
    }
  });

  test('apply to included resources by their own type', async () => {
    const { body } = await owner.get(`users/${owner.userId}?include=role&fields[role]=name`);
    expect(body.included).toMatchObject([{ type: 'role', attributes: { name: 'owner' } }]);
    expect(Object.keys(body.included[0].attributes)).toEqual(['name']);
    expect(body.data.attributes.email).toBe(owner.email);
  });

  test.each([
    ['fields[user]=email,password', 'fields[user]'],
    ['fields[user]=email,', 'fields[user]'],
    ['fields[flow]=name', 'fields[flow]'],
    ['fields[role]=name', 'fields[role]'],
    ['fields=email', 'fields'],
  ])('that the response cannot have are rejected: %s', async (query, parameter) => {
    const path = query.startsWith('fields[role]') ? 'api-keys' : 'users';
    const { status, body } = await owner.get(`${path}?${query}`);
    expect([status, body.errors[0].source]).toEqual([400, { parameter }]);
  });
});

describe('include', () => {
  test('adds each related resource once', async () => {
    const { body } = await owner.get(`users?filter[role]=${roleId}&include=role`);
    expect(body.data).toHaveLength(4);
    expect(body.included.map(({ type, id }: Resource) => [type, id])).toEqual([['role', roleId]]);
  });

  test('adds an empty array if nothing is related', async () => {
    expect((await owner.get(`users?include=role&page[number]=9`)).body.included).toEqual([]);
    expect((await owner.get('users?include=')).body.included).toBeUndefined();
  });

  test('is rejected for a relationship that does not exist or is not documented', async () => {
    for (const path of [
      'users?include=tenant',
      'users?include=role.users',
      'roles?include=created_by',
      'roles?include=',
    ]) {
      const { status, body } = await owner.get(path);
      expect([path, status, body.errors[0].source]).toEqual([path, 400, { parameter: 'include' }]);
    }
  });

  test('needs the permission to read what is included', async () => {
    await makeRole(owner, ['tenants.users.get'], 'onlooker');
    const onlooker = await app.member(owner, 'onlooker');
    expect((await onlooker.get('users')).status).toBe(200);
    const { status, body } = await onlooker.get('users?include=role');
    expect([status, body.errors[0].meta]).toEqual([403, { permission: 'tenants.roles.get' }]);
  });

  test('shows a resource exactly as its own URL does', async () => {
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component);
    const { body } = await owner.get(`oauth-clients/${client}?include=component`);
    expect(body.included).toEqual([(await owner.get(`components/${component}`)).body.data]);
    const key = await owner.post('api-keys', document('api-key'));
    const withUser = await owner.get(`${key.headers['location']}?include=user`);
    expect(withUser.body.included).toEqual([(await owner.get(`users/${owner.userId}`)).body.data]);
  });
});
