import { loadProviders } from '../../src/providers/index.ts';
import { loadSchemas } from '../../src/schema/index.ts';
import { startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';

const ALL = loadProviders(loadSchemas()).all();

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const idsOf = ({ body }: Answer) => (body.data as { id: string }[]).map(({ id }) => id);

describe('the list', () => {
  test('contains every provider, sorted by id', async () => {
    const answer = await owner.get('/v2/providers?page[size]=200');
    expect(answer.status).toBe(200);
    expect(idsOf(answer)).toEqual(ALL.map(({ id }) => id));
    expect(answer.body.meta.total).toBe(ALL.length);
  });

  test('is paginated, and empty past the end', async () => {
    const second = await owner.get('/v2/providers?page[size]=5&page[number]=2');
    expect(idsOf(second)).toEqual(ALL.slice(5, 10).map(({ id }) => id));
    expect(second.body.meta).toEqual({
      page: 2,
      per_page: 5,
      total: ALL.length,
      total_pages: Math.ceil(ALL.length / 5),
    });
    expect(idsOf(await owner.get(second.body.links.next))).toEqual(ALL.slice(10, 15).map(({ id }) => id));
    expect(idsOf(await owner.get('/v2/providers?page[number]=999'))).toEqual([]);
  });

  test.each(['authorization_code', 'client_credentials', 'device_code', 'password', 'jwt_bearer'] as const)(
    'filter[grant_type]=%s returns exactly the providers with that grant type',
    async (grant) => {
      const answer = await owner.get(`/v2/providers?page[size]=200&filter[grant_type]=${grant}`);
      const expected = ALL.filter(({ grant_types }) => grant_types?.includes(grant) === true).map(
        ({ id }) => id,
      );
      expect(expected).not.toEqual([]);
      expect(idsOf(answer)).toEqual(expected);
      expect(answer.body.meta.total).toBe(expected.length);
    },
  );

  test('can be sorted by name in both directions', async () => {
    const namesOf = async (sort: string) => {
      const { body } = await owner.get(`/v2/providers?page[size]=200&sort=${sort}&fields[provider]=name`);
      return (body.data as { attributes: { name: string } }[]).map(({ attributes }) => attributes.name);
    };
    const names = ALL.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en'));
    expect(await namesOf('name')).toEqual(names);
    expect(await namesOf('-name')).toEqual(names.toReversed());
  });

  test.each(['filter[grant_type]=implicit', 'filter[name]=Google', 'sort=checked_on', 'include=x'])(
    'rejects %s and names the parameter',
    async (query) => {
      const { status, body } = await owner.get(`/v2/providers?${query}`);
      expect([status, body.errors[0].source.parameter]).toEqual([400, query.split('=')[0]]);
    },
  );
});

describe('one provider', () => {
  test('is returned at its URL with all attributes from its file', async () => {
    const { id, ...entry } = ALL.find((provider) => provider.id === 'salesforce')!;
    const { status, headers, body } = await owner.get('/v2/providers/salesforce');
    expect([status, body.data.type, body.data.id]).toEqual([200, 'provider', id]);
    expect(body.data.attributes).toEqual({ ...entry, built_in: true, created_at: null, updated_at: null });
    expect(headers['etag']).toMatch(/^"\d{1,9}-[0-9a-f]{16}"$/);
    expect((await owner.get(body.data.links.self)).body.data).toEqual(body.data);
  });

  test('has its own ETag, the same every time', async () => {
    const etagOf = async (id: string) => (await owner.get(`/v2/providers/${id}`)).headers['etag'];
    const etags = await Promise.all(ALL.map(({ id }) => etagOf(id)));
    expect(new Set(etags).size).toBe(ALL.length);
    expect(await etagOf(ALL[0]!.id)).toBe(etags[0]);
  });

  test('supports sparse fieldsets', async () => {
    const { body } = await owner.get('/v2/providers/google?fields[provider]=name,pkce');
    expect(body.data.attributes).toEqual({ name: 'Google', pkce: true });
  });

  test.each([
    'nobody',
    'Google',
    'google.json',
    '__proto__',
    '..%2Fgoogle',
    '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f',
  ])('is not found by an unknown id: %s', async (id) => {
    const { status, body } = await owner.get(`/v2/providers/${id}`);
    expect([status, body.errors[0].code]).toEqual([404, 'not_found']);
  });
});

test('even the runtime role may read the catalog, but nobody without an API key', async () => {
  const runtime = await app.member(owner, 'runtime');
  expect((await runtime.get('/v2/providers')).status).toBe(200);
  expect((await runtime.get('/v2/providers/google')).status).toBe(200);
  expect((await app.request('GET', '/v2/providers')).status).toBe(401);
  expect((await app.request('GET', '/v2/providers/google')).status).toBe(401);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is not allowed anywhere in the catalog', async (method) => {
  const headers = {
    Authorization: `Basic ${Buffer.from(`${owner.email}:${owner.apiKey}`).toString('base64')}`,
  };
  for (const path of ['/v2/providers', '/v2/providers/google']) {
    const { status } = await app.request(method, path, { headers, unknownPath: true });
    expect(status).toBe(405);
  }
});
