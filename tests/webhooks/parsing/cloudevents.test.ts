import { parse, type Sample } from '../../../src/webhooks/parsing/index.ts';

const STRUCTURED = 'application/cloudevents+json; charset=utf-8';
const BATCH = 'application/cloudevents-batch+json';

/** As the JavaScript SDK of CloudEvents sends it. */
const EVENT = {
  id: 'A234-1234-1234',
  time: '2018-04-05T17:31:00.000Z',
  type: 'com.example.someevent',
  source: '/mycontext',
  specversion: '1.0',
  datacontenttype: 'application/json',
  subject: 'Grüße €',
  data: { appinfoA: 'abc', n: '12345678901234567890' },
  comexampleextension1: 'value',
};
const HEADERS = {
  'ce-id': 'A234-1234-1234',
  'ce-time': '2018-04-05T17:31:00.000Z',
  'ce-type': 'com.example.someevent',
  'ce-source': '/mycontext',
  'ce-specversion': '1.0',
  'ce-subject': 'Gr%C3%BC%C3%9Fe%20%E2%82%AC',
  'ce-comexampleextension1': 'value',
};
const IDENTIFIED = { type: 'com.example.someevent', id: '/mycontext A234-1234-1234', user: null };

const parseAs = (
  body: string | Buffer,
  contentType: string | null,
  { headers = {}, expression }: { headers?: Sample['headers']; expression?: string } = {},
) =>
  parse(
    { type: 'jsonata', format: 'cloudevents', ...(expression !== undefined && { expression }) },
    { body: Buffer.from(body as string), contentType, headers },
    'acme',
  );

test('the structured and the binary mode give the same event', async () => {
  const expected = { ok: true, events: [{ ...IDENTIFIED, data: EVENT }] };
  expect(await parseAs(JSON.stringify(EVENT), STRUCTURED)).toEqual(expected);
  expect(await parseAs(JSON.stringify(EVENT.data), 'application/json', { headers: HEADERS })).toEqual(
    expected,
  );
});

test('each event of a batch is one', async () => {
  const batch = JSON.stringify([EVENT, { ...EVENT, id: '2', source: 'x'.repeat(300) }]);
  const parsed = await parseAs(batch, BATCH);
  const ids = parsed.ok ? parsed.events!.map(({ id }) => id) : [];
  expect(ids).toEqual(['/mycontext A234-1234-1234', expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

test('data that is not text is base64, as in the JSON format', async () => {
  const parsed = await parseAs(Buffer.of(0, 255, 1), 'application/octet-stream', { headers: HEADERS });
  expect(parsed).toMatchObject({ events: [{ data: { data_base64: 'AP8B' } }] });
  const text = await parseAs('<a/>', 'text/xml', { headers: HEADERS });
  expect(text).toMatchObject({ events: [{ data: { data: '<a/>', datacontenttype: 'text/xml' } }] });
});

test('an expression sees the event in its JSON format, and a batch as a list', async () => {
  const expression = 'body.{ "type": type, "id": id, "data": data.appinfoA }';
  const one = await parseAs(JSON.stringify(EVENT.data), 'application/json', { headers: HEADERS, expression });
  expect(one).toMatchObject({ events: [{ id: 'A234-1234-1234', data: 'abc' }] });
  const two = await parseAs(JSON.stringify([EVENT, EVENT]), BATCH, { expression });
  expect(two).toMatchObject({ events: [{ data: 'abc' }, { data: 'abc' }] });
});

test.each<[string, string, string | null, Sample['headers'], string]>([
  [
    'no attributes',
    '{}',
    'application/json',
    {},
    'The request is not a CloudEvent: the attribute specversion is missing.',
  ],
  [
    'a number as ID',
    JSON.stringify({ ...EVENT, id: 7 }),
    STRUCTURED,
    {},
    'The body is not a CloudEvent: the attribute id is missing.',
  ],
  ...['\u0000', '\ud800', '\n', '\uffff'].map(
    (character): [string, string, string, Sample['headers'], string] => [
      `an ID with ${JSON.stringify(character)}`,
      JSON.stringify({ ...EVENT, id: `a${character}` }),
      STRUCTURED,
      {},
      'The body is not a CloudEvent: the attribute id contains a character that is not allowed.',
    ],
  ),
  [
    'a source with an encoded control character',
    '{}',
    'application/json',
    { ...HEADERS, 'ce-source': '/a%00b' },
    'The request is not a CloudEvent: the attribute source contains a character that is not allowed.',
  ],
  [
    'a list in the structured mode',
    '[]',
    STRUCTURED,
    {},
    'The body is not a CloudEvent, which is a JSON object.',
  ],
  ['an empty batch', '[]', BATCH, {}, 'The body is not a list of CloudEvents, as its Content-Type says.'],
  [
    'a batch with something else',
    JSON.stringify([EVENT, 1]),
    BATCH,
    {},
    'CloudEvent 2 of the body is not a CloudEvent, which is a JSON object.',
  ],
  [
    'more than 1000',
    JSON.stringify(Array.from({ length: 1001 }, () => 0)),
    BATCH,
    {},
    'The body has more than 1000 CloudEvents.',
  ],
  ['a body that is not JSON', '{', 'application/vnd.acme+json', HEADERS, 'The body is not valid JSON.'],
])('%s is no CloudEvent', async (_, body, contentType, headers, reason) => {
  expect(await parseAs(body, contentType, { headers })).toEqual({ ok: false, reason });
});
