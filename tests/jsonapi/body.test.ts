import { AppError } from '../../src/errors.ts';
import { readJson, readResource, relatedId } from '../../src/jsonapi/body.ts';

const TYPE = 'application/vnd.api+json';

/** The error's code and source, separated by a space. */
function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return `${error.code} ${error.source?.pointer ?? error.source?.header}`;
  }
  throw new Error('was not refused');
}

describe('the bytes of a body', () => {
  const read = (text: string | Buffer) => readJson(Buffer.from(text as string), TYPE);
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

  test('may be any JSON', () => {
    expect(read('{"data":{"a":[1,null,"é\\u00e9"]}}')).toEqual({ data: { a: [1, null, 'éé'] } });
    expect(read(nested(64))).toBeDefined();
    expect(read(JSON.stringify('['.repeat(100) + '\\"['))).toHaveLength(103);
  });

  test.each([
    ['an empty body', ''],
    ['half a document', '{"data":'],
    ['a trailing comma', '{"data":{},}'],
    ['two documents', '{}{}'],
    ['a comment', '{/* */}'],
    ['a number that is not valid in JSON', 'NaN'],
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['a byte order mark', '\ufeff{}'],
    ['65 levels of nesting', nested(65)],
  ])('are malformed: %s', (_what, bytes) => {
    expect(refusalOf(() => read(bytes))).toBe('malformed_json ');
  });

  test.each([
    ['NUL', '{"data":{"name":"a\\u0000"}}', '/data/name'],
    ['half a surrogate pair', '{"data":["x","\\ud800"]}', '/data/1'],
    ['NUL in a member name', '{"data":{"a\\u0000":1}}', '/data'],
    ['__proto__ as a member name', '{"data":{"a/b":{"__proto__":{}}}}', '/data/a~1b'],
  ])('are rejected for %s, with a pointer to it', (_what, text, pointer) => {
    expect(refusalOf(() => read(text))).toBe(`invalid_text ${pointer}`);
  });

  test.each([
    ['a list', `{"data":[${'1,'.repeat(10_000)}1]}`],
    [
      'an object',
      JSON.stringify({ data: Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [i, i])) }),
    ],
  ])('are rejected for %s of more than 10,000 entries, with a pointer to it', (_what, text) => {
    expect(refusalOf(() => read(text))).toBe('validation_failed /data');
  });

  test('are rejected with a pointer that leaves out a very long member name', () => {
    expect(refusalOf(() => read(`{"data":{"${'x'.repeat(101)}":{"y":"\\u0000"}}}`))).toBe(
      'invalid_text /data/y',
    );
  });

  test('need a content type, which is checked before the text', () => {
    expect(refusalOf(() => readJson(Buffer.from('{'), undefined))).toBe(
      'unsupported_media_type Content-Type',
    );
    expect(refusalOf(() => readJson(Buffer.from('{'), 'text/plain'))).toBe(
      'unsupported_media_type Content-Type',
    );
  });

  test('must not be missing, whatever the content type', () => {
    expect(refusalOf(() => readJson(undefined, 'application/x-www-form-urlencoded'))).toBe('malformed_json ');
  });
});

describe('a document', () => {
  test.each([
    ['null', null, ''],
    ['a list', [], ''],
    ['a string', 'data', ''],
    ['without data', { type: 'role' }, ''],
    ['with null as data', { data: null }, '/data'],
    ['with a list as data', { data: [] }, '/data'],
    ['without a type', { data: {} }, '/data'],
    ['with a type that is not a string', { data: { type: 7 } }, '/data/type'],
  ])('is malformed: %s', (_what, value, pointer) => {
    expect(refusalOf(() => readResource(value, { type: 'role' }))).toBe(`malformed_document ${pointer}`);
  });

  test('of another type is a conflict', () => {
    for (const type of ['user', 'roless', 'role!', '']) {
      expect(refusalOf(() => readResource({ data: { type } }, { type: 'role' }))).toBe(
        'type_mismatch /data/type',
      );
    }
  });

  test('may use an alias of the type, which is read as the type itself', () => {
    const read = readResource({ data: { type: 'flow' } }, { type: 'oauth-client', aliases: ['flow'] });
    expect(read.data.type).toBe('oauth-client');
  });

  test('that creates a resource must not have an ID', () => {
    for (const id of ['x', '', null, 7]) {
      expect(refusalOf(() => readResource({ data: { type: 'role', id } }, { type: 'role' }))).toBe(
        'client_generated_id /data/id',
      );
    }
  });

  test('that changes a resource has the ID of that resource or none', () => {
    const expected = { type: 'role', id: 'a' };
    expect(readResource({ data: { type: 'role' } }, expected)).toBeDefined();
    expect(readResource({ data: { type: 'role', id: 'a' } }, expected)).toBeDefined();
    for (const id of ['b', 'A', null, 7]) {
      expect(refusalOf(() => readResource({ data: { type: 'role', id } }, expected))).toBe(
        'id_mismatch /data/id',
      );
    }
  });
});

test('a relationship to an invalid ID is read as an ID that does not exist', () => {
  const id = '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f';
  expect(relatedId({ data: { id } })).toBe(id);
  expect(relatedId(undefined)).toBeUndefined();
  for (const wrong of ['7', id.toUpperCase(), `${id} `]) {
    expect(relatedId({ data: { id: wrong } })).toBe('00000000-0000-0000-0000-000000000000');
  }
});
