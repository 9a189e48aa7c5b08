import { createHmac } from 'node:crypto';
import { loadSchemas } from '../../../src/schema/index.ts';
import type { Verification } from '../../../src/signatures/index.ts';
import { loadSenders, type Sender } from '../../../src/webhooks/index.ts';
import { startApp, type Answer, type Caller, type TestApp } from '../../support/app.ts';
import { eventsKept, makeWebhook, type MadeWebhook } from '../../support/webhooks.ts';
import { resigned } from './declared-signing.ts';
import { identityOf, type Identity } from './identity.ts';

const SENDERS = loadSenders(loadSchemas());

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

/** A webhook from the preset, without a secret if its sender sends that in the handshake. */
async function webhookFrom(id: string, given: { secret?: string }): Promise<MadeWebhook> {
  const { config_services, response } = SENDERS.get(id)!;
  return makeWebhook(owner, 'https://target.example/', {
    authentication: 'signature',
    config_services,
    ...(response !== undefined && { response }),
    ...given,
  });
}

interface Asked {
  method: string;
  query?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Nothing of what a caller chose may redirect, run in a browser, or be read by another site's script. */
function expectInert({ headers }: Answer): void {
  expect(['text/plain; charset=utf-8', 'application/json']).toContain(headers['content-type']);
  expect(headers['x-content-type-options']).toBe('nosniff');
  for (const name of ['location', 'refresh', 'set-cookie', 'access-control-allow-origin', 'link'])
    expect(headers).not.toHaveProperty(name);
}

const WAITING = ['asana', 'notion'];
const TOKEN = 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl';
const crc = (secret: string) => createHmac('sha256', secret).update('a').digest('base64');

test.each<[string, Asked, string | ((secret: string) => string), Record<string, string>?]>([
  ['dropbox', { method: 'GET', query: '?challenge=abc' }, 'abc'],
  ['okta', { method: 'GET', headers: { 'x-okta-verification-challenge': 'abc' } }, '{"verification":"abc"}'],
  [
    'mailchimp',
    { method: 'GET', query: '?secret=sample0mailchimp0url0secret' },
    'sample0mailchimp0url0secret',
  ],
  ['trello', { method: 'HEAD' }, ''],
  ['mandrill', { method: 'HEAD' }, ''],
  ['x', { method: 'GET', query: '?crc_token=a' }, (secret) => `{"response_token":"sha256=${crc(secret)}"}`],
  ['monday', { method: 'POST', body: '{"challenge":"abc"}' }, '{"challenge":"abc"}'],
  [
    'asana',
    { method: 'POST', headers: { 'X-Hook-Secret': TOKEN }, body: '' },
    '',
    { 'x-hook-secret': TOKEN },
  ],
  ['notion', { method: 'POST', body: JSON.stringify({ verification_token: TOKEN }) }, ''],
])(
  'a webhook from %s answers %j',
  async (id, { method, query = '', headers = {}, body }, text, answered = {}) => {
    const { secret } = SENDERS.get(id)!.samples![0]!;
    const webhook = await webhookFrom(id, WAITING.includes(id) ? {} : { secret: secret! });
    const sent = { headers, ...(body !== undefined && { body }) };
    const answer = await app.request(method, `${webhook.path}${query}`, sent);
    const expected = typeof text === 'string' ? text : text(secret!);
    expect([answer.status, answer.text]).toEqual([200, expected]);
    expect(answer.headers).toMatchObject(answered);
    expectInert(answer);
    expect(await eventsKept(app, webhook)).toBe(0);
  },
);

/** Sends a request that the preset's sender signs. */
async function sendSigned(sender: Sender, webhook: MadeWebhook, known: Identity, sent: Required<Asked>) {
  const verification = sender.config_services.webhook_event_verification as unknown as Verification;
  if (verification.type !== 'hmac' && verification.type !== 'public_key') throw new Error(verification.type);
  const at = Math.floor(Date.now() / 1000);
  const signed = resigned(verification, sent, known, { at, url: webhook.endpoint });
  return app.request('POST', webhook.path, signed);
}

test.each([
  ['discord', {}, '{"id":"1","type":1,"version":1}', '{"type":1}'],
  [
    'twitch',
    {
      'Twitch-Eventsub-Message-Id': 'e76c6bd4-55c9-4987-8304-da1588d8988b',
      'Twitch-Eventsub-Message-Type': 'webhook_callback_verification',
    },
    '{"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{"id":"f1c2a387"}}',
    'pogchamp-kappa-360noscope-vohiyo',
  ],
])('a webhook from %s answers a signed challenge', async (id, headers, body, text) => {
  const sender = SENDERS.get(id)!;
  const known = await identityOf(
    sender.samples![0]!,
    sender.config_services.webhook_event_verification as never,
  );
  const webhook = await webhookFrom(id, { secret: known.secret! });
  const asked = {
    method: 'POST',
    query: '',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  };
  const unsigned = await app.request('POST', webhook.path, { headers: asked.headers, body });
  expect(unsigned.status).toBe(401);
  const answer = await sendSigned(sender, webhook, known, asked);
  expectInert(answer);
  expect([answer.status, answer.text, await eventsKept(app, webhook)]).toEqual([200, text, 0]);
});

test.each([
  [{ type: 2 }, '{"type":5}'],
  [{ type: 3 }, '{"type":6}'],
  [{ type: 4 }, '{"type":8,"data":{"choices":[]}}'],
])('a webhook from discord answers an interaction of %j with %s', async (interaction, text) => {
  const sender = SENDERS.get('discord')!;
  const known = await identityOf(
    sender.samples![0]!,
    sender.config_services.webhook_event_verification as never,
  );
  const webhook = await webhookFrom('discord', { secret: known.secret! });
  const body = JSON.stringify({ id: '1', ...interaction });
  const asked = { method: 'POST', query: '', headers: { 'Content-Type': 'application/json' }, body };
  const answer = await sendSigned(sender, webhook, known, asked);
  expect([answer.status, answer.text]).toEqual([200, text]);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
});

test('every preset with a handshake is here, except that of Amazon SNS, which has a suite of its own', () => {
  const tested = 'dropbox okta mailchimp trello mandrill x monday asana notion discord twitch'.split(' ');
  const declared = SENDERS.all().filter(
    ({ config_services }) => config_services.webhook_handshake !== undefined,
  );
  expect(declared.map(({ id }) => id)).toEqual([...tested, 'amazon-sns'].toSorted());
});
