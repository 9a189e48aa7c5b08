import { newId } from '../../src/system/ids.ts';
import { matchEvents, type EventWithParsed } from '../../src/webhooks/delivery/match-events.ts';
import type { WebhookEvent } from '../../src/webhooks/event-store.ts';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { addTrigger } from '../support/triggers.ts';
import { until } from '../support/until.ts';
import {
  eventAtItsEnd,
  eventIn,
  FROM_GITHUB,
  hurry,
  insertEvents,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
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

/** As HubSpot and others send events: several in one request. */
const LIST = {
  type: 'jsonata',
  format: 'json',
  expression: 'body.{"type": subscriptionType, "id": eventId, "user": portalId, "data": $}',
};
const listed = (expression = LIST.expression) => ({
  ...FROM_GITHUB,
  config_services: { ...FROM_GITHUB.config_services, webhook_parser: { ...LIST, expression } },
});

const change = (eventId: string | number) => ({
  eventId,
  subscriptionType: 'contact.creation',
  portalId: 62_515,
});
const send = (webhook: MadeWebhook, ids: readonly (string | number)[], to = app) =>
  sendSigned(to, webhook, JSON.stringify(ids.map(change)));

const rowsOf = ({ id }: MadeWebhook) =>
  tablesOf(app)('webhook_events').where({ webhook_id: id }).orderBy('id').select();
const deliveredIds = () =>
  target.received.map(({ body }) => (JSON.parse(body.toString()) as { id: string }).id).toSorted();
const ended = (webhook: MadeWebhook, count: number) =>
  until(async () => {
    const rows = await rowsOf(webhook);
    return rows.length === count && rows.every(({ next_attempt_at }) => next_attempt_at === null)
      ? rows
      : undefined;
  });

describe('a list of events from the parser', () => {
  test('is delivered as one event each, with its own ID, user and data', async () => {
    const webhook = await makeWebhook(owner, target.url, listed());
    const { body } = await send(webhook, ['e1', 'e2', 'e3']);
    const rows = await ended(webhook, 3);
    expect(deliveredIds()).toEqual(['e1', 'e2', 'e3']);
    const got = target.received.find(({ body: it }) => it.toString().includes('"e2"'))!;
    expect(JSON.parse(got.body.toString())).toEqual({
      kind: 'event',
      type: 'contact.creation',
      id: 'e2',
      user: '62515',
      data: change('e2'),
      credential: null,
    });
    expect(new Set(target.received.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
    expect(got.headers['x-github-event']).toBe('push');
    expect(rows.map(({ split_from }) => split_from as unknown)).toEqual([null, body.id, body.id]);
  });

  test('keeps the request with its first event, and the others lead to it', async () => {
    const webhook = await makeWebhook(owner, target.url, listed());
    const { body } = await send(webhook, ['f1', 'f2']);
    const [, second] = await ended(webhook, 2);
    const request = (await owner.get(`webhook-events/${body.id}`)).body.data;
    expect(request.attributes.body).toContain('"f2"');
    expect(request.attributes.parsed).toMatchObject({ id: 'f1' });
    expect(request.relationships.split_from.data).toBeNull();
    const beside = (await owner.get(`webhook-events/${second!.id}`)).body.data;
    expect(beside.attributes).toMatchObject({ body: '', parsed: { id: 'f2' } });
    expect(beside.relationships.split_from.data).toEqual({ type: 'webhook-event', id: body.id });
    const related = await owner.get(`webhook-events/${second!.id}/split_from`);
    expect(related.body.data.id).toBe(body.id);
  });

  test('can have 1000 events', async () => {
    const webhook = await makeWebhook(owner, target.url, listed());
    const ids = Array.from({ length: 1000 }, (_, n) => n);
    expect((await send(webhook, ids)).status).toBe(202);
    await target.until(1000);
    expect(new Set(deliveredIds()).size).toBe(1000);
  });

  test('with one event is that event', async () => {
    const webhook = await makeWebhook(owner, target.url, listed());
    await send(webhook, ['alone']);
    expect(await ended(webhook, 1)).toMatchObject([{ sender_id: 'alone', split_from: null }]);
  });

  test('is not split again by a replay', async () => {
    const webhook = await makeWebhook(owner, target.url, listed());
    const { body } = await send(webhook, ['r1', 'r2']);
    await ended(webhook, 2);
    await owner.post(`webhook-events/${body.id}/replays`);
    await target.until(3);
    await ended(webhook, 2);
    expect(deliveredIds()).toEqual(['r1', 'r1', 'r2']);
  });
});

describe('events of a list that were received before', () => {
  test('are listed as duplicates, and the others are delivered', async () => {
    const webhook = await makeWebhook(owner, target.url, listed());
    const first = await send(webhook, ['d1', 'd2']);
    await ended(webhook, 2);
    await send(webhook, ['d1', 'd3', 'd3']);
    const rows = await ended(webhook, 5);
    expect(deliveredIds()).toEqual(['d1', 'd2', 'd3']);
    const repeats = rows.filter(({ state }) => state === 'duplicate');
    const third = rows.find(({ sender_id }) => sender_id === 'd3')!.id as string;
    expect(repeats.map(({ duplicate_of }) => duplicate_of as unknown)).toEqual([first.body.id, third]);
  });

  test('make the whole request a duplicate if there are no others', async () => {
    const webhook = await makeWebhook(owner, target.url, listed());
    const first = await send(webhook, ['w1', 'w2']);
    await ended(webhook, 2);
    const again = await send(webhook, ['w1', 'w2']);
    const { attributes, relationships } = await eventAtItsEnd(owner, again.body.id);
    expect(attributes.state).toBe('duplicate');
    expect(relationships.duplicate_of.data.id).toBe(first.body.id);
    expect(await rowsOf(webhook)).toHaveLength(3);
  });

  test('are delivered once if two processes receive them', async () => {
    const webhook = await makeWebhook(owner, target.url, listed());
    const sent = Array.from({ length: 20 }, (_, n) =>
      send(webhook, [n, n + 1, n + 2, n + 3], [app, other][n % 2]),
    );
    for (const { status } of await Promise.all(sent)) expect(status).toBe(202);
    await target.until(23);
    await until(async () => (await rowsOf(webhook)).every((row) => row['next_attempt_at'] === null));
    expect(deliveredIds()).toEqual(Array.from({ length: 23 }, (_, n) => String(n)).toSorted());
  });
});

test('of a list that cannot be stored as a whole, nothing is stored, and it is tried again', async () => {
  const webhook = await makeWebhook(owner, target.url, listed());
  const remove = await addTrigger(app, {
    on: 'BEFORE INSERT',
    table: 'webhook_events',
    condition: "NEW.sender_id = 'a3'",
  });
  const { body } = await send(webhook, ['a1', 'a2', 'a3']);
  await until(async () => app.logged().includes('delivery failed') || undefined);
  expect(await rowsOf(webhook)).toMatchObject([{ id: body.id, parsed: null, state: 'pending' }]);
  expect(target.received).toEqual([]);
  await remove();
  await hurry(app, body.id);
  await ended(webhook, 3);
  expect(deliveredIds()).toEqual(['a1', 'a2', 'a3']);
});

test('of a list that another process has claimed meanwhile, nothing is stored', async () => {
  const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  const [id] = await insertEvents(app, owner, webhook, [
    { state: 'pending', attempts: 2, next_attempt_at: Date.now() + 3_600_000, claimed_by: newId() },
  ]);
  const row = (await rowsOf(webhook))[0] as WebhookEvent;
  const parsed = [{ id: 'p1' }, { id: 'p2' }].map((one) => ({
    type: null,
    user: null,
    data: 1,
    ...one,
  })) as unknown as EventWithParsed['parsed'];
  const key = { tenant_id: owner.tenantId, webhook_id: webhook.id };
  const { database } = app.platform.services;
  const ofEarlierClaim = { event: { ...row, attempts: 1 }, parsed };
  expect(await matchEvents(database, key, null, [ofEarlierClaim])).toEqual({
    kept: [],
    duplicates: [],
    added: 0,
  });
  expect(await rowsOf(webhook)).toMatchObject([{ id, parsed: null }]);
});

test.each([
  ['an empty list', '[]', /an empty list; it must return at least one event/],
  ['an event without data', '[{"id": 1, "data": 1}, {"id": 2}]', /^Event 2 of the list: .*without data/],
  ['something else in it', '[{"data": 1}, 7]', /^Event 2 of the list: .*a number; it must return an object/],
  ['another member', '[{"data": 1, "name": 2}, {"data": 1}]', /^Event 1 of the list: .*members other than/],
  ['too many', '[1..1001].{"data": $}', /a list of more than 1000 events/],
])('a list with %s fails as a whole', async (_what, expression, reason) => {
  const webhook = await makeWebhook(owner, target.url, listed(expression));
  const { body } = await send(webhook, ['x']);
  const { attributes } = await eventIn(owner, body.id, 'failed');
  expect(attributes).toMatchObject({ state_reason_code: 'parser_failed' });
  expect(attributes.state_reason).toMatch(reason);
  expect(await rowsOf(webhook)).toHaveLength(1);
});

test('a test of the parser shows all events of a list', async () => {
  const webhook = await makeWebhook(owner, target.url, listed());
  const sample = { body: JSON.stringify([change('t1'), change('t2')]), headers: {} };
  const { body }: Answer = await owner.post(`webhooks/${webhook.id}/tests`, document('webhook-test', sample));
  const { parsed, events, reason } = body.data.attributes.parser;
  expect([parsed.id, events.map(({ id }: { id: string }) => id), reason]).toEqual(['t1', ['t1', 't2'], null]);
});
