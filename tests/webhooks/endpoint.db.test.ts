import { randomUUID } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import {
  eventIn,
  FROM_GITHUB,
  githubHeaders,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  tokenFor,
  UNDERSTANDS_JSON,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let byToken: MadeWebhook;
let bySignature: MadeWebhook;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  target = await startFlowTarget();
  byToken = await makeWebhook(owner, `${target.url}/token`, { authentication: 'oauth2' });
  bySignature = await makeWebhook(owner, `${target.url}/signature`, FROM_GITHUB);
});
afterAll(async () => {
  await app.close();
  await target.close();
});

const JSON_TYPE = { 'Content-Type': 'application/json' };
const gotAt = (path: string) => target.received.filter((got) => got.path === path);

async function countOf({ id }: MadeWebhook): Promise<number> {
  const [row] = await tablesOf(app)('webhook_events').where({ webhook_id: id }).count({ n: '*' });
  return Number(row!['n']);
}

test('an event sent with an access token reaches the target unchanged', async () => {
  const token = await tokenFor(app, owner);
  const body = '{ "firstname": "Oauth",\n "email": "oauth2@e-village.nl" }';
  const { status, body: answer } = await app.request('POST', byToken.path, {
    headers: { ...JSON_TYPE, Authorization: `Bearer ${token}` },
    body,
  });
  expect([status, Object.keys(answer)]).toEqual([202, ['id']]);
  const { attributes, relationships } = await eventIn(owner, answer.id, 'delivered');
  expect(attributes).toMatchObject({ body, content_type: 'application/json', attempts: 1 });
  expect(relationships.webhook.data.id).toBe(byToken.id);
  const [got] = gotAt('/token');
  expect(got!.body.toString()).toBe(body);
  expect(got!.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': answer.id });
});

describe('without a suitable access token, nothing is stored', () => {
  const REALM = 'Bearer realm="valetkey"';
  const cases: [
    string,
    number,
    string,
    (token: string, other: string, weak: string) => string | undefined,
  ][] = [
    ['no token', 401, REALM, () => undefined],
    ['another scheme', 401, REALM, (token) => `Basic ${Buffer.from(token).toString('base64')}`],
    ['an unknown token', 401, `${REALM}, error="invalid_token"`, () => 'Bearer vkat_nonsense'],
    ["another tenant's token", 401, `${REALM}, error="invalid_token"`, (_, other) => `Bearer ${other}`],
    [
      'a token with another scope',
      403,
      `${REALM}, error="insufficient_scope", scope="apps.webhook:execute"`,
      (_token, _other, weak) => `Bearer ${weak}`,
    ],
  ];

  test.each(cases)('%s (RFC 6750, section 3)', async (_, status, challenge, authorization) => {
    const tokens = [
      await tokenFor(app, owner),
      await tokenFor(app, await app.tenant()),
      await tokenFor(app, owner, 'read.flows'),
    ] as const;
    const before = await countOf(byToken);
    const header = authorization(...tokens);
    const answer = await app.request('POST', byToken.path, {
      headers: { ...JSON_TYPE, ...(header !== undefined && { Authorization: header }) },
      body: '{}',
    });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([status, challenge]);
    expect(await countOf(byToken)).toBe(before);
  });
});

test('an event repeated under the same Idempotency-Key is stored once', async () => {
  const token = await tokenFor(app, owner);
  const headers = { ...JSON_TYPE, Authorization: `Bearer ${token}`, 'Idempotency-Key': 'order-17' };
  const first = await app.request('POST', byToken.path, { headers, body: '{}' });
  const again = await app.request('POST', byToken.path, { headers, body: '{}' });
  const other = await app.request('POST', byToken.path, {
    headers: { ...headers, 'Idempotency-Key': 'order-18' },
    body: '{}',
  });
  expect([first.status, again.status, other.status]).toEqual([202, 202, 202]);
  expect(again.body).toEqual(first.body);
  expect(other.body).not.toEqual(first.body);
});

test('two apps that use the same Idempotency-Key make two events', async () => {
  const send = async (body: string) => {
    const token = await tokenFor(app, owner);
    const headers = { ...JSON_TYPE, Authorization: `Bearer ${token}`, 'Idempotency-Key': 'order-1' };
    return app.request('POST', byToken.path, { headers, body });
  };
  const [one, other] = [await send('1'), await send('2')];
  expect([one.status, other.status]).toEqual([202, 202]);
  expect(other.body.id).not.toBe(one.body.id);
});

test('a signed event is delivered once, even if it is sent twice', async () => {
  const body = '{"zen":"Speak like a human."}';
  const first = await sendSigned(app, bySignature, body, 'delivery-1');
  expect(first.status).toBe(202);
  await eventIn(owner, first.body.id, 'delivered');
  const again = await sendSigned(app, bySignature, body, 'delivery-1');
  expect([again.status, again.body]).toEqual([202, first.body]);
  expect(gotAt('/signature').filter((got) => got.body.toString() === body)).toHaveLength(1);
});

test('an event with a missing or wrong signature is refused and not stored', async () => {
  const before = await countOf(bySignature);
  const signed = githubHeaders('{"ref":"refs/heads/main"}');
  for (const [headers, body] of [
    [signed, '{"ref":"refs/heads/mainn"}'],
    [JSON_TYPE, '{"ref":"refs/heads/main"}'],
    [githubHeaders('{}', 'another secret'), '{}'],
  ] as const) {
    const answer = await app.request('POST', bySignature.path, { headers, body });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Signature realm="valetkey"']);
  }
  expect(await countOf(bySignature)).toBe(before);
});

test.each([
  ['are not text', Buffer.from([255, 254, 0xc3, 0x28, 10, 13])],
  ['include NUL', Buffer.from('a\0b')],
])('bytes that %s are delivered unchanged', async (_what, body) => {
  const token = await tokenFor(app, owner);
  const { body: answer } = await app.request('POST', byToken.path, {
    headers: { 'Content-Type': 'application/octet-stream', Authorization: `Bearer ${token}` },
    body,
  });
  const { attributes } = await eventIn(owner, answer.id, 'delivered');
  expect(attributes).toMatchObject({ body: body.toString('base64'), body_encoding: 'base64' });
  const got = gotAt('/token').find(({ headers }) => headers['webhook-id'] === answer.id);
  expect(got!.body.equals(body)).toBe(true);
});

test('a request that is too large, not in its Content-Encoding or not a POST is refused', async () => {
  const token = await tokenFor(app, owner);
  const headers = { ...JSON_TYPE, Authorization: `Bearer ${token}` };
  const large = await app.request('POST', byToken.path, { headers, body: 'x'.repeat(1_048_577) });
  const compressed = await app.request('POST', byToken.path, {
    headers: { ...headers, 'Content-Encoding': 'gzip' },
    body: '{}',
  });
  const unknownEncoding = await app.request('POST', byToken.path, {
    headers: { ...headers, 'Content-Encoding': 'compress' },
    body: '{}',
  });
  const read = await app.request('GET', byToken.path);
  expect([large.status, compressed.status, unknownEncoding.status, read.status]).toEqual([
    413, 400, 415, 405,
  ]);
  const unknown = await app.request('POST', `/hooks/${'a'.repeat(43)}`, { headers, body: '{}' });
  expect(unknown.status).toBe(404);
});

test.each<[string, (body: string) => Buffer]>([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
])(
  'a body with the Content-Encoding %s is signed as sent, and delivered decompressed',
  async (encoding, compress) => {
    const webhook = await makeWebhook(owner, `${target.url}/${encoding}`, FROM_GITHUB);
    const [body, event] = ['{"n":1}', randomUUID()];
    const compressed = compress(body);
    const post = (headers: Record<string, string>) =>
      app.request('POST', webhook.path, {
        headers: { ...headers, 'Content-Encoding': encoding },
        body: compressed,
      });
    expect((await post(githubHeaders(body))).status).toBe(401);
    const { id } = (await post(githubHeaders(compressed, undefined, event))).body;
    const { attributes } = await eventIn(owner, id, 'delivered');
    expect([attributes.body, attributes.body_encoding]).toEqual([body, 'utf-8']);
    const got = gotAt(`/${encoding}`).find(({ headers }) => headers['webhook-id'] === id)!;
    expect([got.body.toString(), got.headers['content-encoding']]).toEqual([body, undefined]);
  },
);

test('a webhook that is disabled, or whose flow is not active, refuses events', async () => {
  const webhook = await makeWebhook(owner, `${target.url}/off`, FROM_GITHUB);
  const stopped = document('flow', { status: 'stopped' });
  await owner.patch(`flows/${webhook.flow}`, stopped);
  const first = await sendSigned(app, webhook, '{"n":1}');
  await owner.patch(`flows/${webhook.flow}`, document('flow', { status: 'active' }));
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: false }));
  const second = await sendSigned(app, webhook, '{"n":2}');
  for (const answer of [first, second])
    expect([answer.status, answer.body.errors[0].code]).toEqual([409, 'flow_not_active']);
  expect(await countOf(webhook)).toBe(0);
});

test('both secrets are accepted while they overlap, otherwise only the new one', async () => {
  const webhook = await makeWebhook(owner, `${target.url}/overlap`, FROM_GITHUB);
  const change = (attributes: object) =>
    owner.patch(`webhooks/${webhook.id}`, document('webhook', attributes));
  const sendWith = async (secret: string, body: string) =>
    (await app.request('POST', webhook.path, { headers: githubHeaders(body, secret), body })).status;
  await change({ secret: 'the second', secret_overlap: 3600 });
  expect(await sendWith(FROM_GITHUB.secret, '1')).toBe(202);
  expect(await sendWith('the second', '2')).toBe(202);
  await change({ secret: 'the third' });
  expect(await sendWith('the second', '3')).toBe(401);
  expect(await sendWith('the third', '4')).toBe(202);
});

test("only GitHub's event headers are stored, passed to the parser and delivered", async () => {
  const expression = '{"type": headers.`x-github-event`, "id": headers.`x-github-delivery`, "data": headers}';
  const webhook_parser = { ...UNDERSTANDS_JSON, expression };
  const config_services = { ...FROM_GITHUB.config_services, webhook_parser };
  const webhook = await makeWebhook(owner, `${target.url}/headers`, { ...FROM_GITHUB, config_services });
  const delivery = 'f3a1';
  const headers = {
    ...githubHeaders('{}'),
    'X-GitHub-Delivery': delivery,
    'X-GitHub-Hook-ID': '12',
    'X-Other': 'secret',
    Cookie: 'a=b',
  };
  const { body } = await app.request('POST', webhook.path, { headers, body: '{}' });
  const { attributes } = await eventIn(owner, body.id, 'delivered');
  const kept = {
    'x-github-event': 'push',
    'x-github-delivery': delivery,
    'x-github-hook-id': '12',
  };
  expect(attributes.headers).toEqual(kept);
  expect(attributes.parsed).toMatchObject({ type: 'push', id: delivery });
  expect(attributes.parsed.data).toEqual({ ...kept, 'content-type': 'application/json' });
  const [got] = gotAt('/headers');
  expect(got!.headers).toMatchObject(kept);
  for (const name of ['x-other', 'cookie', 'x-hub-signature-256'])
    expect(got!.headers).not.toHaveProperty(name);
});
