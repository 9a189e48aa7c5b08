import { parse } from '../../../src/webhooks/parsing/index.ts';
import { parseAs, reasonOf } from './samples.ts';

/** The data of a body with a Content-Type. */
async function dataWith(
  format: 'json' | 'form' | 'xml',
  body: Buffer,
  contentType: string,
): Promise<unknown> {
  const parsed = await parse({ type: 'jsonata', format }, { body, contentType, headers: {} }, 'acme');
  return parsed.ok ? parsed.events![0].data : parsed.reason;
}

const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();
const BOM = '\ufeff';

describe('the charset of the Content-Type', () => {
  const JSON_TEXT = '{"a":"é€"}';
  test.each([
    ['UTF-8', 'application/json; charset=utf-8', Buffer.from(JSON_TEXT), { a: 'é€' }],
    ['Latin-1', 'application/json; charset=ISO-8859-1', Buffer.from('{"a":"\xe9"}', 'latin1'), { a: 'é' }],
    [
      'Windows-1252',
      'application/json;charset="windows-1252"',
      Buffer.from('{"a":"\x80"}', 'latin1'),
      { a: '€' },
    ],
    ['UTF-8 that is named Latin-1', 'application/json; charset=latin1', Buffer.from(JSON_TEXT), { a: 'é€' }],
    ['UTF-16, little-endian', 'text/json; charset=utf-16le', Buffer.from(JSON_TEXT, 'utf16le'), { a: 'é€' }],
    ['UTF-16, big-endian', 'text/json; charset=UTF-16BE', bigEndian(JSON_TEXT), { a: 'é€' }],
    [
      'UTF-16 with a byte order mark',
      'text/json; charset=utf-16',
      Buffer.from(BOM + JSON_TEXT, 'utf16le'),
      { a: 'é€' },
    ],
    ['UTF-16 without one', 'text/json; charset=utf-16', bigEndian(JSON_TEXT), { a: 'é€' }],
    ['an unknown one', 'application/json; charset=klingon', Buffer.from(JSON_TEXT), { a: 'é€' }],
    [
      'an unknown one, and not UTF-8',
      'application/json; charset=klingon',
      Buffer.from([0xe9]),
      'The body is not valid UTF-8.',
    ],
    ['none, and not UTF-8', 'application/json', Buffer.from([0xe9]), 'The body is not valid UTF-8.'],
    [
      'UTF-16 that is cut off',
      'a/b; charset=utf-16le',
      Buffer.from('{}', 'utf16le').subarray(0, 3),
      'The body is not valid UTF-16, which its Content-Type names.',
    ],
    [
      'UTF-16 with an unpaired surrogate',
      'a/b; charset=utf-16le',
      Buffer.from('"\ud800"', 'utf16le'),
      'The body is not valid UTF-16, which its Content-Type names.',
    ],
  ])('%s', async (_, type, body, data) => {
    expect(await dataWith('json', body, type)).toEqual(data);
  });

  test('applies to the escapes of a form', async () => {
    const type = 'application/x-www-form-urlencoded; charset=windows-1252';
    expect(await dataWith('form', Buffer.from('a=%E9+%80&b=%C3%A9'), type)).toEqual({ a: 'é €', b: 'é' });
    expect(await dataWith('form', Buffer.from('a=%E'), type)).toMatch(/^The form is not valid/);
  });

  test('overrides the XML declaration', async () => {
    const xml = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9</a>', 'latin1');
    expect(await dataWith('xml', xml, 'text/xml; charset=iso-8859-1')).toEqual({ a: 'é' });
    expect(await dataWith('xml', xml, 'text/xml')).toBe('The body is not valid UTF-8.');
  });
});

describe('in NDJSON', () => {
  const dataOf = async (body: string, expression?: string) => {
    const parsed = await parseAs('ndjson', body, expression);
    return parsed.ok ? parsed.events!.map(({ data }) => data) : parsed.reason;
  };

  test('each line is an event', async () => {
    expect(await dataOf('{"n":1}\n[2]\r\n\n"three"\n')).toEqual([{ n: 1 }, [2], 'three']);
    expect(await dataOf('{"n":1}')).toEqual([{ n: 1 }]);
  });

  test('an expression gets the list of lines', async () => {
    const parsed = await parseAs(
      'ndjson',
      '{"k":"a","v":1}\n{"k":"b","v":2}',
      '[body.{"type": k, "id": v, "data": $}]',
    );
    expect(parsed).toMatchObject({
      events: [
        { type: 'a', id: '1', data: { k: 'a', v: 1 } },
        { type: 'b', id: '2', data: { k: 'b', v: 2 } },
      ],
    });
  });

  test.each([
    ['a line that is not JSON', '{"n":1}\n{"n":', 'Line 2 of the body is not valid JSON.'],
    ['a line that never ends', '['.repeat(1_000_000), 'Line 1 of the body is nested deeper than 64 levels.'],
    ['more than 1000 lines', '1\n'.repeat(1001), 'The body has more than 1000 lines.'],
    ['a million empty lines', '\n'.repeat(1_000_000), 'The body has no line with JSON.'],
    ['an empty body', '', 'The body has no line with JSON.'],
  ])('%s is an error that says so', async (_, body, reason) => {
    expect(await reasonOf(parseAs('ndjson', body))).toBe(reason);
  });

  test('1000 lines are 1000 events', async () => {
    expect(await dataOf('1\n'.repeat(1000))).toHaveLength(1000);
  });
});
