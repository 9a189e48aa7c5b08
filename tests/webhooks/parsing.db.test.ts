import { createHmac } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { SLACK } from '../support/senders.ts';
import { until } from '../support/until.ts';
import {
  eventAtItsEnd,
  eventIn,
  FROM_GITHUB,
  githubHeaders,
  hurry,
  insertEvents,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  UNDERSTANDS_JSON,
  UNDERSTOOD,
  type FlowTarget,
} from '../support/webhooks.ts';

let app: TestApp;
let other: TestApp;
let owner: Caller;
let target: FlowTarget;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  other = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
});
afterAll(async () => {
  await other.close();
  await app.close();
});
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget();
});
afterEach(() => target.close());

const ORDER = { type: 'order.made', id: 'o-17', user: 'ann', data: { total: 12.5 } };

/** The number of events that ended in each state. */
async function statesOf(answers: Answer[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { body } of answers) {
    const { state } = (await eventAtItsEnd(owner, body.id)).attributes;
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

test('the target gets the parsed event, signed as Standard Webhooks specifies', async () => {
  const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
  const { body } = await sendSigned(app, webhook, JSON.stringify(ORDER));
  await eventIn(owner, body.id, 'delivered');
  const [{ headers, body: got }] = target.received as [FlowTarget['received'][0]];
  expect(JSON.parse(got.toString())).toEqual({ kind: 'event', ...ORDER, credential: null });
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': body.id });
  const key = Buffer.from(webhook.signingSecret.replace('whsec_', ''), 'base64');
  const signed = `${body.id}.${headers['webhook-timestamp'] as string}.${got.toString()}`;
  expect(headers['webhook-signature']).toBe(
    `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
  );
});

test('the event shows its parsed form and its user', async () => {
  const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
  const { body } = await sendSigned(app, webhook, JSON.stringify(ORDER));
  const { attributes } = await eventIn(owner, body.id, 'delivered');
  expect(attributes).toMatchObject({
    body: JSON.stringify(ORDER),
    parsed: ORDER,
    external_user_id: 'ann',
  });
});

test('without an expression, the whole body is the data', async () => {
  const webhook_parser = { type: 'jsonata', format: 'json' };
  const config_services = { ...FROM_GITHUB.config_services, webhook_parser };
  const webhook = await makeWebhook(owner, target.url, { ...FROM_GITHUB, config_services });
  await sendSigned(app, webhook, '[1,2]');
  await target.until(1);
  const nothing = { type: null, id: null, user: null };
  expect(JSON.parse(target.received[0]!.body.toString())).toEqual({
    kind: 'event',
    ...nothing,
    data: [1, 2],
    credential: null,
  });
});

describe('an event with the same sender id as another', () => {
  test('is a duplicate and not delivered, even if its body differs', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    const first = await sendSigned(app, webhook, JSON.stringify(ORDER));
    await eventIn(owner, first.body.id, 'delivered');
    const again = await sendSigned(app, webhook, JSON.stringify({ ...ORDER, data: 'once more' }));
    expect([again.status, again.body.id === first.body.id]).toEqual([202, false]);
    const { attributes, relationships } = await eventAtItsEnd(owner, again.body.id);
    expect(attributes).toMatchObject({ state: 'duplicate', next_attempt_at: null });
    expect(attributes.state_reason).toContain(first.body.id);
    expect(relationships.duplicate_of.data).toEqual({ type: 'webhook-event', id: first.body.id });
    expect(target.received).toHaveLength(1);
  });

  test('is delivered once if twenty arrive together', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    const sent = Array.from({ length: 20 }, (_, data) =>
      sendSigned(app, webhook, JSON.stringify({ ...ORDER, data })),
    );
    expect(await statesOf(await Promise.all(sent))).toEqual({ delivered: 1, duplicate: 19 });
    expect(target.received).toHaveLength(1);
  });

  test('is delivered once if two processes parse it', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    const sent = Array.from({ length: 40 }, (_, data) =>
      sendSigned([app, other][data % 2]!, webhook, JSON.stringify({ ...ORDER, id: data >> 2, data })),
    );
    expect(await statesOf(await Promise.all(sent))).toEqual({ delivered: 10, duplicate: 30 });
    expect(target.received).toHaveLength(10);
  });

  // On SQLite, a check and a write of two processes cannot overlap.
  const onPostgres = globalThis.TEST_DATABASE === 'postgres' ? test : test.skip;
  onPostgres('is a duplicate if another process stores the id between our check and our write', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    const [first] = await insertEvents(app, owner, webhook, [{ state: 'delivered' }]);
    const sql = tablesOf(other);
    const writing = await sql.transaction();
    await writing('webhook_events').where({ id: first }).update({ sender_id: ORDER.id });
    const { body } = await sendSigned(app, webhook, JSON.stringify(ORDER));
    const waiting = () =>
      sql('pg_stat_activity').whereRaw("wait_event_type = 'Lock' AND datname = current_database()");
    await until(async () => (await waiting()).length > 0 || undefined);
    await writing.commit();
    const { attributes } = await eventAtItsEnd(owner, body.id);
    expect([attributes.state, target.received]).toEqual(['duplicate', []]);
    expect(attributes.state_reason).toContain(first);
  });

  test('is a separate event on another webhook', async () => {
    const webhooks = [1, 2].map(() => makeWebhook(owner, target.url, UNDERSTOOD));
    const sent = (await Promise.all(webhooks)).map((webhook) =>
      sendSigned(app, webhook, JSON.stringify(ORDER)),
    );
    expect(await statesOf(await Promise.all(sent))).toEqual({ delivered: 2 });
  });
});

test.each([
  ['a body that is not JSON', 'nonsense', 'The body is not valid JSON.'],
  ['a result of the wrong type', '{"id":{}}', 'The expression returned an object as id;'],
])('%s fails the event with a reason, and nothing is delivered', async (_, sent, reason) => {
  const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
  const { status, body } = await sendSigned(app, webhook, sent);
  expect(status).toBe(202);
  const { attributes } = await eventAtItsEnd(owner, body.id);
  expect(attributes).toMatchObject({ state: 'failed', parsed: null });
  expect(attributes.state_reason).toContain(reason);
  expect(target.received).toEqual([]);
});

test('after the parser is fixed, a replay delivers an event that could not be parsed', async () => {
  const broken = { ...UNDERSTANDS_JSON, expression: '{"id": body.data}' };
  const { webhook_event_verification } = FROM_GITHUB.config_services;
  const webhook = await makeWebhook(owner, target.url, {
    ...FROM_GITHUB,
    config_services: { webhook_event_verification, webhook_parser: broken },
  });
  const { body } = await sendSigned(app, webhook, JSON.stringify(ORDER));
  await eventIn(owner, body.id, 'failed');
  const config_services = UNDERSTOOD.config_services;
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', { config_services }));
  await owner.post(`webhook-events/${body.id}/replays`);
  await hurry(app, body.id);
  const { attributes } = await eventIn(owner, body.id, 'delivered');
  expect(attributes.parsed).toEqual(ORDER);
  expect(target.received.map(({ headers }) => headers['webhook-id'])).toEqual([body.id]);
});

describe('an action', () => {
  const CLICK = { type: 'block_actions', user: { id: 'U1' } };
  const BODY = `payload=${encodeURIComponent(JSON.stringify(CLICK))}`;
  const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const click = (path: string, at: number) =>
    app.request('POST', path, { headers: { ...SLACK.headers(BODY, { at }), ...FORM }, body: BODY });

  function makeSlackWebhook() {
    const expression = '{"type": body.type, "user": body.user.id, "data": body}';
    const action_callback_parser = { type: 'jsonata', format: 'slack', expression };
    const config_services = { ...SLACK.attributes.config_services, action_callback_parser };
    return makeWebhook(owner, target.url, { ...SLACK.attributes, config_services });
  }

  test('gets an empty 200 with its id, and is parsed by the action parser', async () => {
    const webhook = await makeSlackWebhook();
    const answer = await click(`${webhook.path}/actions`, Math.floor(Date.now() / 1000));
    expect([answer.status, answer.text]).toEqual([200, '']);
    const id = answer.headers['webhook-id']!;
    const { attributes } = await eventIn(owner, id, 'delivered');
    expect(attributes).toMatchObject({ kind: 'action', body: BODY, external_user_id: 'U1' });
    expect(JSON.parse(target.received[0]!.body.toString())).toEqual({
      kind: 'action',
      type: 'block_actions',
      id: null,
      user: 'U1',
      data: CLICK,
      credential: null,
    });
  });

  test('is delivered once, even if it is also sent to the event URL', async () => {
    const webhook = await makeSlackWebhook();
    const at = Math.floor(Date.now() / 1000);
    const action = await click(`${webhook.path}/actions`, at);
    const again = await click(`${webhook.path}/actions`, at);
    const event = await click(webhook.path, at);
    const ids = [action, again, event].map(({ headers }) => headers['webhook-id']!);
    expect(new Set(ids).size).toBe(1);
    await eventIn(owner, ids[0]!, 'delivered');
    expect(target.received).toHaveLength(1);
  });

  test('and an event can have the same sender id', async () => {
    const parser = { type: 'jsonata', format: 'json', expression: '{"id": body.id}' };
    const webhook = await makeWebhook(owner, target.url, {
      ...FROM_GITHUB,
      config_services: {
        ...FROM_GITHUB.config_services,
        webhook_parser: parser,
        action_callback_parser: parser,
      },
    });
    const [one, other] = ['{"id":1,"is":"event"}', '{"id":1,"is":"action"}'];
    const event = await app.request('POST', webhook.path, { headers: githubHeaders(one), body: one });
    const actions = `${webhook.path}/actions`;
    const action = await app.request('POST', actions, { headers: githubHeaders(other), body: other });
    await eventIn(owner, event.body.id, 'delivered');
    await eventIn(owner, action.headers['webhook-id']!, 'delivered');
  });
});
