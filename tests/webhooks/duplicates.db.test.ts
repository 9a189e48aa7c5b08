import { randomUUID } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import {
  DROPBOX,
  GITHUB,
  META,
  MICROSOFT_GRAPH,
  SHOPIFY,
  SLACK,
  STANDARD_WEBHOOKS,
} from '../support/senders.ts';
import {
  eventAtItsEnd,
  FROM_GITHUB,
  githubHeaders,
  GITHUB_SECRET,
  makeWebhook,
  startFlowTarget,
  tokenFor,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

let app: TestApp;
let otherServer: TestApp;
let owner: Caller;
let target: FlowTarget;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  otherServer = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
  owner = await app.tenant();
});
afterAll(async () => {
  await otherServer.close();
  await app.close();
});
beforeEach(async () => {
  target = await startFlowTarget();
});
afterEach(() => target.close());

const make = (attributes: object) => makeWebhook(owner, target.url, attributes);
const send = (webhook: MadeWebhook, headers: Record<string, string>, body: string, by = app) =>
  by.request('POST', webhook.path, { headers, body });

/** The events of a webhook, oldest first. */
async function eventsOf({ id }: MadeWebhook): Promise<Answer['body'][]> {
  const { body } = await owner.get(`webhook-events?filter[webhook]=${id}&page[size]=100`);
  return body.data.toReversed() as Answer['body'][];
}

const statesOf = async (webhook: MadeWebhook) =>
  (await eventsOf(webhook)).map(({ attributes }) => attributes.state as string).sort();

describe('the same body alone is not a duplicate:', () => {
  const GRAPH_BODY = JSON.stringify({
    value: [
      { clientState: MICROSOFT_GRAPH.attributes.secret, subscriptionId: 's', resource: 'me/drive/root' },
    ],
  });

  test.each([
    ['five OneDrive notifications', MICROSOFT_GRAPH, GRAPH_BODY],
    ['five Meta deliveries', META, '{"a":1}'],
    ['five GitHub deliveries under different ids', GITHUB, '{"a":1}'],
    ['five Shopify deliveries without an id', SHOPIFY, '{"a":1}'],
    ['five Dropbox deliveries', DROPBOX, '{"list_folder":{"accounts":["dbid:1"]}}'],
  ])('%s with the same body are five events', async (_, sender, body) => {
    const webhook = await make(sender.attributes);
    const ids = new Set<string>();
    for (let count = 0; count < 5; count += 1) {
      const { status, headers } = await send(webhook, sender.headers(body), body);
      expect([200, 202]).toContain(status);
      ids.add(headers['webhook-id'] as string);
    }
    expect(ids.size).toBe(5);
    await target.until(5);
  });
});

describe('a repeated request', () => {
  const BODY = '{"a":1}';
  const senders: [string, object, Record<string, string>][] = [
    ['GitHub, same delivery id', FROM_GITHUB, githubHeaders(BODY, GITHUB_SECRET, randomUUID())],
    ['Shopify, same id', SHOPIFY.attributes, { ...SHOPIFY.headers(BODY), 'X-Shopify-Webhook-Id': 'a-1' }],
    ['Standard Webhooks, same signed id', STANDARD_WEBHOOKS.attributes, STANDARD_WEBHOOKS.headers(BODY)],
    ['Slack, same timestamp', SLACK.attributes, SLACK.headers(BODY)],
  ];

  test.each(senders)(
    'is stored as a duplicate of the first and not delivered (%s)',
    async (_, attributes, headers) => {
      const webhook = await make(attributes);
      const first = await send(webhook, headers, BODY);
      const again = await send(webhook, headers, BODY);
      expect([again.status, again.text]).toEqual([first.status, first.text]);
      const id = first.headers['webhook-id'] as string;
      expect(again.headers['webhook-id']).toBe(id);
      await eventAtItsEnd(owner, id);
      const [event, duplicate, ...more] = await eventsOf(webhook);
      expect([event.id, more]).toEqual([id, []]);
      expect(duplicate.attributes).toMatchObject({
        state: 'duplicate',
        state_reason: `The sender already sent this event, as ${id}.`,
        state_reason_code: 'duplicate',
        attempts: 0,
        next_attempt_at: null,
      });
      expect(duplicate.relationships.duplicate_of.data).toEqual({ type: 'webhook-event', id });
      const shown = (await owner.get(`webhook-events/${duplicate.id as string}`)).body.data.attributes;
      expect(shown.body).toBe(BODY);
      expect(target.received).toHaveLength(1);
      // A duplicate can still be replayed.
      await owner.post(`webhook-events/${duplicate.id as string}/replays`);
      await target.until(2);
    },
  );

  test('whose id is not signed is a new event if its body differs', async () => {
    const webhook = await make(FROM_GITHUB);
    const id = randomUUID();
    const sent = async (body: string) =>
      (await send(webhook, githubHeaders(body, GITHUB_SECRET, id), body)).body.id as string;
    const first = await sent('{"a":1}');
    expect(await sent('{"a":2}')).not.toBe(first);
    expect(await sent('{"a":1}')).toBe(first);
  });

  test('with the same Idempotency-Key from another app is a new event', async () => {
    const webhook = await make({ authentication: 'oauth2' });
    const sent = async (token: string) => {
      const headers = { Authorization: `Bearer ${token}`, 'Idempotency-Key': 'order-1' };
      return (await send(webhook, headers, BODY)).body.id as string;
    };
    const [one, other] = [await tokenFor(app, owner), await tokenFor(app, owner)];
    const first = await sent(one);
    expect(await sent(other)).not.toBe(first);
    expect(await sent(one)).toBe(first);
  });

  test('sent twenty times at once to two servers makes one event and nineteen duplicates', async () => {
    const webhook = await make(FROM_GITHUB);
    const headers = githubHeaders(BODY, GITHUB_SECRET, randomUUID());
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => send(webhook, headers, BODY, [app, otherServer][n % 2])),
    );
    expect(new Set(answers.map(({ body }) => body.id as string)).size).toBe(1);
    await eventAtItsEnd(owner, answers[0]!.body.id);
    expect(await statesOf(webhook)).toEqual(['delivered', ...Array<string>(19).fill('duplicate')]);
    expect(target.received).toHaveLength(1);
  });
});

describe('with deduplication by body, the same body is a duplicate', () => {
  const BY_BODY = { deduplication: { by: 'body', window: 60 } };

  test('within the window, and a new event after it', async () => {
    const webhook = await make({ ...META.attributes, ...BY_BODY });
    const sent = async () => (await send(webhook, META.headers('1'), '1')).headers['webhook-id'] as string;
    const first = await sent();
    expect(await sent()).toBe(first);
    const other = (await send(webhook, META.headers('2'), '2')).headers['webhook-id'];
    expect(other).not.toBe(first);
    await tablesOf(app)('webhook_events')
      .where({ id: first })
      .update({ received_at: Date.now() - 61_000 });
    const second = await sent();
    expect(second).not.toBe(first);
    expect(await sent()).toBe(second);
    await target.until(3);
  });

  test('also from an app with a token, unless it sends an Idempotency-Key', async () => {
    const webhook = await make({ authentication: 'oauth2', ...BY_BODY });
    const token = await tokenFor(app, owner);
    const sent = async (more: object = {}) =>
      (await send(webhook, { Authorization: `Bearer ${token}`, ...more }, '{}')).body.id as string;
    const first = await sent();
    expect(await sent()).toBe(first);
    const named = await sent({ 'Idempotency-Key': 'a' });
    expect(named).not.toBe(first);
    expect(await sent({ 'Idempotency-Key': 'a' })).toBe(named);
  });

  test('unless the sender signs an id, which alone decides', async () => {
    const webhook = await make({ ...STANDARD_WEBHOOKS.attributes, ...BY_BODY });
    const sent = async (id: string, body: string) =>
      (await send(webhook, STANDARD_WEBHOOKS.headers(body, { id }), body)).body.id as string;
    const first = await sent('msg_1', '1');
    const second = await sent('msg_2', '1');
    expect(second).not.toBe(first);
    expect([await sent('msg_1', '2'), await sent('msg_2', '1')]).toEqual([first, second]);
    expect((await statesOf(webhook)).filter((state) => state === 'duplicate')).toHaveLength(2);
  });

  test('for at least as long as a signed timestamp is accepted', async () => {
    const slack = await make({ ...SLACK.attributes, deduplication: { by: 'body', window: 1 } });
    const headers = SLACK.headers('x=1');
    const first = (await send(slack, headers, 'x=1')).headers['webhook-id'] as string;
    await tablesOf(app)('webhook_events')
      .where({ id: first })
      .update({ received_at: Date.now() - 500_000 });
    expect((await send(slack, headers, 'x=1')).headers['webhook-id']).toBe(first);
  });

  test('and a webhook test shows which event it would duplicate', async () => {
    const webhook = await make({ ...META.attributes, ...BY_BODY });
    const first = (await send(webhook, META.headers('1'), '1')).headers['webhook-id'];
    const duplicateOf = async () => {
      const sample = document('webhook-test', { headers: META.headers('1'), body: '1' });
      const { body } = await owner.post(`webhooks/${webhook.id}/tests`, sample);
      return body.data.relationships.duplicate_of.data?.id as string | undefined;
    };
    expect(await duplicateOf()).toBe(first);
    await owner.patch(`webhooks/${webhook.id}`, document('webhook', { deduplication: null }));
    expect(await duplicateOf()).toBeUndefined();
  });

  test.each([
    { by: 'body' },
    { by: 'body', window: 0 },
    { by: 'id' },
    { by: 'none', window: 5 },
    { by: 'expression' },
    { by: 'expression', expression: '(', window: 5 },
    { by: 'time', window: 5 },
    {},
  ])('and the setting %j is refused', async (deduplication) => {
    const webhook = await make(META.attributes);
    const { status } = await owner.patch(`webhooks/${webhook.id}`, document('webhook', { deduplication }));
    expect(status).toBe(422);
  });
});

describe('with deduplication by the ID of the sender', () => {
  test('a repeated ID is a new event after the window', async () => {
    const webhook = await make({ ...FROM_GITHUB, deduplication: { by: 'id', window: 60 } });
    const headers = githubHeaders('{}', GITHUB_SECRET, randomUUID());
    const sent = async () => (await send(webhook, headers, '{}')).body.id as string;
    const first = await sent();
    expect(await sent()).toBe(first);
    await tablesOf(app)('webhook_events')
      .where({ id: first })
      .update({ received_at: Date.now() - 61_000 });
    expect(await sent()).not.toBe(first);
  });
});

describe('with deduplication by none', () => {
  test('even a request with the same signed ID is a new event', async () => {
    const webhook = await make({ ...STANDARD_WEBHOOKS.attributes, deduplication: { by: 'none' } });
    const headers = STANDARD_WEBHOOKS.headers('{}');
    const ids = [await send(webhook, headers, '{}'), await send(webhook, headers, '{}')].map(
      ({ body }) => body.id,
    );
    expect(ids[1]).not.toBe(ids[0]);
    expect(await statesOf(webhook)).not.toContain('duplicate');
  });
});

describe('with deduplication by an expression', () => {
  const by = (expression: string, more: object = {}) => ({
    deduplication: { by: 'expression', expression, ...more },
  });
  const github = (webhook: MadeWebhook, body: string, delivery: string = randomUUID(), server = app) =>
    send(webhook, githubHeaders(body, GITHUB_SECRET, delivery), body, server).then(
      ({ body: { id } }) => id as string,
    );

  test('the same value is a duplicate on every server, whatever ID the sender sends; other values are not', async () => {
    const webhook = await make({ ...FROM_GITHUB, ...by('body.order & "/" & headers.`x-github-event`') });
    const first = await github(webhook, '{"order":1,"n":1}');
    const second = await github(webhook, '{"order":2,"n":1}');
    expect(second).not.toBe(first);
    expect(await github(webhook, '{"order":1,"n":2}', undefined, otherServer)).toBe(first);
    expect(await statesOf(webhook)).toContain('duplicate');
  });

  test('a number is a value, without losing digits', async () => {
    const webhook = await make({ ...FROM_GITHUB, ...by('body.id') });
    const first = await github(webhook, '{"id":9007199254740993}');
    expect(await github(webhook, '{"id":9007199254740992}')).not.toBe(first);
    expect(await github(webhook, '{"id":9007199254740993,"n":2}')).toBe(first);
  });

  test('the same value is a new event after the window', async () => {
    const webhook = await make({ ...FROM_GITHUB, ...by('body.order', { window: 60 }) });
    const first = await github(webhook, '{"order":1}');
    await tablesOf(app)('webhook_events')
      .where({ id: first })
      .update({ received_at: Date.now() - 61_000 });
    expect(await github(webhook, '{"order":1}')).not.toBe(first);
  });

  test('of a form, the fields are compared', async () => {
    const webhook = await make({ ...FROM_GITHUB, ...by('body.order', { format: 'form' }) });
    const first = await github(webhook, 'order=1&n=1');
    expect(await github(webhook, 'order=1&n=2')).toBe(first);
  });

  test.each([
    ['returns nothing', 'body.nothing', '{"order":1}'],
    ['returns an object', 'body', '{"order":1}'],
    ['fails', '$error("no")', '{"order":1}'],
    ['never ends', '($f := function(){ $f() }; $f())', '{"order":1}'],
    ['gets a body that is not JSON', 'body.order', 'order'],
  ])('that %s, the event is accepted, and its ID is compared instead', async (_, expression, body) => {
    const webhook = await make({ ...FROM_GITHUB, ...by(expression) });
    const delivery = randomUUID();
    const first = await github(webhook, body, delivery);
    expect(await github(webhook, body, delivery)).toBe(first);
    expect(await github(webhook, body)).not.toBe(first);
  });

  test('a webhook test shows which event it would duplicate', async () => {
    const webhook = await make({ ...FROM_GITHUB, ...by('body.order') });
    const first = await github(webhook, '{"order":1}');
    const body = '{"order":1,"again":true}';
    const sample = document('webhook-test', { headers: githubHeaders(body), body });
    const answer = await owner.post(`webhooks/${webhook.id}/tests`, sample);
    expect(answer.body.data.relationships.duplicate_of.data?.id).toBe(first);
  });
});
