import { asCloudEvent } from '../../src/webhooks/delivery/cloud-event.ts';
import type { WebhookEvent } from '../../src/webhooks/event-store.ts';

const EVENT = {
  tenant_id: '01a22fe0-8ae2-702b-ba39-6edb2c3614ef',
  id: '01a22fe0-8afe-73fc-867b-9b6bc336ad13',
  webhook_id: '01a22fe0-8aec-757d-9d9a-73e320774ff5',
  kind: 'event',
  credential_id: null,
  parsed: null,
  received_at: Date.parse('2026-11-21T09:30:00.000Z'),
} as WebhookEvent;

function structured(data: string | Buffer, type = 'application/json', event: Partial<WebhookEvent> = {}) {
  const bytes = Buffer.from(data as string);
  const sent = asCloudEvent({ ...EVENT, ...event }, 'cloudevents_structured', { type, bytes });
  return { sent, text: sent.bytes.toString(), event: JSON.parse(sent.bytes.toString()) as object };
}

function binary(event: Partial<WebhookEvent>, type = 'application/json', data = '{}') {
  const bytes = Buffer.from(data);
  return asCloudEvent({ ...EVENT, ...event }, 'cloudevents_binary', { type, bytes });
}

const parsed = (members: object) => ({
  parsed: JSON.stringify({ type: null, id: null, user: null, data: {}, ...members }),
});

/** The attributes of an event without a parser. */
const ATTRIBUTES = {
  specversion: '1.0',
  id: EVENT.id,
  source: `/v2/tenants/${EVENT.tenant_id}/webhooks/${EVENT.webhook_id}`,
  type: 'valetkey.webhook.event',
  time: '2026-11-21T09:30:00.000Z',
  kind: 'event',
};

describe('the structured mode', () => {
  test('has the attributes and the data in the body', () => {
    const { sent, event } = structured('{"a":1}');
    expect(event).toEqual({ ...ATTRIBUTES, datacontenttype: 'application/json', data: { a: 1 } });
    expect(sent.headers).toEqual({ 'content-type': 'application/cloudevents+json; charset=utf-8' });
  });

  test('keeps every digit of the data', () => {
    expect(structured('{"n":12345678901234567890}').text).toContain('"data":{"n":12345678901234567890}');
  });

  test.each<[string, string, string | Buffer, object]>([
    ['JSON of another type', 'application/vnd.acme+json', '[1]', { data: [1] }],
    ['a JSON string', 'text/json; charset=UTF-8', '"a"', { data: 'a' }],
    ['text', 'text/plain; charset=utf-8', 'a "b"\n', { data: 'a "b"\n' }],
    ['XML', 'application/soap+xml', '<a/>', { data: '<a/>' }],
    ['a form', 'application/x-www-form-urlencoded', 'a=b', { data: 'a=b' }],
    ['bytes', 'application/octet-stream', 'AB', { data_base64: 'QUI=' }],
    ['text that is not UTF-8', 'text/plain', Buffer.of(0xe4), { data_base64: '5A==' }],
    ['text in another charset', 'text/plain; charset="iso-8859-1"', 'a', { data_base64: 'YQ==' }],
    [
      'JSON that is none',
      'application/json',
      '{"a":1},"id":"x"',
      { data_base64: 'eyJhIjoxfSwiaWQiOiJ4Ig==' },
    ],
    ['nothing', 'application/json', '', {}],
  ])('has %s as it is', (_, datacontenttype, data, content) => {
    expect(structured(data, datacontenttype).event).toEqual({ ...ATTRIBUTES, datacontenttype, ...content });
  });
});

describe('the binary mode', () => {
  test('has the attributes in headers, and the data alone in the body', () => {
    const { headers, bytes } = binary({}, 'text/xml', '<a/>');
    expect(headers).toEqual({
      'content-type': 'text/xml',
      ...Object.fromEntries(Object.entries(ATTRIBUTES).map(([name, value]) => [`ce-${name}`, value])),
    });
    expect(bytes.toString()).toBe('<a/>');
  });

  test('percent-encodes spaces, quotes, percent signs and everything that is not ASCII', () => {
    const { headers } = binary(parsed({ type: 'a b"c%d', user: 'Jürgen 😀 ~!' }));
    expect(headers).toMatchObject({
      'ce-type': 'a%20b%22c%25d',
      'ce-subject': 'J%C3%BCrgen%20%F0%9F%98%80%20~!',
    });
  });
});

test('what the parser found becomes attributes', () => {
  const { event } = structured('{}', 'application/json', {
    ...parsed({ type: 'order.paid', id: '7', user: 'ann' }),
    credential_id: 'c',
    kind: 'action',
  });
  expect(event).toMatchObject({
    type: 'order.paid',
    subject: 'ann',
    senderid: '7',
    credential: 'c',
    kind: 'action',
    id: EVENT.id,
  });
});

test.each(['\n', '\0', '\x7f', '\x85', '\ufffe', '\u{1ffff}', '\ud800'])(
  'the character %j, which no attribute can contain, is replaced',
  (character) => {
    const event = parsed({ type: `a${character}b` });
    expect(structured('{}', 'application/json', event).event).toMatchObject({ type: 'a\ufffdb' });
    expect(binary(event).headers).toMatchObject({ 'ce-type': 'a%EF%BF%BDb' });
  },
);

test.each([
  ['application/cloudevents+json', 'application/json'],
  ['Application/CloudEvents-Batch+JSON; charset=utf-8', 'application/json'],
  ['application/cloudevents+avro', 'application/octet-stream'],
])('data of the type %s does not make the request one in another mode', (type, declared) => {
  expect(binary({}, type).headers!['content-type']).toBe(declared);
  expect(structured('{}', type).event).toMatchObject({ datacontenttype: declared });
});
