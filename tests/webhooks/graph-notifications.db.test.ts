import { generateKeyPairSync } from 'node:crypto';
import { exportJWK } from 'jose';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { startInternet, type Internet } from '../support/internet/internet.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  APP_ID,
  encrypted,
  MICROSOFT_KEYS,
  notification,
  validationToken,
} from '../support/microsoft-graph.ts';
import { until } from '../support/until.ts';
import { eventsKept, makeWebhook, type MadeWebhook } from '../support/webhooks.ts';

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const OWN = pair();
const MICROSOFT = pair();
const KEY = OWN.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

let app: TestApp;
let owner: Caller;
let internet: Internet;
const called: string[] = [];
beforeAll(async () => {
  const jwk = { ...(await exportJWK(MICROSOFT.publicKey)), kid: 'microsoft' };
  internet = await startInternet(({ headers, url }, response) => {
    called.push(`https://${headers.host}${url}`);
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  app = await startApp({ OUTBOUND_PROXY: internet.proxy });
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await internet.close();
});

const PARSER = {
  type: 'jsonata',
  format: 'json',
  expression: 'body.value.{"type": changeType, "id": decryptedContent.id, "data": $}',
};
const graph = (verification: object = {}, more: object = {}) => ({
  authentication: 'signature',
  secret: 'what Graph sends',
  config_services: {
    webhook_event_verification: { type: 'microsoft_graph', ...verification },
    webhook_parser: PARSER,
  },
  decryption_key: KEY,
  ...more,
});
const made = (verification?: object, more?: object) =>
  makeWebhook(owner, 'https://target.example/', graph(verification, more));

function send({ path }: MadeWebhook, body: unknown): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' };
  return app.request('POST', path, { headers, body: JSON.stringify(body) });
}

const withData = (plain: string) => notification({ encryptedContent: encrypted(plain, OWN.publicKey) });

function parsed({ id }: MadeWebhook): Promise<Record<string, unknown>> {
  return until(async () => {
    const row = (await tablesOf(app)('webhook_events').where({ webhook_id: id }).first()) as Answer['body'];
    return row.parsed === null ? undefined : (JSON.parse(row.parsed) as Record<string, unknown>);
  });
}

function rejections({ id }: MadeWebhook, count: number): Promise<string[]> {
  return until(async () => {
    const { body } = await owner.get(`webhooks/${id}/rejected-requests`);
    const reasons = body.data.map((one: Answer['body']) => one.attributes.reason) as string[];
    return reasons.length < count ? undefined : reasons.toSorted();
  });
}

test('the event contains the decrypted resource, and neither secret nor tokens are stored', async () => {
  const webhook = await made({
    certificate_ids: ['my-certificate'],
    validation_tokens: { app_ids: [APP_ID] },
  });
  const validationTokens = [await validationToken(MICROSOFT.privateKey)];
  const message = { id: '1565045544600', body: { content: 'Hello' } };
  const { status } = await send(webhook, { value: [withData(JSON.stringify(message))], validationTokens });
  expect([status, called]).toEqual([202, [MICROSOFT_KEYS]]);
  const { clientState: _secret, ...rest } = notification({ decryptedContent: message });
  expect(await parsed(webhook)).toMatchObject({ type: 'created', id: '1565045544600', data: rest });
  const [row] = (await tablesOf(app)('webhook_events').where({ webhook_id: webhook.id }).select('body')) as [
    { body: string },
  ];
  expect(JSON.parse(row.body)).toEqual({ value: [rest] });
});

test('a tampered notification and one without a valid token are refused, and the rejection says why', async () => {
  const webhook = await made({ validation_tokens: { app_ids: [APP_ID] } });
  const validationTokens = [await validationToken(MICROSOFT.privateKey)];
  const { encryptedContent } = withData('{}') as { encryptedContent: object };
  const other = notification({ encryptedContent: { ...encryptedContent, dataSignature: 'AAAA' } });
  const bodies = [{ value: [other], validationTokens }, { value: [withData('{}')] }];
  for (const body of bodies) expect((await send(webhook, body)).status).toBe(401);
  expect(await eventsKept(app, webhook)).toBe(0);
  expect(await rejections(webhook, 2)).toEqual([
    expect.stringMatching(/no token of its tenant in validationTokens/),
    expect.stringMatching(/encrypted for another certificate, or it was modified/),
  ]);
});

test('the key is stored sealed, never returned, and replaced or removed by an update', async () => {
  const webhook = await made();
  const column = async (): Promise<string | null> =>
    ((await tablesOf(app)('webhooks').where({ id: webhook.id }).first('decryption_key')) as Answer['body'])
      .decryption_key;
  expect(await column()).not.toMatch(/PRIVATE KEY|^null$/);
  const { body, text } = await owner.get(`webhooks/${webhook.id}`);
  expect(body.data.attributes.has_decryption_key).toBe(true);
  expect(text).not.toMatch(/PRIVATE KEY|"decryption_key"/);

  const other = pair();
  const decryption_key = other.privateKey.export({ format: 'pem', type: 'pkcs1' }).toString();
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', { decryption_key }));
  expect((await send(webhook, { value: [withData('1')] })).status).toBe(401);
  const both = `${decryption_key}${KEY}`;
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', { decryption_key: both }));
  expect((await send(webhook, { value: [withData('{"id":"a"}')] })).status).toBe(202);
  const changed = await owner.patch(`webhooks/${webhook.id}`, document('webhook', { decryption_key: null }));
  expect([changed.body.data.attributes.has_decryption_key, await column()]).toEqual([false, null]);
});

test('without a key, resource data stays encrypted for the flow', async () => {
  const webhook = await made({}, { decryption_key: undefined });
  const { encryptedContent } = withData('{}') as { encryptedContent: object };
  expect((await send(webhook, { value: [notification({ encryptedContent })] })).status).toBe(202);
  expect(await parsed(webhook)).toMatchObject({ data: { encryptedContent } });
});

test('by body, a repetition with new tokens and another key is a duplicate', async () => {
  const webhook = await made({}, { deduplication: { by: 'body', window: 60 } });
  const once = async () => ({
    value: [withData('{"id":"b"}')],
    validationTokens: [await validationToken(MICROSOFT.privateKey, { jti: Math.random().toString() })],
  });
  const first = await send(webhook, await once());
  const second = await send(webhook, await once());
  expect([second.status, second.text]).toEqual([first.status, first.text]);
  expect(await eventsKept(app, webhook)).toBe(1);
});

test('a test of the webhook decrypts its sample, or says why it cannot', async () => {
  const webhook = await made();
  const results = await Promise.all(
    [withData('{"id":"c"}'), notification({ encryptedContent: 'none' })].map(async (one) => {
      const sample = { body: JSON.stringify({ value: [one] }) };
      const { body } = await owner.post(`webhooks/${webhook.id}/tests`, document('webhook-test', sample));
      return body.data.attributes;
    }),
  );
  expect(results).toMatchObject([
    { sender: { proven: true }, parser: { parsed: { id: 'c', data: { decryptedContent: { id: 'c' } } } } },
    { sender: { proven: false, reason: expect.stringContaining('encryptedContent has no data') } },
  ]);
});

test.each<[string, object, string]>([
  ['not a private key', graph({}, { decryption_key: 'secret' }), 'decryption_key'],
  [
    'for another sender',
    graph({}, { config_services: { webhook_event_verification: { type: 'github' } } }),
    'decryption_key',
  ],
  [
    'missing with certificate IDs',
    graph({ certificate_ids: ['a'] }, { decryption_key: undefined }),
    'config_services',
  ],
])('a decryption key that is %s is refused', async (_what, attributes, at) => {
  const created = makeWebhook(owner, 'https://target.example/', attributes);
  await expect(created).rejects.toThrow(`"pointer":"/data/attributes/${at}"`);
});
