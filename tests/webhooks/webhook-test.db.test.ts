import { createHash } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED, makeCredential } from '../support/credentials.ts';
import { HUBSPOT, SLACK } from '../support/senders.ts';
import { dumpTables } from '../support/table-dump.ts';
import {
  eventIn,
  FROM_GITHUB,
  githubHeaders,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  UNDERSTOOD,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let understood: MadeWebhook;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  target = await startFlowTarget();
  understood = await makeWebhook(owner, target.url, UNDERSTOOD);
});
afterAll(async () => {
  await app.close();
  await target.close();
});

function testOn(webhook: Pick<MadeWebhook, 'id'>, attributes: object, by = owner): Promise<Answer> {
  return by.post(`webhooks/${webhook.id}/tests`, document('webhook-test', attributes));
}

/** The result of each step. */
async function stepsOf(...sample: Parameters<typeof testOn>): Promise<Answer['body']> {
  const { status, body, text } = await testOn(...sample);
  if (status !== 200) throw new Error(text);
  return body.data;
}

const BODY = '{"type":"order.made","id":"o-1","user":"ann","data":{"total":1}}';
const signed = (body: string, secret?: string, delivery?: string) => ({
  body,
  headers: githubHeaders(body, secret, delivery),
});

test('a test shows that the sender is verified, and the headers that are stored', async () => {
  const sample = signed(BODY);
  const { attributes } = await stepsOf(understood, {
    ...sample,
    headers: { ...sample.headers, 'X-Other': 'left out' },
  });
  expect(attributes.sender).toEqual({ proven: true, reason: null });
  expect(attributes.handshake).toBeNull();
  expect(attributes.headers).toEqual({
    'x-github-event': 'push',
    'x-github-delivery': sample.headers['X-GitHub-Delivery'],
  });
});

test('a test shows why a sender is not verified, and parses the body anyway', async () => {
  const { attributes } = await stepsOf(understood, signed(BODY, 'another secret'));
  expect(attributes.sender).toMatchObject({ proven: false });
  expect(attributes.sender.reason).toMatch(/^No signature matches/);
  expect(attributes.parser.parsed).toMatchObject({ id: 'o-1' });
});

test('a test shows no sender for a webhook with token authentication', async () => {
  const webhook = await makeWebhook(owner, target.url, { authentication: 'oauth2' });
  const { attributes } = await stepsOf(webhook, { body: 'anything' });
  expect(attributes).toMatchObject({ sender: null, handshake: null, headers: {}, parser: null });
});

test('a test shows the response to a handshake', async () => {
  const webhook = await makeWebhook(owner, target.url, SLACK.attributes);
  const body = '{"type":"url_verification","challenge":"3eZbrw1a"}';
  const { attributes } = await stepsOf(webhook, { body, headers: SLACK.headers(body) });
  expect(attributes.handshake).toEqual({ content_type: 'text/plain; charset=utf-8', body: '3eZbrw1a' });
  const action = await stepsOf(webhook, { body, headers: SLACK.headers(body), kind: 'action' });
  expect(action.attributes).toMatchObject({ sender: { proven: true }, handshake: null });
});

test('a test shows why a handshake is refused', async () => {
  const webhook = await makeWebhook(owner, target.url, {
    ...SLACK.attributes,
    config_services: {
      ...SLACK.attributes.config_services,
      webhook_handshake: { type: 'body_challenge', unsigned: true },
    },
  });
  const { attributes } = await stepsOf(webhook, { body: '{"challenge":"<script>"}' });
  expect(attributes).toMatchObject({ sender: { proven: false }, handshake: null });
  expect(attributes.sender.reason).toContain('challenge must be sent once');
  const signedBody = '{"type":"url_verification","challenge":7}';
  const other = await stepsOf(webhook, { body: signedBody, headers: SLACK.headers(signedBody) });
  expect(other.attributes.sender.reason).toContain('challenge does not have the form');
});

test('a test refuses a signed body that could be a crc_token', async () => {
  const webhook = await makeWebhook(owner, target.url, {
    ...FROM_GITHUB,
    config_services: {
      webhook_event_verification: {
        type: 'hmac',
        header: 'X-Hub-Signature-256',
        prefix: 'sha256=',
        algorithm: 'sha256',
        encoding: 'hex',
        signed: '{body}',
      },
      webhook_handshake: { type: 'crc' },
    },
  });
  const { attributes } = await stepsOf(webhook, { body: 'abc', headers: githubHeaders('abc') });
  expect(attributes.sender.reason).toContain('crc_token');
});

test('a test verifies a signed URL with the endpoint URL and the given query', async () => {
  const webhook = await makeWebhook(owner, target.url, HUBSPOT.attributes);
  const headers = HUBSPOT.headers('{}', { url: `${webhook.endpoint}?a=b` });
  const provenWith = async (more: object) =>
    (await stepsOf(webhook, { body: '{}', headers, ...more })).attributes.sender.proven as boolean;
  expect([await provenWith({ query: '?a=b' }), await provenWith({})]).toEqual([true, false]);
});

test('a test shows the parsed event, also for a base64 body', async () => {
  const made = { type: 'order.made', id: 'o-1', user: 'ann', data: { total: 1 } };
  const body = Buffer.from(BODY).toString('base64');
  for (const sample of [{ body: BODY }, { body, body_encoding: 'base64' }])
    expect((await stepsOf(understood, sample)).attributes.parser).toEqual({
      parsed: made,
      events: [made],
      reason: null,
    });
});

test('a test shows why parsing failed', async () => {
  const { attributes } = await stepsOf(understood, { body: 'nonsense' });
  expect(attributes.parser).toEqual({
    parsed: null,
    events: [],
    reason: 'The body is not valid JSON.',
  });
});

test('a test of an action uses the action parser', async () => {
  const expression = '{"type": "an action"}';
  const config_services = {
    ...UNDERSTOOD.config_services,
    action_callback_parser: { type: 'jsonata', format: 'slack', expression },
  };
  const webhook = await makeWebhook(owner, target.url, { ...FROM_GITHUB, config_services });
  const sample = { body: 'payload={}', kind: 'action' };
  expect((await stepsOf(webhook, sample)).attributes.parser.parsed).toMatchObject({ type: 'an action' });
  const { parser } = (await stepsOf(webhook, { ...sample, kind: 'event' })).attributes;
  expect(parser.reason).toBe('The body is not valid JSON.');
});

test('a test shows the credential that the event would be linked to', async () => {
  const credential = await makeCredential(owner, { url: 'https://third.example' });
  await tablesOf(app)('connections')
    .where({ credential_id: credential })
    .update({ external_user_id: 'eve', state: 'connected' });
  const credentialFor = async (user: string) =>
    (await stepsOf(understood, { body: JSON.stringify({ user }) })).relationships.credential.data;
  expect(await credentialFor('eve')).toEqual({ type: 'credential', id: credential });
  expect(await credentialFor('nobody')).toBeNull();
});

test('a test shows the event that it would duplicate', async () => {
  const { body } = await sendSigned(app, understood, '{"id":"o-9"}');
  await eventIn(owner, body.id, 'delivered');
  const duplicateOf = async (id: string) =>
    (await stepsOf(understood, { body: JSON.stringify({ id }) })).relationships.duplicate_of.data;
  expect(await duplicateOf('o-9')).toEqual({ type: 'webhook-event', id: body.id });
  expect(await duplicateOf('o-10')).toBeNull();
  // If the parser returns no ID, the ID that the sender sent is used.
  const plain = '{"user":"frank"}';
  const sent = await sendSigned(app, understood, plain, 'delivery-1');
  await eventIn(owner, sent.body.id, 'delivered');
  const { relationships } = await stepsOf(understood, signed(plain, undefined, 'delivery-1'));
  expect(relationships.duplicate_of.data).toEqual({ type: 'webhook-event', id: sent.body.id });
});

test('a test stores and delivers nothing', async () => {
  await app.platform.services.webhooks.deliverer.run();
  const [before, got] = [await dumpTables(app), target.received.length];
  await stepsOf(understood, signed('{"id":"o-11","user":"ann"}'));
  await stepsOf(understood, signed('nonsense'));
  await app.platform.services.webhooks.deliverer.run();
  expect(await dumpTables(app)).toEqual(before);
  expect(target.received).toHaveLength(got);
});

test('only members who can change the webhooks of a tenant can test them', async () => {
  const other = await app.tenant();
  expect((await testOn(understood, { body: '{}' }, other)).status).toBe(404);
  const developer = await app.member(owner, 'developer');
  const { status, body } = await testOn(understood, { body: '{}' }, developer);
  expect([status, body.errors[0].code]).toEqual([403, 'permission_missing']);
  expect((await testOn({ id: '01890000-0000-7000-8000-000000000000' }, { body: '{}' })).status).toBe(404);
});

test('a test shows no secret', async () => {
  const { text } = await testOn(understood, signed(BODY, 'another secret'));
  const right = githubHeaders(BODY)['X-Hub-Signature-256']!.slice('sha256='.length);
  for (const secret of [
    FROM_GITHUB.secret,
    right,
    createHash('sha256').update(FROM_GITHUB.secret).digest('hex'),
  ])
    expect(text).not.toContain(secret);
});
