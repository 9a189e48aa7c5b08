import { gzipSync } from 'node:zlib';
import { startApp, type RequestOptions, type TestApp } from '../support/app.ts';
import {
  BODY_OPERATIONS,
  seedTenant,
  nameOf,
  outcomeOf,
  type SeededTenant,
} from '../support/seeded-tenant.ts';
import { dumpTables } from '../support/table-dump.ts';
import type { Operation } from '../support/contract-operations.ts';

let app: TestApp;
let tenant: SeededTenant;
let before: Record<string, string[]>;

beforeAll(async () => {
  app = await startApp();
  tenant = await seedTenant(app);
  before = await dumpTables(app);
});

afterAll(() => app.close());

/** No request may have changed anything. */
afterEach(async () => {
  expect(await dumpTables(app)).toEqual(before);
});

const DEEP = 40_000;
const TEN_MEGABYTES = 10 * 1024 * 1024;
const json = { 'Content-Type': 'application/json' };
const gzip = { ...json, 'Content-Encoding': 'gzip' };

const UNREADABLE: [what: string, sent: RequestOptions, outcome: string][] = [
  ['no body', {}, '400 malformed_json'],
  ['half a document', { body: '{"data":{"type":"' }, '400 malformed_json'],
  ['a second document', { body: '{"data":{}} {"data":{}}' }, '400 malformed_json'],
  ['a byte order mark', { body: '\ufeff{"data":{}}' }, '400 malformed_json'],
  ['invalid UTF-8', { body: Buffer.from([0x22, 0xc3, 0x28, 0x22]), headers: json }, '400 malformed_json'],
  [
    'an overlong encoding',
    { body: Buffer.from([0x22, 0xc0, 0xaf, 0x22]), headers: json },
    '400 malformed_json',
  ],
  ['UTF-16', { body: Buffer.from('{"data":{}}', 'utf16le'), headers: json }, '400 malformed_json'],
  ['40,000 nested arrays', { body: '['.repeat(DEEP) + ']'.repeat(DEEP) }, '400 malformed_json'],
  ['40,000 nested objects', { body: '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP) }, '400 malformed_json'],
  ['null', { body: 'null' }, '400 malformed_document'],
  ['a number', { body: '7' }, '400 malformed_document'],
  ['an array', { body: '[{"type":"flow"}]' }, '400 malformed_document'],
  ['several resources', { body: '{"data":[{"type":"flow"}]}' }, '400 malformed_document /data'],
  ['no resource', { body: '{"data":null}' }, '400 malformed_document /data'],
  ['a resource without a type', { body: '{"data":{}}' }, '400 malformed_document /data'],
  ['a type that is not a string', { body: '{"data":{"type":{}}}' }, '400 malformed_document /data/type'],
  ['another type', { body: '{"data":{"type":"spaceship"}}' }, '409 type_mismatch /data/type'],
  ['ten megabytes', { body: Buffer.alloc(TEN_MEGABYTES, ' '), headers: json }, '413 payload_too_large'],
  [
    'a gzip bomb',
    { body: gzipSync(Buffer.alloc(TEN_MEGABYTES, ' ')), headers: gzip },
    '413 payload_too_large',
  ],
  ['data that is not gzip', { body: Buffer.from('{"data":{}}'), headers: gzip }, '400 malformed_json'],
  [
    'truncated gzip',
    { body: gzipSync(Buffer.from('{"data":{}}')).subarray(0, 15), headers: gzip },
    '400 malformed_json',
  ],
  [
    'an unknown encoding',
    { body: '{}', headers: { ...json, 'Content-Encoding': 'zstd' } },
    '415 unsupported_media_type Content-Encoding',
  ],
];

test.each(UNREADABLE)('every operation rejects %s', async (_what, sent, outcome) => {
  await expectEverywhere(() => sent, outcome);
});

test.each([
  'text/plain',
  'text/html; charset=utf-8',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  'application/vnd.api+json; charset=utf-8',
  'application/vnd.api+json; ext="https://jsonapi.org/ext/atomic"',
  'application/json; charset=iso-8859-1',
  'application/json, application/vnd.api+json',
  '"application/json"',
  ';;;',
])('every operation rejects a body of type %s', async (type) => {
  await expectEverywhere(
    (operation) => ({ body: JSON.stringify(tenant.body(operation)), headers: { 'Content-Type': type } }),
    '415 unsupported_media_type Content-Type',
  );
});

/** Its ID is chosen by the client. */
const isIdChosen = ({ method, path }: Operation) => method === 'post' && /\/(providers|senders)$/.test(path);

test('every POST rejects a client-generated ID, every other operation an ID that differs', async () => {
  const id = '01890000-0000-7000-8000-000000000000';
  await expectEverywhere(
    (operation) => ({
      body: { data: { ...tenant.body(operation).data, id: isIdChosen(operation) ? 'no slug' : id } },
    }),
    (operation) => {
      if (operation.method !== 'post') return '409 id_mismatch /data/id';
      return isIdChosen(operation) ? '422 validation_failed /data/id' : '403 client_generated_id /data/id';
    },
  );
});

describe.each([
  ['NUL', 'x\0y'],
  ['half of a surrogate pair', 'x\ud83d'],
])('%s', (_what, bad) => {
  test('is rejected in every string of every document, with a pointer to it', async () => {
    for (const operation of BODY_OPERATIONS) {
      for (const { pointer, change } of textsOf(tenant.body(operation))) {
        const answer = await tenant.send(operation, { body: change(bad) });
        expect([nameOf(operation), outcomeOf(answer)]).toEqual([
          nameOf(operation),
          `400 invalid_text ${pointer}`,
        ]);
      }
    }
  });

  test('is rejected in a member name of every object, with a pointer to the object', async () => {
    for (const operation of BODY_OPERATIONS) {
      for (const { pointer, withMember } of objectsOf(tenant.body(operation))) {
        const answer = await tenant.send(operation, { body: withMember(bad) });
        expect([nameOf(operation), outcomeOf(answer)]).toEqual([
          nameOf(operation),
          `400 invalid_text ${pointer}`.trimEnd(),
        ]);
      }
    }
  });
});

test('__proto__ is rejected as a member of every object and pollutes no prototype', async () => {
  for (const operation of BODY_OPERATIONS) {
    for (const { pointer, withMember } of objectsOf(tenant.body(operation))) {
      const text = JSON.stringify(withMember('PLACE')).replace('"PLACE":1', '"__proto__":{"polluted":1}');
      const answer = await tenant.send(operation, { body: text });
      expect([nameOf(operation), outcomeOf(answer)]).toEqual([
        nameOf(operation),
        `400 invalid_text ${pointer}`.trimEnd(),
      ]);
    }
  }
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

async function expectEverywhere(
  sent: (operation: Operation) => RequestOptions,
  outcome: string | ((operation: Operation) => string),
): Promise<void> {
  const seen: Record<string, string> = {};
  const expected: Record<string, string> = {};
  for (const operation of BODY_OPERATIONS) {
    seen[nameOf(operation)] = outcomeOf(await tenant.send(operation, sent(operation)));
    expected[nameOf(operation)] = typeof outcome === 'string' ? outcome : outcome(operation);
  }
  expect(seen).toEqual(expected);
}

type Node = Record<string, unknown>;

/** Every string of a document: where it is, and the document with another string there. */
function textsOf(document: object): { pointer: string; change(text: string): object }[] {
  return walk(document).flatMap(({ path, value }) =>
    typeof value === 'string'
      ? [{ pointer: path.join('/'), change: (text: string) => put(document, path, text) }]
      : [],
  );
}

/** Every object of a document: where it is, and the document with one more member there. */
function objectsOf(document: object): { pointer: string; withMember(name: string): object }[] {
  return walk(document).flatMap(({ path, value }) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? [
          {
            pointer: path.join('/'),
            withMember: (name: string) => put(document, path, { ...value, [name]: 1 }),
          },
        ]
      : [],
  );
}

function walk(value: unknown, path: string[] = ['']): { path: string[]; value: unknown }[] {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [{ path, value }, ...members.flatMap(([key, member]) => walk(member, [...path, key]))];
}

function put(document: object, [, ...path]: string[], value: unknown): object {
  if (path.length === 0) return value as object;
  const copy = structuredClone(document) as Node;
  const parent = path.slice(0, -1).reduce<Node>((node, key) => node[key] as Node, copy);
  parent[path.at(-1)!] = value;
  return copy;
}
