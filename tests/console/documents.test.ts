import { postOnce } from '../../console/api/idempotency.ts';
import type { Call } from '../../console/api/request.ts';
import { listQuery, resourceQuery } from '../../console/api/query.ts';
import { toDocument, toRecord } from '../../console/api/records.ts';
import { RESOURCES, shapeOf } from '../../console/api/resources.ts';
import { faultsAtLines, syntaxFaults } from '../../console/parts/json-lines.ts';

const CLIENT = shapeOf('oauth-clients');

describe('a document of the console', () => {
  test('that makes something holds what a form can set and nothing else', () => {
    const typed = { client_id: 'a', client_secret: 'b', component_id: 'c', status: 'usable', _etag: '"1"' };
    expect(toDocument(CLIENT, typed)).toEqual({
      data: {
        type: 'oauth-client',
        attributes: { client_id: 'a', client_secret: 'b' },
        relationships: { component: { data: { type: 'component', id: 'c' } } },
      },
    });
  });

  test('that changes something holds what differs', () => {
    const previous = { id: '1', client_id: 'a', component_id: 'c', _etag: '"1"' };
    const typed = { ...previous, client_id: 'b', client_secret: null };
    expect(toDocument(CLIENT, typed, previous)).toEqual({
      data: { type: 'oauth-client', id: '1', attributes: { client_id: 'b' } },
    });
  });

  test('read keeps no secret, and has what came along', () => {
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

describe('a query of the console', () => {
  test('pages, sorts and filters as the API has it', () => {
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

  test('of a log goes by cursor and has no order', () => {
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

  test('never asks for a secret', () => {
    for (const shape of Object.values(RESOURCES).filter(({ secrets }) => secrets !== undefined)) {
      const asked = new URLSearchParams(resourceQuery(shape)).get(`fields[${shape.type}]`)!.split(',');
      expect(asked.filter((name) => shape.secrets!.includes(name))).toEqual([]);
      expect(asked).not.toEqual([]);
    }
  });
});

/** A server that notes the keys it is sent, and answers with a status; undefined is a success. */
function serverNoting(keys: (string | undefined)[], statuses: (number | undefined)[]): Call {
  return async (_path, request) => {
    keys.push(request?.headers?.['Idempotency-Key']);
    const status = statuses.shift();
    if (status !== undefined) throw Object.assign(new Error(), { status });
    return { document: undefined, etag: String(keys.length) };
  };
}

test('a request whose answer never came is sent again under its key, and under another once it was answered', async () => {
  const keys: (string | undefined)[] = [];
  const call = serverNoting(keys, [0, 503, 422, undefined, undefined]);
  for (let time = 0; time < 5; time += 1) await postOnce(call, '/a', { name: 'b' }).catch(() => undefined);
  const [first, second, third, fourth, fifth] = keys;
  expect(first).toEqual(expect.any(String));
  expect([second, third]).toEqual([first, first]);
  expect(new Set([third, fourth, fifth]).size).toBe(3);
});

test('the same request, made again while it is under way, is sent once and shares the answer', async () => {
  const keys: (string | undefined)[] = [];
  const call = serverNoting(keys, []);
  const answers = await Promise.all([
    postOnce(call, '/a', { name: 'b' }),
    postOnce(call, '/a', { name: 'b' }),
    postOnce(call, '/a', { name: 'c' }),
  ]);
  expect(answers.map(({ etag }) => etag)).toEqual(['1', '1', '2']);
  expect(keys).toHaveLength(2);
});

describe('a component.json is wrong at the line', () => {
  const text = '{\n  "title": "X",\n  "credentials": {\n    "a/b": [1,\n      2]\n  }\n}';

  test.each([
    ['/title: too long', 2, 'too long'],
    ['/credentials: wrong', 3, 'wrong'],
    ['/credentials/a~1b/1: no two', 5, 'no two'],
    ['/credentials/missing: is missing', 3, 'is missing'],
    ['without a place', 1, 'without a place'],
  ])('of %s', (refusal, line, message) => {
    expect(faultsAtLines(text, refusal)).toEqual([{ line, message }]);
  });

  test('where it stops being JSON', () => {
    expect(syntaxFaults('{\n  "a": 1,\n}')).toEqual([expect.objectContaining({ line: 3 })]);
    expect(syntaxFaults('{\n  // no\n}')).toEqual([expect.objectContaining({ line: 2 })]);
    expect(syntaxFaults('{ "a": 1 }')).toEqual([]);
  });
});
