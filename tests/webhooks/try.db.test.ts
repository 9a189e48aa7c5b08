import { createHash } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';
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

function tryOn(webhook: Pick<MadeWebhook, 'id'>, attributes: object, by = owner): Promise<Answer> {
  return by.post(`webhooks/${webhook.id}/tests`, document('webhook-test', attributes));
}

/** What every step made of it. */
async function stepsOf(...sample: Parameters<typeof tryOn>): Promise<Answer['body']> {
  const { status, body, text } = await tryOn(...sample);
  if (status !== 200) throw new Error(text);
  return body.data;
}

const BODY = '{"type":"order.made","id":"o-1","user":"ann","data":{"total":1}}';
const signed = (body: string, secret?: string, delivery?: string) => ({
  body,
  headers: githubHeaders(body, secret, delivery),
});

test('a sender who is proven is shown so, and the headers that are kept', async () => {
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

test('of a sender who is not proven the reason is shown, and what the parser makes of it all the same', async () => {
  const { attributes } = await stepsOf(understood, signed(BODY, 'another secret'));
  expect(attributes.sender).toMatchObject({ proven: false });
  expect(attributes.sender.reason).toMatch(/^No signature matches/);
  expect(attributes.parser.parsed).toMatchObject({ id: 'o-1' });
});

test('a sender who shows a token is nobody here', async () => {
  const webhook = await makeWebhook(owner, target.url, { authentication: 'oauth2' });
  const { attributes } = await stepsOf(webhook, { body: 'anything' });
  expect(attributes).toMatchObject({ sender: null, handshake: null, headers: {}, parser: null });
});

test('a handshake is shown with its answer', async () => {
  const webhook = await makeWebhook(owner, target.url, SLACK.attributes);
  const body = '{"type":"url_verification","challenge":"3eZbrw1a"}';
  const { attributes } = await stepsOf(webhook, { body, headers: SLACK.headers(body) });
  expect(attributes.handshake).toEqual({ content_type: 'text/plain; charset=utf-8', body: '3eZbrw1a' });
  const action = await stepsOf(webhook, { body, headers: SLACK.headers(body), kind: 'action' });
  expect(action.attributes).toMatchObject({ sender: { proven: true }, handshake: null });
});

test('what is signed with the address is signed with that of the endpoint, and with the query', async () => {
  const webhook = await makeWebhook(owner, target.url, HUBSPOT.attributes);
  const headers = HUBSPOT.headers('{}', { url: `${webhook.endpoint}?a=b` });
  const provenWith = async (more: object) =>
    (await stepsOf(webhook, { body: '{}', headers, ...more })).attributes.sender.proven as boolean;
  expect([await provenWith({ query: '?a=b' }), await provenWith({})]).toEqual([true, false]);
});

test('what the parser made is shown, of a body in base64 too', async () => {
  const made = { type: 'order.made', id: 'o-1', user: 'ann', data: { total: 1 } };
  const body = Buffer.from(BODY).toString('base64');
  for (const sample of [{ body: BODY }, { body, body_encoding: 'base64' }])
    expect((await stepsOf(understood, sample)).attributes.parser).toEqual({ parsed: made, reason: null });
});

test('the fault of the parser is shown', async () => {
  const { attributes } = await stepsOf(understood, { body: 'nonsense' });
  expect(attributes.parser).toEqual({ parsed: null, reason: 'The body is not valid JSON.' });
});

test('an action is tried with the parser for actions', async () => {
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

test('whose event it would be is shown', async () => {
  const credential = await makeCredential(owner, { url: 'https://third.example' });
  await tablesOf(app)('connections')
    .where({ credential_id: credential })
    .update({ external_user_id: 'eve', state: 'connected' });
  const whose = async (user: string) =>
    (await stepsOf(understood, { body: JSON.stringify({ user }) })).relationships.credential.data;
  expect(await whose('eve')).toEqual({ type: 'credential', id: credential });
  expect(await whose('nobody')).toBeNull();
});

test('what it would repeat is shown', async () => {
  const { body } = await sendSigned(app, understood, '{"id":"o-9"}');
  await eventIn(owner, body.id, 'delivered');
  const repeated = async (id: string) =>
    (await stepsOf(understood, { body: JSON.stringify({ id }) })).relationships.duplicate_of.data;
  expect(await repeated('o-9')).toEqual({ type: 'webhook-event', id: body.id });
  expect(await repeated('o-10')).toBeNull();
  // Without an id of the parser's it is the sender's own.
  const plain = '{"user":"frank"}';
  const sent = await sendSigned(app, understood, plain, 'delivery-1');
  await eventIn(owner, sent.body.id, 'delivered');
  const { relationships } = await stepsOf(understood, signed(plain, undefined, 'delivery-1'));
  expect(relationships.duplicate_of.data).toEqual({ type: 'webhook-event', id: sent.body.id });
});

test('nothing is stored, and nothing handed on', async () => {
  await app.platform.services.inbox.deliverer.run();
  const [before, got] = [await dumpTables(app), target.received.length];
  await stepsOf(understood, signed('{"id":"o-11","user":"ann"}'));
  await stepsOf(understood, signed('nonsense'));
  await app.platform.services.inbox.deliverer.run();
  expect(await dumpTables(app)).toEqual(before);
  expect(target.received).toHaveLength(got);
});

test('is for those who may change webhooks of the tenant', async () => {
  const other = await app.tenant();
  expect((await tryOn(understood, { body: '{}' }, other)).status).toBe(404);
  const developer = await app.member(owner, 'developer');
  const { status, body } = await tryOn(understood, { body: '{}' }, developer);
  expect([status, body.errors[0].code]).toEqual([403, 'permission_missing']);
  expect((await tryOn({ id: '01890000-0000-7000-8000-000000000000' }, { body: '{}' })).status).toBe(404);
});

test('no secret is shown', async () => {
  const { text } = await tryOn(understood, signed(BODY, 'another secret'));
  const right = githubHeaders(BODY)['X-Hub-Signature-256']!.slice('sha256='.length);
  for (const secret of [
    FROM_GITHUB.secret,
    right,
    createHash('sha256').update(FROM_GITHUB.secret).digest('hex'),
  ])
    expect(text).not.toContain(secret);
});
