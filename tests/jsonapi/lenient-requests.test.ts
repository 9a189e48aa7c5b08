import { document, startApp, type Answer, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import type { Operation } from '../support/contract-operations.ts';
import { until } from '../support/until.ts';
import {
  API_OPERATIONS,
  BODY_OPERATIONS,
  seedTenant,
  nameOf,
  outcomeOf,
  type SeededTenant,
} from '../support/seeded-tenant.ts';

let app: TestApp;
let tenant: SeededTenant;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  tenant = await seedTenant(app);
});
afterAll(() => app.close());

const CHANGES = BODY_OPERATIONS.filter(({ method }) => method !== 'post');
const POSTS = API_OPERATIONS.filter(({ method }) => method === 'post');

type Data = Record<string, unknown> & { type: string };

/** The outcome of each operation with its document changed by `change`. */
async function outcomes(operations: Operation[], change: (body: { data: Data }) => object): Promise<object> {
  const found: Record<string, string> = {};
  for (const operation of operations) {
    const body = change(tenant.body(operation) as { data: Data });
    found[nameOf(operation)] = outcomeOf(await tenant.send(operation, { body }));
  }
  return found;
}

const foreign = { meta: { a: 1 }, links: { self: '/x', related: null }, lid: '7', '@context': 'x', no: [] };

/** The same document with everything that JSON:API says to ignore, in every place. */
function decorated({ data }: { data: Data }): object {
  const relationships = Object.fromEntries(
    Object.entries((data['relationships'] ?? {}) as Record<string, { data: object | null }>).map(
      ([name, { data: to }]) => [name, { ...foreign, data: to === null ? null : { ...to, ...foreign } }],
    ),
  );
  return {
    ...foreign,
    jsonapi: { version: '1.1' },
    included: [{ type: 'x', id: '1' }],
    data: {
      ...foreign,
      ...data,
      ...(data['attributes'] !== undefined && { attributes: { ...data['attributes'], '@type': 'x' } }),
      ...(data['relationships'] !== undefined && { relationships }),
    },
  };
}

/** Whether the document was accepted: even a conflict with an existing resource shows that it was read. */
const isRead = (outcome: string): boolean =>
  /^(20\d|409 (?!type_mismatch)|404|503|422 (?!validation_failed))/.test(outcome);

test('members that JSON:API does not define or says to ignore make no difference', async () => {
  const plain = Object.entries(await outcomes(BODY_OPERATIONS, (body) => body)).map(
    ([name, outcome]) => [name, String(outcome)] as const,
  );
  const found = (await outcomes(BODY_OPERATIONS, decorated)) as Record<string, string>;
  expect(plain.length).toBeGreaterThan(30);
  for (const [name, outcome] of plain) {
    if (isRead(outcome)) expect([name, isRead(found[name]!), found[name]]).toEqual([name, true, found[name]]);
  }
});

test('@-members are ignored in a structured attribute, and kept where any member is allowed', async () => {
  const node = { id: 'one', component_id: tenant.ids['components'], '@type': 'x', fields: { '@kept': 1 } };
  const made = await tenant.owner.post(
    'flows',
    document('flow', { name: 'at', graph: { nodes: [node], edges: [], '@graph': 1 } }),
  );
  expect(made.status).toBe(201);
  expect(made.body.data.attributes.graph.nodes[0]).toEqual({
    id: 'one',
    component_id: tenant.ids['components'],
    fields: { '@kept': 1 },
  });
});

test('a relationship with only links or meta leaves the relationship unchanged', async () => {
  const { status } = await tenant.owner.patch(`oauth-clients/${tenant.ids['oauth-clients']}`, {
    data: { type: 'oauth-client', relationships: { component: { links: { related: '/x' } } } },
  });
  expect(status).toBe(200);
});

const camel = (type: string) => type.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const pascal = (type: string) => camel(`-${type}`);
const snake = (type: string) => type.replaceAll('-', '_');
const plural = (type: string) => `${type}s`;
const SPELLINGS: [string, (type: string) => string][] = [
  ['kebab case', (type) => type],
  ['snake case', snake],
  ['camel case', camel],
  ['Pascal case', pascal],
];

test.each(SPELLINGS)('types may be in %s, singular or plural, in every document', async (_, spelling) => {
  for (const number of [(type: string) => type, plural]) {
    const found = await outcomes(BODY_OPERATIONS, (body) => {
      body.data.type = number(spelling(body.data.type));
      return withRelatedTypes(body, (type) => number(spelling(type)));
    });
    for (const outcome of Object.entries(found))
      expect(outcome).not.toContain('409 type_mismatch /data/type');
    expect(Object.values(found).filter((outcome) => /\/relationships\/.*\/type/.test(outcome))).toEqual([]);
  }
});

test.each(SPELLINGS)('the type may be the last name of the path in %s', async (_, spelling) => {
  const lastName = (path: string) => path.split('/').findLast((part) => !part.startsWith('{'))!;
  for (const operation of BODY_OPERATIONS) {
    const body = tenant.body(operation) as { data: Data };
    for (const type of [lastName(operation.path), lastName(operation.path).replace(/s$/, '')]) {
      const sent = { data: { ...body.data, type: spelling(type) } };
      const outcome = outcomeOf(await tenant.send(operation, { body: sent }));
      expect([nameOf(operation), sent.data.type, outcome]).not.toContain('409 type_mismatch /data/type');
    }
  }
});

/** The document with the types of its relationships spelled differently. */
function withRelatedTypes({ data }: { data: Data }, spelled: (type: string) => string): { data: Data } {
  const relationships = (data['relationships'] ?? {}) as Record<string, { data: { type: string } | null }>;
  const renamed = Object.entries(relationships).map(([name, { data: to }]) => [
    name,
    { data: to === null ? null : { ...to, type: spelled(to.type) } },
  ]);
  return { data: { ...data, ...(renamed.length > 0 && { relationships: Object.fromEntries(renamed) }) } };
}

/** Fetches the resource at the path of a change. */
function shown(operation: Operation): Promise<Answer> {
  return app.request('GET', tenant.address(operation), {
    headers: {
      Authorization: `Basic ${Buffer.from(`${tenant.owner.email}:${tenant.owner.apiKey}`).toString('base64')}`,
    },
  });
}

test('every fetched document can be sent back unchanged', async () => {
  const found: Record<string, string> = {};
  for (const operation of CHANGES) {
    const { body } = await shown(operation);
    found[nameOf(operation)] = outcomeOf(await tenant.send(operation, { body }));
  }
  expect(found).toEqual(Object.fromEntries(CHANGES.map((operation) => [nameOf(operation), '200'])));
});

test('a change to read-only members gets a 403 that names each of them', async () => {
  const later = '2099-01-01T00:00:00.000Z';
  for (const operation of CHANGES) {
    const { data } = (await shown(operation)).body;
    if (data.attributes.created_at === undefined) continue;
    const sent = { type: data.type, attributes: { created_at: later, updated_at: later } };
    const answer = await tenant.send(operation, { body: { data: sent } });
    expect([
      nameOf(operation),
      answer.status,
      answer.body.errors?.map((it: { source: object }) => it.source),
    ]).toEqual([
      nameOf(operation),
      403,
      [{ pointer: '/data/attributes/created_at' }, { pointer: '/data/attributes/updated_at' }],
    ]);
    expect(answer.body.errors[0].code).toBe('read_only');
  }
  const client = `oauth-clients/${tenant.ids['oauth-clients']}`;
  const refused = await tenant.owner.patch(client, {
    data: {
      type: 'oauth-client',
      attributes: { status: 'orphaned' },
      relationships: { created_by: { data: { type: 'user', id: tenant.ids['users'] } } },
    },
  });
  expect(outcomeOf(refused)).toBe(
    '403 read_only /data/attributes/status, read_only /data/relationships/created_by',
  );
});

test('a document that creates a resource must not set read-only members', async () => {
  const make = (created_at: unknown) =>
    tenant.owner.post('roles', document('role', { name: 'x', permissions: [], created_at }));
  expect(outcomeOf(await make('2020-01-01T00:00:00Z'))).toBe('403 read_only /data/attributes/created_at');
  expect((await make(null)).status).toBe(201);
});

test('checking the read-only members of a change is not recorded as a secret read', async () => {
  const path = `oauth-clients/${tenant.ids['oauth-clients']}`;
  const first = await tenant.owner.get(path);
  expect((await tenant.owner.patch(path, first.body)).status).toBe(200);
  const last = await tenant.owner.get(path);
  // Reads are recorded in order, so that of the change would be there as soon as the last one is.
  const reads = await until(async () => {
    const { data } = (await tenant.owner.get('audit-events?filter[action]=oauth-clients.get_secret')).body;
    const found = (data as { attributes: { details: { hand_outs: { request_id: string }[] } } }[]).flatMap(
      ({ attributes }) => attributes.details.hand_outs,
    );
    const isComplete = found.some(({ request_id }) => request_id === last.headers['x-request-id']);
    return isComplete ? found : undefined;
  });
  expect(reads).toHaveLength(2);
});

describe('Idempotency-Key', () => {
  const bodyOf = (operation: Operation) =>
    operation.requestBody === undefined ? undefined : tenant.body(operation);
  const send = (operation: Operation, key: string, body = bodyOf(operation)) =>
    tenant.send(operation, { headers: { 'Idempotency-Key': key }, ...(body !== undefined && { body }) });

  test('is checked by every POST: an invalid or reused key is rejected', async () => {
    expect(POSTS.length).toBeGreaterThan(20);
    const found: Record<string, string[]> = {};
    const expected: Record<string, string[]> = {};
    for (const [index, operation] of POSTS.entries()) {
      const key = `key-${index}`;
      const received = [outcomeOf(await send(operation, 'a b'))];
      // Uses the key for another request.
      await tenant.owner.post('roles', document('role', { name: key, permissions: [] }), {
        headers: { 'Idempotency-Key': key },
      });
      received.push(outcomeOf(await send(operation, key)));
      found[nameOf(operation)] = received;
      expected[nameOf(operation)] = [
        '400 invalid_header Idempotency-Key',
        '422 idempotency_key_reused Idempotency-Key',
      ];
    }
    expect(found).toEqual(expected);
  });

  test('repeated on any POST that succeeded gets the first response again', async () => {
    const found: Record<string, unknown[]> = {};
    for (const [index, operation] of POSTS.entries()) {
      const body = bodyOf(operation);
      const first = await send(operation, `again-${index}`, body);
      if (first.status >= 300) continue;
      const again = await send(operation, `again-${index}`, body);
      found[nameOf(operation)] = [
        again.status === first.status,
        again.headers['idempotent-replayed'],
        again.body.data?.id === first.body.data?.id,
      ];
    }
    for (const entry of Object.entries(found)) expect(entry).toEqual([entry[0], [true, 'true', true]]);
    expect(Object.keys(found).length).toBeGreaterThan(15);
  });

  test('of a request in progress gets a 409 on every POST', async () => {
    const found: Record<string, string> = {};
    for (const [index, operation] of POSTS.entries()) {
      const body = bodyOf(operation);
      const before = new Set(
        (await tablesOf(app)('idempotency_keys').select('key_hash')).map((it) => it.key_hash),
      );
      if ((await send(operation, `busy-${index}`, body)).status >= 300) continue;
      await tablesOf(app)('idempotency_keys')
        .whereNotIn('key_hash', [...before])
        .update({ answer: null, locked_until: Date.now() + 60_000 });
      found[nameOf(operation)] = outcomeOf(await send(operation, `busy-${index}`, body));
    }
    for (const entry of Object.entries(found))
      expect(entry[1]).toBe('409 idempotency_key_in_progress Idempotency-Key');
    expect(Object.keys(found).length).toBeGreaterThan(15);
  });

  test('shows a new signing secret once and leaves it out of the replay', async () => {
    const path = `webhooks/${tenant.ids['webhooks']}/signing-secrets`;
    const renew = () =>
      tenant.owner.post(path, document('signing-secret', {}), { headers: { 'Idempotency-Key': 'renew' } });
    const [first, again] = [await renew(), await renew()];
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body.data.id).toBe(first.body.data.id);
    expect(first.body.data.attributes.signing_secret).toMatch(/./);
    expect(again.text).not.toContain(first.body.data.attributes.signing_secret);
    expect(again.body.meta.omitted).toEqual(['signing_secret']);
  });

  test('ignores the order of members and whitespace', async () => {
    const make = (body: string) =>
      tenant.owner.post('roles', body, { headers: { 'Idempotency-Key': 'order' } });
    const first = await make('{"data":{"type":"role","attributes":{"name":"order","permissions":[]}}}');
    const again = await make(
      '{ "data": { "attributes": { "permissions": [ ], "name": "\\u006frder" }, "type": "role" } }',
    );
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(
      (await make('{"data":{"type":"role","attributes":{"name":"other","permissions":[]}}}')).status,
    ).toBe(422);
  });
});

describe('an ETag', () => {
  test('of every resource gets a 304, also in the form that compressing proxies give it', async () => {
    const found: Record<string, number[]> = {};
    const read = API_OPERATIONS.filter(({ responses }) => responses['304'] !== undefined);
    expect(read.length).toBeGreaterThan(15);
    for (const operation of read) {
      const first = await tenant.send(operation);
      if (first.status !== 200) continue;
      const etag = first.headers['etag']!;
      const statusFor = async (tag: string) =>
        (await tenant.send(operation, { headers: { 'If-None-Match': tag } })).status;
      const proxied = `W/${etag.slice(0, -1)}-gzip"`;
      found[nameOf(operation)] = [
        await statusFor(etag),
        await statusFor(`"other", ${proxied}`),
        await statusFor('"other"'),
      ];
    }
    for (const entry of Object.entries(found)) expect(entry).toEqual([entry[0], [304, 304, 200]]);
    const bad = await tenant.owner.get(`roles/${tenant.ids['roles']}`, { headers: { 'If-None-Match': 'x' } });
    expect(outcomeOf(bad)).toBe('400 invalid_header If-None-Match');
  });

  test('changes with attributes taken from other resources, and If-Match then fails', async () => {
    const { owner } = tenant;
    const address = `users/${owner.userId}`;
    const before = await owner.get(address);
    await owner.patch('/v2/me', document('me', { name: 'Renamed' }));
    const after = await owner.get(address);
    expect(after.body.data.attributes.name).toBe('Renamed');
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
    const late = await owner.patch(address, document('user', { active: true }), {
      headers: { 'If-Match': before.headers['etag']! },
    });
    expect([late.status, late.body.errors[0].meta.etag]).toEqual([412, after.headers['etag']]);
  });

  test('of a component changes when the component stops being usable', async () => {
    const { owner, ids } = tenant;
    const address = `components/${ids['components']}`;
    const before = await owner.get(address);
    for (const flow of (await owner.get('flows')).body.data)
      await owner.patch(
        flow.links.self,
        document('flow', { status: 'draft', graph: { nodes: [], edges: [] } }),
      );
    expect((await owner.delete(`oauth-clients/${ids['oauth-clients']}`)).status).toBe(204);
    const after = await owner.get(address);
    expect([before, after].map(({ body }) => body.data.attributes.usable)).toEqual([true, false]);
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
  });

  test('in If-None-Match prevents a change', async () => {
    const address = `roles/${tenant.ids['roles']}`;
    const { headers } = await tenant.owner.get(address);
    for (const tag of ['*', headers['etag']!]) {
      const refused = await tenant.owner.patch(address, document('role', { name: 'no' }), {
        headers: { 'If-None-Match': tag },
      });
      expect(outcomeOf(refused)).toBe('412 precondition_failed If-None-Match');
    }
  });
});
