import {
  MAX_DESCRIPTOR_BYTES,
  MAX_TEXT_BYTES,
  decodeDescriptor,
  inspectDescriptor,
  parseDescriptor,
  pointerLocator,
  textOfMember,
} from '../../src/components/descriptor/index.ts';
import { errorOf, fixtureNames, fixtureText } from './descriptor-fixtures.ts';

describe('parsing', () => {
  test.each([
    ['a trailing comma', '{\n  "a": 1,\n}', 2, 9, 'syntax', 'trailing comma'],
    ['a trailing comma in an array', '{"a": [1, 2, ]}', 1, 12, 'syntax', 'trailing comma'],
    ['a comment', '{\n  // why\n  "a": 1 }', 2, 3, 'syntax', 'not allow comments'],
    ['a block comment', '{ /* why */ "a": 1 }', 1, 3, 'syntax', 'not allow comments'],
    ['a missing comma', '{"a": 1\r\n "b": 2}', 2, 2, 'syntax', 'Expected a comma'],
    ['a missing colon', '{"a" 1}', 1, 6, 'syntax', 'Expected a colon'],
    ['a missing brace', '{"a": 1\n', 2, 1, 'syntax', 'ends before the closing brace'],
    ['an unclosed string', '{"a": "x\n}', 1, 7, 'syntax', 'not closed'],
    ['single quotes', "{'a': 1}", 1, 2, 'syntax', 'is not valid JSON'],
    ['NaN', '{"a": NaN}', 1, 7, 'syntax', '"NaN" is not valid JSON'],
    ['a leading zero', '{"a": 01}', 1, 8, 'syntax', 'Expected a comma'],
    ['a raw tab in a string', '{"a": "\t"}', 1, 7, 'syntax', 'control character'],
    ['text after the object', '{} {}', 1, 4, 'syntax', 'Unexpected content'],
    ['HTML', '<!doctype html>', 1, 1, 'syntax', 'is not valid JSON'],
    ['a byte order mark', '\uFEFF{}', 1, 1, 'byte_order_mark', 'byte order mark'],
    ['an empty file', '', 1, 1, 'empty', 'empty'],
    ['a blank file', ' \n\n', 1, 1, 'empty', 'empty'],
    ['an array', '\n [{}]', 2, 2, 'not_an_object', 'one JSON object'],
    ['null', 'null', 1, 1, 'not_an_object', 'one JSON object'],
    ['an escaped NUL', '{"a": {"b": "x\\u0000"}}', 1, 13, 'unstorable_text', 'NUL'],
    ['an unpaired surrogate', '{"a": "\\ud83d"}', 1, 7, 'unstorable_text', 'surrogate'],
    ['an unpaired surrogate in a key', '{"\\udc00": 1}', 1, 2, 'unstorable_text', 'surrogate'],
  ])('%s is reported in a sentence, with line and column', (_, text, line, column, code, expected) => {
    const error = errorOf(() => parseDescriptor(text));
    expect(error).toMatchObject({ line, column, code });
    expect(error?.message).toContain(expected);
    expect(error?.message).toMatch(/^\S[^\n]*\.$/);
  });

  test('nesting 40,000 deep is rejected before any recursion', () => {
    const error = errorOf(() => parseDescriptor(`{"a": ${'['.repeat(40_000)}`));
    expect(error).toMatchObject({ code: 'too_deep', line: 1, column: 66 });
  });

  test('brackets inside strings do not count as nesting', () => {
    const text = JSON.stringify({ a: '[{"\\'.repeat(500) });
    expect(parseDescriptor(text)).toEqual(JSON.parse(text));
  });

  test('more than 1 MiB without whitespace, or 2 MiB with it, is rejected', () => {
    const large = `{"a": "${'x'.repeat(MAX_DESCRIPTOR_BYTES)}"}`;
    expect(errorOf(() => parseDescriptor(large))?.code).toBe('too_large');
    const padded = `{"a": "${'x'.repeat(MAX_DESCRIPTOR_BYTES - 100)}"}`.padEnd(MAX_TEXT_BYTES);
    expect(errorOf(() => parseDescriptor(padded))).toBeUndefined();
    expect(errorOf(() => parseDescriptor(`${padded} `))?.code).toBe('too_large');
    expect(errorOf(() => decodeDescriptor(Buffer.from(`${padded} `)))?.code).toBe('too_large');
  });

  test('bytes that are not UTF-8 are reported with line and column', () => {
    const bytes = Buffer.concat([Buffer.from('{\n "ä\uFFFD": "'), Buffer.from([0xe4]), Buffer.from('"}')]);
    expect(errorOf(() => decodeDescriptor(bytes))).toMatchObject({ code: 'not_utf8', line: 2, column: 9 });
  });

  test('a duplicate of a key that the service reads is rejected at its second position', () => {
    const twice = (text: string) => errorOf(() => parseDescriptor(text));
    expect(twice('{"useOAuthClient": true,\n"useOAuthClient": false}')).toMatchObject({
      code: 'duplicate_key',
      line: 2,
      column: 1,
    });
    expect(twice('{"envVars": {"A": {}, "A": {}}}')?.code).toBe('duplicate_key');
    expect(twice('{"credentials": {"oauth2": {"client_id": "a", "client_id": "b"}}}')?.code).toBe(
      'duplicate_key',
    );
    expect(twice('{"actions": {"a": 1, "a": 2}}')).toBeUndefined();
  });

  test('a key __proto__ is rejected at any depth, and an object with one changes no prototype', () => {
    const text = '{"a": [{"__proto__": {"useOAuthClient": true}}]}';
    expect(errorOf(() => parseDescriptor(text))).toMatchObject({
      code: 'forbidden_key',
      pointer: '/a/0',
    });
    const parsed = JSON.parse('{"__proto__": {"useOAuthClient": true}}') as Record<string, unknown>;
    expect(inspectDescriptor(parsed)).toMatchObject({ usesOauthClient: false, style: 'none' });
  });

  test.each([
    ['1e400', 'number_out_of_range'],
    ['-1E+999', 'number_out_of_range'],
    ['9007199254740993', 'number_inexact'],
    ['-12345678901234567890', 'number_inexact'],
    ['9007199254740993.0', 'number_inexact'],
    ['1.2345678901234567890e19', 'number_inexact'],
    ['1e-400', 'number_inexact'],
  ])('the number %s is rejected because parsing would change it', (number, code) => {
    expect(errorOf(() => parseDescriptor(`{"a": ${number}}`))).toMatchObject({
      code,
      pointer: '/a',
      column: 7,
    });
  });

  test.each(['9007199254740991', '9007199254740992', '1e22', '1E23', '-0', '0.0', '0e5', '1.50', '0.1'])(
    'the number %s is accepted because it keeps its value',
    (number) => expect(errorOf(() => parseDescriptor(`{"a": ${number}}`))).toBeUndefined(),
  );

  test.each([
    ['a no-break space', '{\u00a0"a": 1}', 'no-break space (U+00A0)'],
    ['a zero width space', '{\u200b"a": 1}', 'invisible character (U+200B)'],
    ['typographic quotes', '{\u201ca\u201d: 1}', 'typographic quote (U+201C)'],
  ])('%s is named in the error', (_, text, expected) => {
    expect(errorOf(() => parseDescriptor(text))?.message).toContain(expected);
  });

  test('a pointer is resolved to a line and column', () => {
    const locate = pointerLocator('{\n  "a/b": [1,\n    {"c": 2}]\n}');
    expect(locate('/a~1b/1/c')).toEqual({ line: 3, column: 11 });
    expect(locate('/a~1b/7')).toEqual({ line: 2, column: 10 });
  });
});

describe('random damage', () => {
  test.each(fixtureNames)(
    '%s, damaged, is read as JSON.parse reads it or throws a DescriptorError',
    (name) => {
      const original = Buffer.from(fixtureText(name));
      const random = seeded(name.length * 7919);
      for (let round = 0; round < 300; round += 1) {
        const damaged = damage(original, random);
        const error = errorOf(() => inspectDescriptor(parseDescriptor(decodeDescriptor(damaged))));
        if (error === undefined || error.code === 'syntax') {
          expect(isJson(damaged.toString('utf8'))).toBe(error === undefined);
        }
      }
    },
  );

  test.each(fixtureNames)('%s with any one value replaced is inspected without an exception', (name) => {
    const oddities = [null, true, 7, '', '{{', '{{x}}', [], {}, [[null]], { __proto__: null }];
    const random = seeded(name.length * 104_729);
    for (let round = 0; round < 300; round += 1) {
      const value = parseDescriptor(fixtureText(name));
      let at: Record<string, unknown> = value;
      for (let depth = 0; depth < 4; depth += 1) {
        const key = pick(Object.keys(at), random);
        if (key === undefined) break;
        const next = at[key];
        if (depth < 3 && random() < 0.7 && typeof next === 'object' && next !== null) {
          at = next as Record<string, unknown>;
        } else {
          at[key] = pick(oddities, random);
          break;
        }
      }
      const facts = inspectDescriptor(value);
      const locate = (pointer: string) => pointer.split('/').slice(1).reduce<unknown>(member, value);
      for (const { pointer } of [...facts.problems, ...facts.questions, ...facts.notes]) {
        expect(locate(pointer)).not.toBeUndefined();
      }
    }
  });
});

describe('time', () => {
  test('186 KB and strings that slow down regular expressions are read in under two seconds', () => {
    const actions = Object.fromEntries(
      Array.from({ length: 1500 }, (_, n) => [
        `action${n}`,
        { title: `Do ${n}`, fields: { a: { label: 'A' } }, description: 'x'.repeat(40) },
      ]),
    );
    const text = JSON.stringify({ useOAuthClient: true, actions }, null, 1);
    expect(text.length).toBeGreaterThan(186_000);
    const nasty = [
      '{'.repeat(500_000),
      '{{'.repeat(250_000),
      `{{${' '.repeat(500_000)}`,
      '_'.repeat(500_000),
      'secret'.repeat(80_000),
    ];
    const started = performance.now();
    inspectDescriptor(parseDescriptor(text));
    for (const client_id of nasty) {
      inspectDescriptor({
        env: [client_id],
        credentials: { oauth2: { client_id, auth_uri: client_id, token_uri: client_id } },
      });
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

/** A reproducible random number generator (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(list: readonly T[], random: () => number): T | undefined {
  return list[Math.floor(random() * list.length)];
}

/** A copy that is truncated, has some bytes replaced, or has a piece removed. */
function damage(original: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * original.length);
  const kind = random();
  if (kind < 0.3) return original.subarray(0, at);
  if (kind < 0.5)
    return Buffer.concat([original.subarray(0, at), original.subarray(at + 1 + Math.floor(random() * 8))]);
  const copy = Buffer.from(original);
  for (let flips = Math.ceil(random() * 3); flips > 0; flips -= 1) {
    const bytes = [Math.floor(random() * 256), ...Buffer.from('"{}[],:\\/0-e. \n')];
    copy[Math.floor(random() * copy.length)] = pick(bytes, random) ?? 0;
  }
  return copy;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function member(value: unknown, key: string): unknown {
  const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

describe('the text of a member', () => {
  test.each([
    ['{"a": {"b": {"c": [1, "]}", {"b": 2}]}}}', '{"c": [1, "]}", {"b": 2}]}'],
    ['{"x": "{\\"a\\": \\\\", "a" :{ "b":1e400 , "c": 2}}', '1e400'],
    ['{"a":{"b":1},"a":{"b":"x","b":"y\\"}"}}', '"y\\"}"'],
    [' {"a":{"\\u0062":null}} ', 'null'],
    ['{"a":{"c":[[],{}],"b":[]}}', '[]'],
    ['{"a":{"bb":1,"c":{"b":1}}}', undefined],
    ['{"a":["b",1]}', undefined],
    ['{"a":{}}', undefined],
    ['{}', undefined],
    ['["a"]', undefined],
  ])('of %s at a, b is %s', (document, text) => {
    expect(() => JSON.parse(document) as unknown).not.toThrow();
    expect(textOfMember(document, ['a', 'b'])).toBe(text);
  });
});
