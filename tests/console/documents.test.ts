import { postOnce } from '../../console/api/idempotency.ts';
import type { Call } from '../../console/api/request.ts';
import { listQuery, resourceQuery } from '../../console/api/query.ts';
import { toDocument, toRecord } from '../../console/api/records.ts';
import { RESOURCES, shapeOf } from '../../console/api/resources.ts';
import { MEMBERS } from '../../src/schema/members.ts';
import { locateFaults, syntaxFaults } from '../../console/parts/json-lines.ts';

const CLIENT = shapeOf('oauth-clients');

describe('a document of the console', () => {
  test('that creates a resource contains only what a form can set', () => {
    const typed = { client_id: 'a', client_secret: 'b', component_id: 'c', status: 'usable', _etag: '"1"' };
    expect(toDocument(CLIENT, typed)).toEqual({
      data: {
        type: 'oauth-client',
        attributes: { client_id: 'a', client_secret: 'b' },
        relationships: { component: { data: { type: 'component', id: 'c' } } },
      },
    });
  });

  test('that updates a resource contains only what has changed', () => {
    const previous = { id: '1', client_id: 'a', component_id: 'c', _etag: '"1"' };
    const typed = { ...previous, client_id: 'b', client_secret: null };
    expect(toDocument(CLIENT, typed, previous)).toEqual({
      data: { type: 'oauth-client', id: '1', attributes: { client_id: 'b' } },
    });
  });

  test('is read without secrets and with included resources', () => {
    const record = toRecord(
      {
        type: 'oauth-client',
        id: '1',
        attributes: { client_id: 'a', client_secret: 's3cret' },
        relationships: { component: { data: { type: 'component', id: 'c' } }, created_by: { data: null } },
      },
      CLIENT,
      [{ type: 'component', id: 'c', attributes: { name: 'Pizza Van' } }],
    );
    expect(record).toEqual({
      id: '1',
      client_id: 'a',
      component_id: 'c',
      component: { id: 'c', name: 'Pizza Van' },
      created_by_id: null,
    });
  });
});

describe('attributes that a form edits as JSON', () => {
  const PROVIDER = shapeOf('providers');
  const record = toRecord(
    {
      type: 'provider',
      id: 'acme',
      attributes: { name: 'Acme', notes: 'A', color: '#000000', built_in: false },
    },
    PROVIDER,
  );
  const attributesSent = (changed: object) => {
    const { data } = toDocument(PROVIDER, { ...record, ...changed }, record);
    return data['attributes'];
  };

  test('are one member of the record', () => {
    expect(record).toEqual({
      id: 'acme',
      name: 'Acme',
      built_in: false,
      settings: { notes: 'A', color: '#000000' },
    });
  });

  test('are sent one by one: changed, removed and unknown ones', () => {
    expect(attributesSent({ settings: { notes: 'B', color: '#000000', unknown: 1 } })).toEqual({
      notes: 'B',
      unknown: 1,
    });
    expect(attributesSent({ settings: { notes: 'A' } })).toEqual({ color: null });
    expect(attributesSent({ settings: undefined, name: 'Acme CRM' })).toEqual({ name: 'Acme CRM' });
  });

  test('of a new record are sent with the ID that was chosen, without those that are missing', () => {
    const typed = { id: 'acme', name: 'Acme', pkce: null, settings: { notes: 'A' } };
    expect(toDocument(PROVIDER, typed)).toEqual({
      data: { type: 'provider', id: 'acme', attributes: { name: 'Acme', notes: 'A' } },
    });
  });
});

describe('a query of the console', () => {
  test('paginates, sorts and filters with the parameters of the API', () => {
    const query = listQuery(
      { type: 'x', attributes: [] },
      {
        page: { number: 2, size: 50 },
        sort: { field: 'name', order: 'DESC' },
        filter: { usable: false, access: '' },
      },
    );
    expect([...new URLSearchParams(query)]).toEqual([
      ['page[size]', '50'],
      ['page[number]', '2'],
      ['sort', '-name'],
      ['filter[usable]', 'false'],
    ]);
  });

  test('of a log uses a cursor and no sort order', () => {
    const page = { after: 'abc', size: 50 };
    const query = listQuery(
      { type: 'x', attributes: [], log: true },
      { page, sort: { field: 'id', order: 'ASC' } },
    );
    expect([...new URLSearchParams(query)]).toEqual([
      ['page[size]', '50'],
      ['page[after]', 'abc'],
    ]);
  });

  test('of a page with a secret requests everything else', () => {
    for (const shape of Object.values(RESOURCES).filter(({ secrets }) => secrets !== undefined)) {
      const requested = new URLSearchParams(resourceQuery(shape)).get(`fields[${shape.type}]`)!.split(',');
      const { attributes } = MEMBERS[shape.type as keyof typeof MEMBERS];
      // A webhook's signing secret is only in the response that creates it.
      const unseen = [...shape.secrets!, 'signing_secret'];
      expect(requested).toEqual(expect.arrayContaining(attributes.filter((name) => !unseen.includes(name))));
    }
  });

  test('never requests a secret', () => {
    for (const shape of Object.values(RESOURCES).filter(({ secrets }) => secrets !== undefined)) {
      const requested = new URLSearchParams(resourceQuery(shape)).get(`fields[${shape.type}]`)!.split(',');
      expect(requested.filter((name) => shape.secrets!.includes(name))).toEqual([]);
      expect(requested).not.toEqual([]);
    }
  });
});

/** A server that records idempotency keys and responds with the given statuses; undefined is a success. */
function serverRecording(keys: (string | undefined)[], statuses: (number | undefined)[]): Call {
  return async (_path, request) => {
    keys.push(request?.headers?.['Idempotency-Key']);
    const status = statuses.shift();
    if (status !== undefined) throw Object.assign(new Error(), { status });
    return { document: undefined, etag: String(keys.length) };
  };
}

test('a request keeps its idempotency key until it succeeds or is rejected', async () => {
  const keys: (string | undefined)[] = [];
  const call = serverRecording(keys, [0, 503, 422, undefined, undefined]);
  for (let time = 0; time < 5; time += 1) await postOnce(call, '/a', { name: 'b' }).catch(() => undefined);
  const [first, second, third, fourth, fifth] = keys;
  expect(first).toEqual(expect.any(String));
  expect([second, third]).toEqual([first, first]);
  expect(new Set([third, fourth, fifth]).size).toBe(3);
});

test('a duplicate of a pending request is not sent, but gets the same response', async () => {
  const keys: (string | undefined)[] = [];
  const call = serverRecording(keys, []);
  const answers = await Promise.all([
    postOnce(call, '/a', { name: 'b' }),
    postOnce(call, '/a', { name: 'b' }),
    postOnce(call, '/a', { name: 'c' }),
  ]);
  expect(answers.map(({ etag }) => etag)).toEqual(['1', '1', '2']);
  expect(keys).toHaveLength(2);
});

describe('an error in component.json is shown at the line', () => {
  const text = '{\n  "title": "X",\n  "credentials": {\n    "a/b": [1,\n      2]\n  }\n}';

  test.each([
    ['/title: too long', 2, 'too long'],
    ['/credentials: wrong', 3, 'wrong'],
    ['/credentials/a~1b/1: no two', 5, 'no two'],
    ['/credentials/missing: is missing', 3, 'is missing'],
    ['without a place', 1, 'without a place'],
  ])('of %s', (refusal, line, message) => {
    expect(locateFaults(text, refusal)).toEqual([{ line, message }]);
  });

  test('where the JSON syntax is invalid', () => {
    expect(syntaxFaults('{\n  "a": 1,\n}')).toEqual([expect.objectContaining({ line: 3 })]);
    expect(syntaxFaults('{\n  // no\n}')).toEqual([expect.objectContaining({ line: 2 })]);
    expect(syntaxFaults('{ "a": 1 }')).toEqual([]);
  });
});
