import { createHmac } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { DECLARED, DROPBOX, GITHUB, type Sender } from '../support/senders.ts';
import {
  eventsKept,
  makeWebhook,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
beforeAll(async () => {
  app = await startApp({ ...LOOPBACK_ALLOWED, WEBHOOK_RATE: '10' });
  owner = await app.tenant();
  target = await startFlowTarget();
});
afterAll(async () => {
  await app.close();
  await target.close();
});

const TEXT = 'text/plain; charset=utf-8';
const NO_HANDSHAKE = { status: 405 };
/** The contract only has handshakes for the endpoint for events. */
const AT_ACTIONS = { unknownPath: true };

/** The attributes of a webhook for a sender with a handshake. */
const withHandshake = ({ attributes }: Sender, webhook_handshake: object) => ({
  ...attributes,
  config_services: { ...attributes.config_services, webhook_handshake },
});
const made = (sender: Sender, handshake: object) =>
  makeWebhook(owner, target.url, withHandshake(sender, handshake));
const patch = ({ id }: MadeWebhook, attributes: object) =>
  owner.patch(`webhooks/${id}`, document('webhook', attributes));

function post(path: string, sender: Sender, body: string, signing: object = {}): Promise<Answer> {
  return app.request('POST', path, { headers: sender.headers(body, signing), body });
}

const shown = ({ status, text, headers }: Answer) => [status, text, headers['content-type']];

/** What no handshake may return: it would be a script, a link or a header of the caller's choice. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '%3Cscript%3E',
  'https://evil.example/',
  '//evil.example/<',
  'a b',
  'a%0D%0ALocation:%20https://evil.example',
  '%00',
  'é',
  '',
  'x'.repeat(501),
];

const X: Sender = {
  attributes: {
    authentication: 'signature',
    secret: 'the consumer secret',
    config_services: {
      webhook_event_verification: {
        type: 'hmac',
        header: 'x-twitter-webhooks-signature',
        algorithm: 'sha256',
        encoding: 'base64',
        prefix: 'sha256=',
        signed: '{body}',
      },
    },
  },
  headers: (body, { secret = X.attributes.secret } = {}) => ({
    'Content-Type': 'application/json',
    'x-twitter-webhooks-signature': `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`,
  }),
};

const CHALLENGE_IN_QUERY = { type: 'get_challenge', query: 'challenge' };
const CHALLENGE_IN_HEADER = {
  type: 'get_challenge',
  header: 'X-Okta-Verification-Challenge',
  answer_member: 'verification',
};
const CLOUD_EVENTS = { type: 'cloudevents', origins: ['eventgrid.azure.net'] };
const MONDAY = { type: 'body_challenge', answer_member: 'challenge', unsigned: true };

describe("a challenge by GET (Dropbox's in the query, Okta's in a header)", () => {
  test('is returned as text or as JSON, and not stored', async () => {
    const dropbox = await made(DROPBOX, CHALLENGE_IN_QUERY);
    const answer = await app.request('GET', `${dropbox.path}?challenge=Zm9v_-%2B%2F%3D.~`);
    expect(shown(answer)).toEqual([200, 'Zm9v_-+/=.~', TEXT]);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    const okta = await made(DECLARED, CHALLENGE_IN_HEADER);
    const headers = { 'x-okta-verification-challenge': 'my verification challenge'.replaceAll(' ', '-') };
    const json = await app.request('GET', okta.path, { headers });
    expect(shown(json)).toEqual([200, '{"verification":"my-verification-challenge"}', 'application/json']);
    for (const webhook of [dropbox, okta]) expect(await eventsKept(app, webhook)).toBe(0);
  });

  test.each(HOSTILE)('is refused as %j', async (challenge) => {
    const { path } = await made(DROPBOX, CHALLENGE_IN_QUERY);
    const { status, headers, text } = await app.request('GET', `${path}?challenge=${challenge}`);
    expect([status, headers['location']]).toEqual([401, undefined]);
    expect(text).not.toContain('evil');
  });

  test('is refused if it is sent twice', async () => {
    const { path } = await made(DROPBOX, CHALLENGE_IN_QUERY);
    expect((await app.request('GET', `${path}?challenge=a&challenge=b`)).status).toBe(401);
    const okta = await made(DECLARED, CHALLENGE_IN_HEADER);
    const headers = { 'x-okta-verification-challenge': 'a, b' };
    expect((await app.request('GET', okta.path, { headers })).status).toBe(401);
  });

  test('is only answered where it is declared: not elsewhere in the request, at /actions, or on another webhook', async () => {
    const { path } = await made(DROPBOX, CHALLENGE_IN_QUERY);
    const plain = await makeWebhook(owner, target.url, DROPBOX.attributes);
    for (const url of [path, `${path}?Challenge=a`, `${plain.path}?challenge=a`])
      expect(await app.request('GET', url)).toMatchObject(NO_HANDSHAKE);
    expect(await app.request('GET', `${path}/actions?challenge=a`, AT_ACTIONS)).toMatchObject(NO_HANDSHAKE);
    expect((await app.request('POST', `${path}?challenge=a`)).status).toBe(401);
  });

  test('is answered while the webhook is disabled, like those of the built-in senders', async () => {
    const webhook = await made(DROPBOX, CHALLENGE_IN_QUERY);
    await patch(webhook, { enabled: false });
    expect((await app.request('GET', `${webhook.path}?challenge=a`)).text).toBe('a');
  });
});

test('a webhook of a credential answers the handshake of the credential, unless it declares none', async () => {
  const services = withHandshake(DROPBOX, CHALLENGE_IN_QUERY).config_services;
  const { body } = await owner.post(
    'credentials',
    document('credential', { name: 'Dropbox', config_services: services }),
  );
  const attributes = { authentication: 'signature', secret: 's' };
  const webhook = await makeWebhook(owner, target.url, attributes, body.data.id);
  expect((await app.request('GET', `${webhook.path}?challenge=a`)).text).toBe('a');
  await patch(webhook, { config_services: { webhook_handshake: { type: 'none' } } });
  expect(await app.request('GET', `${webhook.path}?challenge=a`)).toMatchObject(NO_HANDSHAKE);
});

test("Trello's HEAD is answered with an empty 200 where it is declared", async () => {
  const webhook = await made(DECLARED, { type: 'head' });
  expect(await app.request('HEAD', webhook.path)).toMatchObject({ status: 200, text: '' });
  const other = await made(DECLARED, CHALLENGE_IN_QUERY);
  expect(await app.request('HEAD', other.path)).toMatchObject(NO_HANDSHAKE);
  expect(await app.request('HEAD', `${webhook.path}/actions`, AT_ACTIONS)).toMatchObject(NO_HANDSHAKE);
  expect(await app.request('GET', webhook.path)).toMatchObject(NO_HANDSHAKE);
  expect(await eventsKept(app, webhook)).toBe(0);
});

describe('the OPTIONS of CloudEvents', () => {
  const ask = (path: string, headers: Record<string, string>) => app.request('OPTIONS', path, { headers });
  const ORIGIN = { 'WebHook-Request-Origin': 'EventGrid.azure.net' };

  test("allows a declared origin the webhook's rate, or less if it asks for less", async () => {
    const { path } = await made(DECLARED, CLOUD_EVENTS);
    for (const [asked, allowed] of [
      [undefined, '600'],
      ['120', '120'],
      ['100000', '600'],
      ['*', '600'],
      ['x', '600'],
    ]) {
      const headers = { ...ORIGIN, ...(asked !== undefined && { 'WebHook-Request-Rate': asked }) };
      const answer = await ask(path, headers);
      expect([answer.status, answer.text]).toEqual([200, '']);
      expect(answer.headers).toMatchObject({
        allow: 'POST',
        'webhook-allowed-origin': 'eventgrid.azure.net',
        'webhook-allowed-rate': allowed,
      });
    }
  });

  test.each([
    'evil.example',
    'eventgrid.azure.net.evil.example',
    '*',
    'null',
    'eventgrid.azure.net, evil.example',
  ])('allows no other origin: %s', async (origin) => {
    const { path } = await made(DECLARED, CLOUD_EVENTS);
    const { status, headers } = await ask(path, { 'WebHook-Request-Origin': origin });
    expect([status, headers['webhook-allowed-origin']]).toEqual([401, undefined]);
  });

  test('is not allowed without an origin, or on another webhook', async () => {
    const { path } = await made(DECLARED, CLOUD_EVENTS);
    const other = await made(DECLARED, CHALLENGE_IN_QUERY);
    expect(await ask(path, {})).toMatchObject(NO_HANDSHAKE);
    expect(await ask(other.path, ORIGIN)).toMatchObject(NO_HANDSHAKE);
    const at = { headers: ORIGIN, ...AT_ACTIONS };
    expect(await app.request('OPTIONS', `${path}/actions`, at)).toMatchObject(NO_HANDSHAKE);
  });
});

describe("X's challenge-response check", () => {
  test('is answered with the HMAC of the token with the secret', async () => {
    const webhook = await made(X, { type: 'crc' });
    const answer = await app.request('GET', `${webhook.path}?crc_token=9b4507b3-9040-4669-9ca3&nonce=1`);
    // printf %s 9b4507b3-9040-4669-9ca3 | openssl dgst -sha256 -hmac 'the consumer secret' -binary | base64
    expect(shown(answer)).toEqual([
      200,
      '{"response_token":"sha256=sCIcrPASayhn534b50IVgmDG7QeWr+9DAga06/1bis4="}',
      'application/json',
    ]);
    expect(await eventsKept(app, webhook)).toBe(0);
    expect(await app.request('GET', webhook.path)).toMatchObject(NO_HANDSHAKE);
    const atActions = await app.request('GET', `${webhook.path}/actions?crc_token=a`, AT_ACTIONS);
    expect(atActions).toMatchObject(NO_HANDSHAKE);
  });

  test.each([...HOSTILE, '{"for_user_id":"1"}', '%7B%7D', 'a&crc_token=b', 'x'.repeat(201)])(
    'does not sign %j',
    async (token) => {
      const { path } = await made(X, { type: 'crc' });
      const { status, text } = await app.request('GET', `${path}?crc_token=${encodeURI(token)}`);
      expect([status, text.includes('sha256=')]).toEqual([401, false]);
    },
  );

  test('cannot be used to sign an event', async () => {
    const webhook = await made(X, { type: 'crc' });
    for (const path of [webhook.path, `${webhook.path}/actions`]) {
      const { body } = await app.request('GET', `${webhook.path}?crc_token=1234`);
      const headers = { 'x-twitter-webhooks-signature': body.response_token };
      expect((await app.request('POST', path, { headers, body: '1234' })).status).toBe(401);
    }
    expect((await post(webhook.path, X, '{"for_user_id":"1"}')).status).toBe(202);
    expect(await eventsKept(app, webhook)).toBe(1);
  });

  test('can only be declared for a sender that signs just the body', async () => {
    for (const sender of [DECLARED, GITHUB]) {
      const refusal = /requires a webhook_event_verification of type hmac with signed/;
      await expect(made(sender, { type: 'crc' })).rejects.toThrow(refusal);
    }
  });
});

describe('a challenge in the body', () => {
  const asked = '{"challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}';

  test("of monday.com is returned without a signature, if it is the body's only member", async () => {
    const webhook = await made(GITHUB, MONDAY);
    const ask = (body: string) => app.request('POST', webhook.path, { body });
    expect(shown(await ask(asked))).toEqual([200, asked, 'application/json']);
    expect((await ask('{"challenge":"a","event":{}}')).status).toBe(401);
    expect((await post(webhook.path, GITHUB, '{"challenge":"a","event":{}}')).status).toBe(202);
    expect(await eventsKept(app, webhook)).toBe(1);
  });

  test('is only returned to a verified sender by default', async () => {
    const webhook = await made(GITHUB, { type: 'body_challenge', member: 'token' });
    expect((await post(webhook.path, GITHUB, '{"token":"a"}', { secret: 'another' })).status).toBe(401);
    expect(shown(await post(webhook.path, GITHUB, '{"token":"a"}'))).toEqual([200, 'a', TEXT]);
    expect(await eventsKept(app, webhook)).toBe(0);
  });

  test('is recognized among other members by a declared value', async () => {
    const when = { member: 'type', value: 'url_verification' };
    const webhook = await made(GITHUB, { ...MONDAY, when });
    const ask = (body: string) => app.request('POST', webhook.path, { body });
    const answer = await ask('{"type":"url_verification","token":"t","challenge":"a"}');
    expect(shown(answer)).toEqual([200, '{"challenge":"a"}', 'application/json']);
    expect((await ask('{"type":"event","challenge":"a"}')).status).toBe(401);
  });

  test("is recognized by a declared header, which is Twitch's way", async () => {
    const when = { header: 'Twitch-Eventsub-Message-Type', value: 'webhook_callback_verification' };
    const webhook = await made(GITHUB, { type: 'body_challenge', when, unsigned: true });
    const body = '{"challenge":"a","subscription":{}}';
    const ask = (type: string) =>
      app.request('POST', webhook.path, { headers: { 'twitch-eventsub-message-type': type }, body });
    expect(shown(await ask(when.value))).toEqual([200, 'a', TEXT]);
    expect((await ask('notification')).status).toBe(401);
    expect((await app.request('POST', webhook.path, { body })).status).toBe(401);
  });

  test.each([...HOSTILE, 1, null, ['a']])('is refused as %j', async (challenge) => {
    const { path } = await made(GITHUB, MONDAY);
    const { status, text } = await app.request('POST', path, { body: JSON.stringify({ challenge }) });
    expect(status).toBe(401);
    expect(text).not.toContain('script');
  });

  test('is not returned at /actions or by a webhook that declares none', async () => {
    const { path } = await made(GITHUB, MONDAY);
    const plain = await makeWebhook(owner, target.url, GITHUB.attributes);
    for (const place of [`${path}/actions`, plain.path])
      expect((await app.request('POST', place, { body: asked })).status).toBe(401);
  });
});

test.each(['HEAD', 'OPTIONS'])('%s at a webhook that does not exist is not found', async (method) => {
  const path = `/hooks/${'x'.repeat(43)}`;
  expect((await app.request(method, path, { headers: { 'WebHook-Request-Origin': 'a' } })).status).toBe(404);
});

test("Discord's PING is answered with a PONG once it is verified, and is not stored", async () => {
  const webhook = await made(GITHUB, { type: 'discord_ping' });
  const ping = '{"id":"1","type":1,"version":1}';
  expect((await post(webhook.path, GITHUB, ping, { secret: 'another' })).status).toBe(401);
  expect(shown(await post(webhook.path, GITHUB, ping))).toEqual([200, '{"type":1}', 'application/json']);
  expect(await eventsKept(app, webhook)).toBe(0);
  for (const event of ['{"type":2}', '{"type":"1"}', '{"data":{"type":1}}'])
    expect((await post(webhook.path, GITHUB, event)).status).toBe(202);
  expect((await post(`${webhook.path}/actions`, GITHUB, ping)).text).toBe('');
});

describe('a declaration that cannot work is refused:', () => {
  test.each([
    [{ type: 'get_challenge' }, /Set either query or header/],
    [{ type: 'get_challenge', query: 'a', header: 'b' }, /Set either query or header/],
    [{ type: 'get_challenge', header: 'Cookie' }, /The header Cookie cannot be returned/],
    [{ type: 'get_challenge', header: 'authorization' }, /cannot be returned/],
    [{ type: 'get_challenge', query: 'a b' }, /must contain only/],
    [{ type: 'cloudevents', origins: [] }, /origins/],
    [{ type: 'cloudevents', origins: ['*'] }, /must be a host name/],
    [{ type: 'sns_subscription', topic_arn: 'arn:aws:s3:::a' }, /must be the ARN of an SNS topic/],
    [{ type: 'body_challenge', unsigned: false }, /unsigned/],
    [{ type: 'body_challenge', when: { value: 'a' } }, /Set either member or header/],
    [
      { type: 'body_challenge', when: { member: 'a', header: 'b', value: 'a' } },
      /Set either member or header/,
    ],
    [{ type: 'head', query: 'a' }, /query/],
    [{ type: 'other' }, /type/],
  ])('%j', async (handshake, reason) => {
    await expect(made(GITHUB, handshake)).rejects.toThrow(reason);
    const services = { webhook_handshake: handshake };
    const answer = await owner.post(
      'credentials',
      document('credential', { name: 'c', config_services: services }),
    );
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(reason);
  });

  test('one on a webhook with an access token', async () => {
    const attributes = {
      authentication: 'oauth2',
      config_services: { webhook_handshake: { type: 'head' } },
    };
    await expect(makeWebhook(owner, target.url, attributes)).rejects.toThrow(
      /only allowed with authentication/,
    );
  });
});
