import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { startThirdParty, type ThirdParty } from '../credentials/config-services/third-party.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { eventIn, eventsKept, makeWebhook, startFlowTarget, type FlowTarget } from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let publisher: ThirdParty;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  target = await startFlowTarget();
  publisher = await startThirdParty();
});
afterAll(async () => {
  await app.close();
  await target.close();
  await publisher.stop();
});

const ed25519 = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SECRET = 'what-the-sender-knows';
const BODY = '{"a":1}';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

interface Sent {
  body?: string;
  headers?: Record<string, string>;
  query?: string;
}

/** A type of verification, a secret for it, and a request as the sender makes it. */
interface Case {
  verification: () => object;
  secret: string | undefined;
  send(url: string): Promise<Sent> | Sent;
  /** Changes the request so that it must be refused. */
  forge(sent: Sent): Sent;
}

const otherBody = (sent: Sent): Sent => ({ ...sent, body: `${sent.body ?? BODY} ` });
const withHeader = (name: string, value: string) => (sent: Sent) => ({
  ...sent,
  headers: { ...sent.headers, [name]: value },
});

const CASES: Record<string, Case> = {
  'hmac over a form': {
    verification: () => ({
      type: 'hmac',
      header: 'X-Twilio-Signature',
      algorithm: 'sha1',
      encoding: 'base64',
      signed: '{url}{form}',
    }),
    secret: SECRET,
    send: (url) => ({
      body: 'b=2&a=1',
      headers: {
        ...FORM,
        'X-Twilio-Signature': createHmac('sha1', SECRET).update(`${url}a1b2`).digest('base64'),
      },
    }),
    forge: (sent) => ({ ...sent, body: 'b=2&a=2' }),
  },
  'hmac in the query': {
    verification: () => ({
      type: 'hmac',
      query: 'signature',
      algorithm: 'sha256',
      encoding: 'base64url',
      signed: '{method}\n{path}\n{sorted_query}\n{body:sha256:hex}',
      timestamp: { query: 'at', unit: 's', tolerance: 300 },
    }),
    secret: SECRET,
    send: (url) => {
      const at = Math.floor(Date.now() / 1000);
      const hash = createHash('sha256').update(BODY).digest('hex');
      const content = `POST\n${new URL(url).pathname}\na=%20b&at=${at}\n${hash}`;
      const signature = createHmac('sha256', SECRET).update(content).digest('base64url');
      return { query: `?at=${at}&signature=${signature}&a=%20b` };
    },
    forge: (sent) => ({ ...sent, query: sent.query!.replace('a=%20b', 'a=%20c') }),
  },
  'hmac in the body': {
    verification: () => ({
      type: 'hmac',
      pointer: '/signature/signature',
      algorithm: 'sha256',
      encoding: 'hex',
      signed: '{timestamp}{/signature/token}',
      body_signed: false,
      timestamp: { pointer: '/signature/timestamp', unit: 's', tolerance: 300 },
    }),
    secret: SECRET,
    send: () => {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = createHmac('sha256', SECRET).update(`${timestamp}abc`).digest('hex');
      return { body: JSON.stringify({ signature: { timestamp, token: 'abc', signature } }) };
    },
    forge: (sent) => ({ ...sent, body: sent.body!.replace('abc', 'abd') }),
  },
  hash: {
    verification: () => ({
      type: 'hash',
      header: 'X-Hash',
      algorithm: 'sha256',
      encoding: 'hex',
      signed: '{secret}{body}',
    }),
    secret: SECRET,
    send: () => ({
      headers: {
        'X-Hash': createHash('sha256')
          .update(SECRET + BODY)
          .digest('hex'),
      },
    }),
    forge: otherBody,
  },
  public_key: {
    verification: () => ({
      type: 'public_key',
      header: 'X-Signature-Ed25519',
      algorithm: 'ed25519',
      encoding: 'hex',
      signed: '{body}',
    }),
    secret: ed25519.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
    send: () => ({
      headers: { 'X-Signature-Ed25519': sign(null, Buffer.from(BODY), ed25519.privateKey).toString('hex') },
    }),
    forge: otherBody,
  },
  'token in a header': {
    verification: () => ({ type: 'token', header: 'X-Gitlab-Token' }),
    secret: SECRET,
    send: () => ({ headers: { 'X-Gitlab-Token': SECRET } }),
    forge: withHeader('X-Gitlab-Token', 'another'),
  },
  'token in Authorization': {
    verification: () => ({ type: 'token', header: 'Authorization', prefix: 'Bearer ' }),
    secret: SECRET,
    send: () => ({ headers: { Authorization: `Bearer ${SECRET}` } }),
    forge: withHeader('Authorization', 'Bearer another'),
  },
  'token in the query': {
    verification: () => ({ type: 'token', query: 'code' }),
    secret: SECRET,
    send: () => ({ query: `?code=${SECRET}` }),
    forge: (sent) => ({ ...sent, query: '?code=another' }),
  },
  'token in HTTP Basic': {
    verification: () => ({ type: 'token', username: 'azure' }),
    secret: SECRET,
    send: () => ({ headers: { Authorization: `Basic ${btoa(`azure:${SECRET}`)}` } }),
    forge: withHeader('Authorization', `Basic ${btoa('azure:another')}`),
  },
  'jwt with a key set': {
    verification: () => ({
      type: 'jwt',
      algorithms: ['RS256'],
      jwks_url: publisher.url('/keys'),
      audience: 'us',
    }),
    secret: undefined,
    send: async () => {
      publisher.answers.set('/keys', { body: { keys: [{ ...(await exportJWK(rsa.publicKey)), kid: 'k' }] } });
      const jwt = await new SignJWT({ aud: 'us' })
        .setProtectedHeader({ alg: 'RS256', kid: 'k' })
        .setExpirationTime('5m')
        .sign(rsa.privateKey);
      return { headers: { Authorization: `Bearer ${jwt}` } };
    },
    forge: (sent) =>
      withHeader('Authorization', sent.headers!['Authorization']!.replace(/\.[^.]*$/, '.AAAA'))(sent),
  },
};

describe.each(Object.entries(CASES))('%s', (_, { verification, secret, send, forge }) => {
  const made = () =>
    makeWebhook(owner, target.url, {
      authentication: 'signature',
      config_services: { webhook_event_verification: verification() },
      ...(secret !== undefined && { secret }),
    });
  const request = (path: string, { body = BODY, headers = {}, query = '' }: Sent) =>
    app.request('POST', path + query, { headers: { 'Content-Type': 'application/json', ...headers }, body });

  test('a request of the sender is accepted, and stored without the secret', async () => {
    const webhook = await made();
    const { status, body } = await request(webhook.path, await send(webhook.endpoint));
    expect(status).toBe(202);
    await eventIn(owner, body.id, 'delivered');
    const [row] = await tablesOf(app)('webhook_events').where({ id: body.id });
    const got = target.received.find(({ headers }) => headers['webhook-id'] === body.id)!;
    for (const kept of [JSON.stringify(row), JSON.stringify(got.headers)]) {
      expect(kept).not.toContain(SECRET);
      expect(kept).not.toMatch(/authorization/i);
    }
  });

  test('a forged one is refused and not stored', async () => {
    const webhook = await made();
    const { status, text } = await request(webhook.path, forge(await send(webhook.endpoint)));
    expect(status).toBe(401);
    expect(text).not.toContain(SECRET);
    expect(await eventsKept(app, webhook)).toBe(0);
  });

  test('the test of a sample says so, too', async () => {
    const webhook = await made();
    const proven = async ({ body = BODY, headers = {}, query }: Sent) => {
      const sample = { body, headers, ...(query !== undefined && { query }) };
      const tested = await owner.post(`webhooks/${webhook.id}/tests`, document('webhook-test', sample));
      return tested.body.data.attributes.sender.proven as boolean;
    };
    const sent = await send(webhook.endpoint);
    expect([await proven(sent), await proven(forge(sent))]).toEqual([true, false]);
  });
});

test('a webhook whose sender publishes its keys needs no secret; the others do', async () => {
  const post = (verification: object, secret?: string) =>
    owner.post(
      'webhooks',
      document(
        'webhook',
        {
          name: 'A webhook',
          authentication: 'signature',
          config_services: { webhook_event_verification: verification },
          ...(secret !== undefined && { secret }),
        },
        { flow: { type: 'flow', id: flow } },
      ),
    );
  const { flow } = await makeWebhook(owner, target.url, { authentication: 'oauth2' });
  const sns = { type: 'sns', topic_arns: ['arn:aws:sns:us-east-1:123456789012:orders'] };
  expect((await post(sns)).status).toBe(201);
  expect((await post({ type: 'paypal', webhook_id: '1JE42' })).status).toBe(201);
  const useless = await post(sns, 'secret');
  expect([useless.status, useless.body.errors[0].detail]).toEqual([
    422,
    'This sender is verified without a secret. Leave secret out.',
  ]);
  expect((await post({ type: 'token', header: 'X-Token' })).status).toBe(422);
});

test('messages of Amazon SNS and PayPal that are not signed are refused', async () => {
  for (const verification of [
    { type: 'sns', topic_arns: ['arn:aws:sns:us-east-1:123456789012:orders'] },
    { type: 'paypal', webhook_id: '1JE42' },
  ]) {
    const webhook = await makeWebhook(owner, target.url, {
      authentication: 'signature',
      config_services: { webhook_event_verification: verification },
    });
    const { status } = await app.request('POST', webhook.path, {
      headers: {},
      body: '{"Type":"Notification"}',
    });
    expect([status, await eventsKept(app, webhook)]).toEqual([401, 0]);
  }
});
