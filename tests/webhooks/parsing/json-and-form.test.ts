import { dataOf, parseAs, reasonOf } from './samples.ts';

describe('JSON', () => {
  test.each<[string, string | Buffer, unknown]>([
    ['an object', '{"a":[1,"x",null,true,1.5]}', { a: [1, 'x', null, true, 1.5] }],
    ['an array', '[1]', [1]],
    ['a string', '"x"', 'x'],
    ['with a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    [
      'with integers of 16 digits or more, as strings',
      '{"id":1234567890123456789}',
      { id: '1234567890123456789' },
    ],
    ['with a duplicate name, of which the last counts', '{"a":1,"a":2}', { a: 2 }],
    ['with an escaped unpaired surrogate', '{"a":"\\ud83d"}', { a: '\ud83d' }],
    ['with an escaped NUL', '{"a":"\\u0000"}', { a: '\0' }],
    [
      '64 levels deep',
      `${'['.repeat(64)}${']'.repeat(64)}`,
      JSON.parse(`${'['.repeat(64)}${']'.repeat(64)}`),
    ],
  ])('%s', async (_what, body, data) => {
    expect(await dataOf('json', body)).toEqual(data);
  });

  test.each([
    ['that is truncated', '{"a":', 'The body is not valid JSON.'],
    ['that is empty', '', 'The body is not valid JSON.'],
    ['with two values', '{}{}', 'The body is not valid JSON.'],
    ['with a raw NUL', '{"a":"\0"}', 'The body is not valid JSON.'],
    ['in Latin-1', Buffer.from('{"a":"\xe9"}', 'latin1'), 'The body is not valid UTF-8.'],
    ['with an unpaired surrogate in UTF-8', Buffer.from('22eda0bd22', 'hex'), 'The body is not valid UTF-8.'],
    ['65 levels deep', `${'['.repeat(65)}${']'.repeat(65)}`, 'The body is nested deeper than 64 levels.'],
    ['40,000 levels deep', '['.repeat(40_000), 'The body is nested deeper than 64 levels.'],
    ['larger than 1 MiB', `"${'x'.repeat(1_048_575)}"`, 'The body is larger than 1 MiB.'],
  ])('%s is refused', async (_what, body, reason) => {
    expect(await reasonOf(parseAs('json', body))).toBe(reason);
  });

  test('of 1 MiB is read', async () => {
    expect(await dataOf('json', `"${'x'.repeat(1_048_574)}"`)).toHaveLength(1_048_574);
  });
});

describe('a form', () => {
  test.each<[string, string, unknown]>([
    ['fields', 'a=1&b=x+y%20z%C3%BC&c', { a: '1', b: 'x y zü', c: '' }],
    ['fields without a name or value', '&&a&=b&', { a: '', '': 'b' }],
    ['a repeated field as an array', 'a=1&b=2&a=3', { a: ['1', '3'], b: '2' }],
    ['brackets, which have no meaning', 'a[b]=1&a%5B%5D=2', { 'a[b]': '1', 'a[]': '2' }],
    ['an equals sign in a value', 'a=b=c', { a: 'b=c' }],
    ['no fields', '', {}],
  ])('can have %s', async (_what, body, data) => {
    expect(await dataOf('form', body)).toEqual(data);
  });

  test.each([
    ['a stray %', 'a=100%', /^The form is not valid URL-encoded UTF-8/],
    ['bytes that are not UTF-8', 'a=%E9', /^The form is not valid URL-encoded UTF-8/],
    ['an unpaired surrogate', 'a=%ED%A0%BD', /^The form is not valid URL-encoded UTF-8/],
    ['1,001 fields', 'a=1&'.repeat(1001), /^The form has more than 1000 fields\.$/],
    [
      'control characters',
      `a=${'\u0001'.repeat(1_000_000)}`,
      /^The body is larger than 2 MiB when converted to JSON\.$/,
    ],
    ['more than 1 MiB', `a=${'x'.repeat(1_048_575)}`, /^The body is larger than 1 MiB\.$/],
  ])('with %s is refused', async (_what, body, reason) => {
    expect(await reasonOf(parseAs('form', body))).toMatch(reason);
  });
});

describe('a Slack form', () => {
  const NONE =
    'The body is not in the slack format, which is JSON, or a form with one field named payload or command.';

  test.each([
    ['without a payload', 'a=1', NONE],
    ['with two payloads', 'payload={}&payload={}', NONE],
    ['with a payload that is not JSON', 'payload=x', 'The payload field is not valid JSON.'],
    [
      'with a deeply nested payload',
      `payload=${'['.repeat(40_000)}`,
      'The payload field is nested deeper than 64 levels.',
    ],
  ])('%s is refused', async (_what, body, reason) => {
    expect(await reasonOf(parseAs('slack', body))).toBe(reason);
  });
});

describe('the names of built-in object properties are ordinary names', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

  test.each(names)('%s in JSON', async (name) => {
    const data = (await dataOf('json', `{"${name}":{"hit":1}}`)) as object;
    expect(Object.entries(data)).toEqual([[name, { hit: 1 }]]);
  });

  test.each(names)('%s in a form', async (name) => {
    const data = (await dataOf('form', `${name}=1&${name}=2&${name}[hit]=3`)) as object;
    expect(Object.entries(data)).toEqual([
      [name, ['1', '2']],
      [`${name}[hit]`, '3'],
    ]);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });

  test('in an expression', async () => {
    const parsed = await parseAs('json', '{"__proto__":{"type":"hit"}}', '{"type": body.type, "data": body}');
    expect(parsed).toMatchObject({ ok: true, events: [{ type: null }] });
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });
});

describe('the slack format tells apart', () => {
  test.each([
    ['an event', '{"type":"event_callback","event":{"type":"app_mention"}}', { type: 'event_callback' }],
    ['a slash command', 'command=%2Fweather&text=94070', { command: '/weather', text: '94070' }],
    ['a button', `payload=${encodeURIComponent('{"type":"block_actions"}')}`, { type: 'block_actions' }],
  ])('%s', async (_, body, data) => {
    expect(await dataOf('slack', body)).toMatchObject(data);
  });

  test('a button whose form also has a field named command', async () => {
    expect(
      await dataOf('slack', 'command=%2Fweather&payload=%7B%22type%22%3A%22block_actions%22%7D'),
    ).toEqual({
      type: 'block_actions',
    });
  });
});
