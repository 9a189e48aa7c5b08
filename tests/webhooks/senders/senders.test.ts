import { loadSchemas } from '../../../src/schema/index.ts';
import { loadSenders } from '../../../src/webhooks/index.ts';
import { startApp, type Answer, type Caller, type TestApp } from '../../support/app.ts';

const ALL = loadSenders(loadSchemas()).all();

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const idsOf = ({ body }: Answer) => (body.data as { id: string }[]).map(({ id }) => id);

describe('the list', () => {
  test('contains every preset, sorted by id, in pages', async () => {
    const answer = await owner.get('/v2/senders?page[size]=200');
    expect([answer.status, idsOf(answer)]).toEqual([200, ALL.map(({ id }) => id)]);
    const second = await owner.get('/v2/senders?page[size]=5&page[number]=2');
    expect([idsOf(second), second.body.meta.total]).toEqual([
      ALL.slice(5, 10).map(({ id }) => id),
      ALL.length,
    ]);
  });

  test('can be sorted by name in both directions', async () => {
    const names = ALL.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en'));
    const namesBy = async (sort: string) => {
      const { body } = await owner.get(`/v2/senders?page[size]=200&sort=${sort}&fields[sender]=name`);
      return (body.data as { attributes: { name: string } }[]).map(({ attributes }) => attributes.name);
    };
    expect(await namesBy('name')).toEqual(names);
    expect(await namesBy('-name')).toEqual(names.toReversed());
  });

  test('filter[search] finds presets by a part of their name or id, in any case', async () => {
    expect(idsOf(await owner.get('/v2/senders?filter[search]=GRAPH'))).toEqual(['microsoft-graph']);
    expect(idsOf(await owner.get('/v2/senders?filter[search]=whatsapp'))).toEqual(['meta']);
    expect(idsOf(await owner.get('/v2/senders?filter[search]=nobody'))).toEqual([]);
  });

  test.each(['filter[name]=GitHub', 'sort=checked_on', 'include=x', 'fields[sender]=secret'])(
    'rejects %s and names the parameter',
    async (query) => {
      const { status, body } = await owner.get(`/v2/senders?${query}`);
      expect([status, body.errors[0].source.parameter]).toEqual([400, query.split('=')[0]]);
    },
  );
});

describe('one preset', () => {
  test('is returned at its URL with all members of its file and the authentication of its webhooks', async () => {
    const { id, ...entry } = ALL.find((sender) => sender.id === 'github')!;
    const { status, headers, body } = await owner.get('/v2/senders/github');
    expect([status, body.data.type, body.data.id]).toEqual([200, 'sender', id]);
    const shown = { authentication: 'signature', built_in: true, created_at: null, updated_at: null };
    expect(body.data.attributes).toEqual({ ...entry, ...shown });
    const again = await owner.get(body.data.links.self, { headers: { 'If-None-Match': headers['etag']! } });
    expect(again.status).toBe(304);
  });

  test('has its own ETag', async () => {
    const etags = await Promise.all(
      ALL.map(async ({ id }) => (await owner.get(`/v2/senders/${id}`)).headers['etag']),
    );
    expect(new Set(etags).size).toBe(ALL.length);
  });

  test('supports sparse fieldsets', async () => {
    const { body } = await owner.get('/v2/senders/github?fields[sender]=name');
    expect(body.data.attributes).toEqual({ name: 'GitHub' });
  });

  test.each(['nobody', 'GitHub', 'github.json', '__proto__', '..%2Fgithub'])(
    'is not found by an unknown id: %s',
    async (id) => {
      const { status, body } = await owner.get(`/v2/senders/${id}`);
      expect([status, body.errors[0].code]).toEqual([404, 'not_found']);
    },
  );
});

test('even the runtime role may read presets, but nobody without an API key', async () => {
  const runtime = await app.member(owner, 'runtime');
  for (const path of ['/v2/senders', '/v2/senders/github']) {
    expect((await runtime.get(path)).status).toBe(200);
    expect((await app.request('GET', path)).status).toBe(401);
  }
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is not allowed anywhere', async (method) => {
  const headers = {
    Authorization: `Basic ${Buffer.from(`${owner.email}:${owner.apiKey}`).toString('base64')}`,
  };
  for (const path of ['/v2/senders', '/v2/senders/github']) {
    const { status } = await app.request(method, path, { headers, unknownPath: true });
    expect(status).toBe(405);
  }
});
