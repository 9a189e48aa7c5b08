import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { AppError } from '../../../src/errors.ts';
import { PATTERN_TEXT } from '../../../src/schema/faults.ts';
import { SCHEMA_FOLDER } from '../../../src/schema/index.ts';
import { assertParser, parseEvents, type Parser } from '../../../src/webhooks/parsing/index.ts';
import { until } from '../../support/until.ts';
import { parseAs, reasonOf, sample } from './samples.ts';

const ENDLESS = '($f := function(){ $f() }; $f())';
const SLOW = 'The expression ran for more than one second.';
const OBJECT = 'it must return an object with type, id, user and data, or a list of them';
const NO_STORE = 'a string with a NUL character or an unpaired surrogate, which cannot be stored';

const make = (expression: string, body: unknown = {}) => parseAs('json', JSON.stringify(body), expression);

describe('an expression can return', () => {
  test.each<[string, string, object]>([
    ['an empty object: the data is the body', '{}', { type: null, id: null, user: null, data: { n: 1 } }],
    ['null as data', '{"data": null}', { data: null }],
    [
      'numbers as type, id and user',
      '{"type": 1, "id": 1.5, "user": 9007199254740991}',
      { type: '1', id: '1.5', user: '9007199254740991' },
    ],
    [
      'null as type, id and user',
      '{"type": null, "id": null, "user": null}',
      { type: null, id: null, user: null },
    ],
    ['a function as type, which is ignored', '{"type": $uppercase}', { type: null }],
    ['an id of 255 characters', '{"id": $pad("", 255, "😀")}', { id: '😀'.repeat(255) }],
    ['a user of 500 characters', '{"user": $pad("", 500, "x")}', { user: 'x'.repeat(500) }],
    ['data of any kind', '{"data": [1, {"a": "\\u0000"}, null]}', { data: [1, { a: '\0' }, null] }],
  ])('%s', async (_what, expression, event) => {
    expect(await make(expression, { n: 1 })).toMatchObject({ ok: true, events: [event] });
  });

  test('a 64-bit id with every digit', async () => {
    const body = '{"id":9223372036854775807,"user":{"id":1234567890123456}}';
    expect(await parseAs('json', body, '{"id": body.id, "user": "u" & body.user.id}')).toMatchObject({
      events: [{ id: '9223372036854775807', user: 'u1234567890123456', data: { id: '9223372036854775807' } }],
    });
  });
});

describe('a failing expression', () => {
  test.each([
    ['nothing', 'nope', `nothing; ${OBJECT}`],
    ['null', 'null', `null; ${OBJECT}`],
    ['a string', '"push"', `a string; ${OBJECT}`],
    ['a number', '1', `a number; ${OBJECT}`],
    ['true', '1 = 1', `a boolean; ${OBJECT}`],
    ['a function', '$uppercase', `a function; ${OBJECT}`],
    [
      'another member',
      '{"type": "a", "secret": 1}',
      'members other than type, id, user and data; move them into data',
    ],
    [
      'a prototype',
      '{"__proto__": {"type": "x"}, "a": 1}',
      'members other than type, id, user and data; move them into data',
    ],
    ['an empty type', '{"type": ""}', 'an empty string as type'],
    ['an id of 256 characters', '{"id": $pad("", 256, "x")}', 'a string of more than 255 characters as id'],
    [
      'a user of 501 characters',
      '{"user": $pad("", 501, "x")}',
      'a string of more than 500 characters as user',
    ],
    ['NUL in an id', '{"id": "a\\u0000"}', `${NO_STORE} as id`],
    ['an unpaired surrogate in a type', '{"type": "\\ud83d"}', `${NO_STORE} as type`],
    ['an array as id', '{"id": [1, 2]}', 'an array as id; it must be a string or a number'],
    ['an object as user', '{"user": {"id": 1}}', 'an object as user; it must be a string or a number'],
    ['true as type', '{"type": true}', 'a boolean as type; it must be a string or a number'],
    ['an id that was rounded', '{"id": 9007199254740993}', 'a number too large to be exact as id'],
    ['more than 1 MiB', '{"data": $pad("", 1048576, "x")}', 'more than 1 MiB; it must return less'],
    [
      'a value 65 levels deep',
      '{"data": $reduce([1..64], function($a, $n){ [[$a]] }, [1])}',
      'a value nested deeper than 64 levels',
    ],
  ])('returns %s', async (_what, expression, given) => {
    expect(await reasonOf(make(expression))).toBe(`The expression returned ${given}.`);
  });

  test.each([
    [
      'adds a string to a number',
      '1 + body.mail',
      /^The expression failed \(near character \d+\): The right side of the "\+"/,
    ],
    ['never ends', ENDLESS, /^The expression ran for more than one second\.$/],
    [
      'uses gigabytes',
      '$pad("x", 5e8)',
      /^The expression (?:used more memory than allowed|ran for more than one second)\.$/,
    ],
    [
      'builds a tree of gigabytes',
      '{"data": $reduce([1..40], function($a, $n){ {"l": $a, "r": $a} }, "xx")}',
      /^The expression (?:used more|ran for)/,
    ],
    ['waits forever', '{"then": /a/}', /^The expression never returned a result\.$/],
  ])('%s', async (_what, expression, reason) => {
    expect(await reasonOf(make(expression, { mail: 'alice@acme.test' }))).toMatch(reason);
  });

  test('does not repeat the body in its error', async () => {
    expect(await reasonOf(make('$number(body.mail)', { mail: 'alice@acme.test' }))).not.toContain('alice');
  });
});

test('an expression sees the headers about the event, but none that authenticate the sender', async () => {
  const headers = {
    'X-Event': 'push',
    'webhook-id': 'msg_1',
    'x-twice': ['a', 'b'],
    'x-idempotency-key': 'k',
    'x-event-key': 'repo:push',
    'Sentry-Hook-Resource': 'issue',
    'x-gone': undefined,
    authorization: 'Bearer t',
    cookie: 'c',
    host: 'h',
    'webhook-signature': 'v1,s',
    'svix-signature': 'v1,s',
    'linear-signature': 's',
    'x-hub-signature-256': 's',
    'x-shopify-hmac-sha256': 's',
    'x-gitlab-token': 't',
    'x-api-key': 'k',
    'x-auth-user': 'u',
    'x-client-secret': 's',
    'x-forwarded-client-cert': 'c',
  };
  const parser: Parser = { type: 'jsonata', format: 'json', expression: '{"data": headers}' };
  const given = { ...sample('{}', headers), contentType: 'application/json' };
  expect(await parseEvents(parser, [given], 'acme')).toEqual([
    {
      ok: true,
      events: [
        expect.objectContaining({
          data: {
            'content-type': 'application/json',
            'x-event': 'push',
            'webhook-id': 'msg_1',
            'x-twice': 'a, b',
            'x-idempotency-key': 'k',
            'x-event-key': 'repo:push',
            'sentry-hook-resource': 'issue',
          },
        }) as unknown,
      ],
    },
  ]);
});

test('a parser of type none leaves the event unchanged', async () => {
  expect(await parseEvents({ type: 'none' }, [sample('\0{')], 'acme')).toEqual([{ ok: true, events: null }]);
});

describe('several bodies', () => {
  const parser: Parser = {
    type: 'jsonata',
    format: 'json',
    expression: `body.n = 7 ? ${ENDLESS} : body.n = 9 ? {"data": $length($pad("x", 1e8))} : {"id": body.n}`,
  };

  test('that fail in different ways do not affect the others', async () => {
    const samples = Array.from({ length: 16 }, (_, n) => sample(n === 3 ? '{"n":' : JSON.stringify({ n })));
    // On a busy machine, the time limit may be reached before the memory limit.
    const results = await until(async () => {
      const parsed = await parseEvents(parser, samples, 'acme');
      const seen = parsed.map((one) => (one?.ok ? one.events?.[0].id : one?.reason));
      return seen[9] === SLOW ? undefined : seen;
    });
    expect(results).toEqual(
      Array.from({ length: 16 }, (_, n) => {
        if (n === 3) return 'The body is not valid JSON.';
        if (n === 7) return SLOW;
        return n === 9 ? 'The expression used more memory than allowed.' : String(n);
      }),
    );
  });

  test('can all fail, and the list can be empty', async () => {
    expect(await parseEvents(parser, [sample('x'), sample('')], 'acme')).toMatchObject([
      { ok: false },
      { ok: false },
    ]);
    expect(await parseEvents(parser, [], 'acme')).toEqual([]);
  });
});

describe('a parser', () => {
  test('with an expression that is not JSONata is refused, with a pointer', () => {
    const parser: Parser = { type: 'jsonata', format: 'json', expression: '{"type": ' };
    let error: unknown;
    try {
      assertParser(parser, '/data/attributes/parser');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: 'validation_failed',
      source: { pointer: '/data/attributes/parser/expression' },
    });
  });

  test.each<Parser>([
    { type: 'none' },
    { type: 'jsonata', format: 'xml' },
    { type: 'jsonata', format: 'json', expression: '{"type": body.type}' },
  ])('%j is accepted', (parser) => {
    expect(() => assertParser(parser, '')).not.toThrow();
    expect(fits(parser)).toBe(true);
  });

  test.each([
    [{}],
    [{ type: 'none', format: 'json' }],
    [{ type: 'jsonata' }],
    [{ type: 'jsonata', format: 'yaml' }],
    [{ type: 'jsonata', format: 'json', expression: '' }],
    [{ type: 'jsonata', format: 'json', expression: 'x'.repeat(2001) }],
    [{ type: 'jsonata', format: 'json', more: 1 }],
  ])('%j does not fit the schema', (parser) => {
    expect(fits(parser)).toBe(false);
  });

  function fits(parser: unknown): boolean {
    const ajv = new Ajv2020({ strict: true, keywords: [PATTERN_TEXT] });
    ajv.addFormat('uri', true);
    for (const file of [
      'config-services',
      'webhook-parser',
      'webhook-event-verification',
      'webhook-handshake',
    ])
      ajv.addSchema(JSON.parse(readFileSync(new URL(`${file}.json`, SCHEMA_FOLDER), 'utf8')) as object);
    return ajv.validate({ $ref: 'webhook-parser.json#/$defs/parser' }, parser);
  }
});
