import { document, makeClient, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import { makeRole, makeUser, roleNamed } from '../support/people.ts';
import { until } from '../support/until.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

interface Event {
  id: string;
  attributes: Record<string, unknown>;
}

const eventsOf = async (by: Caller, query = ''): Promise<Event[]> =>
  (await by.get(`audit-events?page[size]=200${query}`)).body.data;

test('audit events are read-only: other methods are not allowed', async () => {
  const [event] = await eventsOf(owner);
  const address = `audit-events/${event!.id}`;
  const { status, body, headers } = await owner.get(address);
  expect([status, body.data.id, headers['etag']]).toEqual([200, event!.id, expect.stringMatching(/^"1-/)]);
  for (const answer of [
    await owner.delete(address, { unknownPath: true }),
    await owner.patch(address, document('audit-event', {}), { unknownPath: true }),
    await owner.post('audit-events', document('audit-event', {}), { unknownPath: true }),
  ]) {
    expect([answer.status, answer.headers['allow']?.startsWith('GET')]).toEqual([405, true]);
  }
});

describe('the audit log is filtered', () => {
  test('by action, actor and resource, alone or combined', async () => {
    const by = await app.tenant();
    const admin = await app.member(by, 'admin');
    const role = await makeRole(by, []);
    await by.patch(`roles/${role}`, document('role', { description: 'x' }));
    const other = await makeRole(admin, []);
    const found = async (query: string) =>
      (await eventsOf(by, query)).map(({ attributes }) => [attributes['action'], attributes['resource_id']]);
    expect(await found('&filter[action]=roles.create')).toEqual([
      ['roles.create', other],
      ['roles.create', role],
    ]);
    expect(await found(`&filter[resource]=${role}`)).toEqual([
      ['roles.update', role],
      ['roles.create', role],
    ]);
    expect(await found(`&filter[actor]=${admin.userId}`)).toEqual([['roles.create', other]]);
    const all = `&filter[actor]=${by.userId}&filter[resource]=${role}&filter[action]=roles.update`;
    expect(await found(all)).toEqual([['roles.update', role]]);
    expect(await found('&filter[action]=roles')).toEqual([]);
  });

  test('by several actions: events that match any of them, in the order of the log', async () => {
    const by = await app.tenant();
    const admin = await app.member(by, 'admin');
    const role = await makeRole(by, []);
    await by.patch(`roles/${role}`, document('role', { description: 'x' }));
    const other = await makeRole(admin, []);
    await by.delete(`roles/${role}`);
    const found = async (query: string) =>
      (await eventsOf(by, query)).map(({ attributes }) => [attributes['action'], attributes['resource_id']]);
    const several = '&filter[action]=roles.create,roles.delete';
    expect(await found(several)).toEqual([
      ['roles.delete', role],
      ['roles.create', other],
      ['roles.create', role],
    ]);
    expect(await found(`${several},roles.create,roles.nothing`)).toEqual(await found(several));
    expect(await found(`${several}&filter[resource]=${role}`)).toEqual([
      ['roles.delete', role],
      ['roles.create', role],
    ]);
    expect(await found(`${several}&filter[actor]=${admin.userId}`)).toEqual([['roles.create', other]]);
    const [first, second] = await eventsOf(by, several);
    const page = (await by.get(`audit-events?page[size]=1${several}`)).body;
    expect(page.data[0].id).toBe(first!.id);
    expect((await by.get(page.links.next)).body.data[0].id).toBe(second!.id);
    expect(await eventsOf(await app.tenant(), `${several}&filter[resource]=${role}`)).toEqual([]);
  });

  test('by secret reads and other actions: a row for several reads is found by each resource', async () => {
    const by = await app.tenant();
    const clients = [
      await makeClient(by, await makeComponent(by)),
      await makeClient(by, await makeComponent(by)),
    ];
    for (const id of clients) await by.get(`oauth-clients/${id}?fields[oauth-client]=client_secret`);
    for (const id of clients) {
      const query = `&filter[action]=oauth-clients.create,oauth-clients.get_secret&filter[resource]=${id}`;
      const actions = await until(async () => {
        const found = await eventsOf(by, query);
        return found.length === 2 ? found.map(({ attributes }) => attributes['action']) : undefined;
      });
      expect(actions).toEqual(['oauth-clients.get_secret', 'oauth-clients.create']);
      expect(await eventsOf(by, `&filter[action]=oauth-clients.create&filter[resource]=${id}`)).toHaveLength(
        1,
      );
    }
  });

  test.each([
    'filter[actor]=me',
    'filter[resource]=',
    'filter[action]=',
    'filter[action]=roles.create,',
    'filter[action]=,',
    `filter[action]=${Array.from({ length: 51 }, (_, index) => `roles.a${index}`).join(',')}`,
    'filter[since]=2020',
    'page[number]=1',
    'sort=created_at',
  ])('but not by invalid or unknown parameters: %s', async (query) => {
    const { status, body } = await owner.get(`audit-events?${query}`);
    expect([status, body.errors[0].source]).toEqual([400, { parameter: query.split('=')[0] }]);
  });

  test('always by tenant', async () => {
    const other = await app.tenant();
    const [otherEvent] = await eventsOf(other);
    expect((await owner.get(`audit-events/${otherEvent!.id}`)).status).toBe(404);
    expect(await eventsOf(owner, `&filter[resource]=${other.tenantId}`)).toEqual([]);
  });
});

describe('the audit log is paginated by cursor, newest first', () => {
  let by: Caller;
  beforeAll(async () => {
    by = await app.tenant();
    const viewer = await roleNamed(by, 'viewer');
    for (let count = 0; count < 6; count += 1) await makeUser(by, viewer);
  });

  test('each row appears once, even if rows are added meanwhile', async () => {
    const all = (await eventsOf(by)).map(({ id }) => id);
    expect(all).toEqual([...all].sort().reverse());
    const seen: string[] = [];
    let address: string | null = 'audit-events?page[size]=3';
    while (address !== null) {
      const { body } = await by.get(address);
      expect(body.data.length).toBeLessThanOrEqual(3);
      expect(body.meta).toBeUndefined();
      seen.push(...body.data.map(({ id }: Event) => id));
      await makeRole(by, []);
      address = body.links.next;
    }
    expect(seen).toEqual(all);
  });

  test('the link to the next page keeps the filter', async () => {
    const { body } = await by.get('audit-events?filter[action]=users.create&page[size]=4');
    const next = await by.get(body.links.next);
    expect(next.body.data).toHaveLength(2);
    expect(next.body.links.next).toBeNull();
    for (const { attributes } of next.body.data) expect(attributes.action).toBe('users.create');
  });

  test('a full page is the last one if nothing follows', async () => {
    const total = (await eventsOf(by, '&filter[action]=users.create')).length;
    const { body } = await by.get(`audit-events?filter[action]=users.create&page[size]=${total}`);
    expect([body.data.length, body.links.next]).toEqual([total, null]);
  });

  test('a cursor past the end returns an empty page', async () => {
    const { body } = await by.get('audit-events?page[after]=00000000-0000-0000-0000-000000000000');
    expect([body.data, body.links.next]).toEqual([[], null]);
  });
});
