import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import {
  attempted,
  deliveriesOf,
  eventIn,
  FROM_GITHUB,
  insertEvents,
  hurry,
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
let webhook: MadeWebhook;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget();
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
});
afterEach(() => target.close());

const sendEvent = async (body = '{}'): Promise<string> => (await sendSigned(app, webhook, body)).body.id;
const replay = (id: string, by = owner) => by.post(`webhook-events/${id}/replays`);
const idsGot = () => target.received.map(({ headers }) => headers['webhook-id']);
const run = () => app.platform.services.webhooks.deliverer.run();

function replaySince(attributes: object, id = webhook.id): Promise<Answer> {
  return owner.post(`webhooks/${id}/replays`, document('replay', attributes));
}

describe('a replayed event', () => {
  test('that was delivered is delivered again under the same id', async () => {
    const id = await sendEvent();
    await eventIn(owner, id, 'delivered');
    const { status, body } = await replay(id);
    expect([status, body.data.id, body.data.attributes.state]).toEqual([200, id, 'pending']);
    await run();
    await eventIn(owner, id, 'delivered');
    expect(idsGot()).toEqual([id, id]);
    expect(await deliveriesOf(owner, id)).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
  });

  test('that had failed is delivered', async () => {
    const [id] = await insertEvents(app, owner, webhook, [{ state: 'failed', attempts: 8 }]);
    await replay(id!);
    await run();
    const { attributes } = await eventIn(owner, id!, 'delivered');
    expect(attributes).toMatchObject({ attempts: 9, state_reason: null });
    expect(idsGot()).toEqual([id]);
  });

  test('that was a duplicate is delivered if the original is gone', async () => {
    webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    const first = await sendEvent('{"id":1}');
    await eventIn(owner, first, 'delivered');
    const again = await sendEvent('{"id":1,"data":2}');
    await eventIn(owner, again, 'duplicate');
    await tablesOf(app)('webhook_events').where({ id: first }).delete();
    const { body } = await replay(again);
    expect(body.data.relationships.duplicate_of.data).toBeNull();
    await run();
    await eventIn(owner, again, 'delivered');
    expect(idsGot()).toEqual([first, again]);
  });

  test('that waits for its next attempt is attempted now, and its retry schedule restarts', async () => {
    target.answer((response) => response.writeHead(500).end());
    const id = await sendEvent();
    for (let count = 1; count < 3; count += 1) {
      await attempted(owner, id, count);
      await hurry(app, id);
    }
    await attempted(owner, id, 3);
    await replay(id);
    await run();
    const deliveries = await attempted(owner, id, 4);
    const waits = deliveries.map((one) => Date.parse(one.next_attempt_at) - Date.parse(one.created_at));
    const [, , third, fourth] = waits;
    // The wait is half an hour after the third attempt, and five seconds after the first.
    expect(third).toBeGreaterThan(1_500_000);
    expect(fourth).toBeLessThan(60_000);
  });

  test('that does not exist, or belongs to another tenant, is not found', async () => {
    const id = await sendEvent();
    await eventIn(owner, id, 'delivered');
    const other = await app.tenant();
    expect((await replay(id, other)).status).toBe(404);
    expect((await replay('01890000-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await eventIn(owner, id, 'delivered')).attributes.next_attempt_at).toBeNull();
  });

  test('appears in the audit log', async () => {
    const id = await sendEvent();
    await eventIn(owner, id, 'delivered');
    await replay(id);
    const { body } = await owner.get('audit-events?filter[action]=webhook-events.replay');
    expect(body.data).toMatchObject([
      { attributes: { resource_id: id, actor_id: owner.userId, details: { webhook: webhook.id } } },
    ]);
  });
});

describe('replaying the events since a time', () => {
  const at = (minute: number) => Date.UTC(2026, 0, 1, 12, minute);
  const since = (minute: number) => new Date(at(minute)).toISOString();

  async function statesOf(ids: string[]): Promise<string[]> {
    const rows = (await tablesOf(app)('webhook_events').whereIn('id', ids).orderBy('id')) as {
      state: string;
    }[];
    return rows.map(({ state }) => state);
  }

  beforeEach(async () => {
    // A disabled webhook delivers nothing, so the replayed states can be checked.
    await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: false }));
  });

  test('replays those that failed or are pending', async () => {
    const states = ['failed', 'delivered', 'duplicate', 'pending'];
    await insertEvents(app, owner, webhook, [{ state: 'failed', received_at: at(1) - 1 }]);
    const ids = await insertEvents(
      app,
      owner,
      webhook,
      states.map((state, minute) => ({ state, received_at: at(minute + 1) })),
    );
    const { status, body } = await replaySince({ since: since(1) });
    expect(status).toBe(201);
    expect(body.data.attributes).toMatchObject({ state: 'finished', replayed: 2, next_since: null });
    expect(await statesOf(ids)).toEqual(['pending', 'delivered', 'duplicate', 'pending']);
  });

  test('replays those in the given states', async () => {
    const states = ['failed', 'delivered', 'duplicate'];
    const events = states.map((state, minute) => ({ state, received_at: at(minute) }));
    const ids = await insertEvents(app, owner, webhook, events);
    const { body } = await replaySince({ since: since(0), states: ['delivered', 'duplicate'] });
    expect(body.data.attributes.replayed).toBe(2);
    expect(await statesOf(ids)).toEqual(['failed', 'pending', 'pending']);
  });

  test('replays only those of the webhook, and only for its own tenant', async () => {
    const otherWebhook = await makeWebhook(owner, target.url, FROM_GITHUB);
    const failed = { state: 'failed', received_at: at(0) };
    const ids = await insertEvents(app, owner, otherWebhook, [failed]);
    expect((await replaySince({ since: since(0) })).body.data.attributes.replayed).toBe(0);
    const other = await app.tenant();
    const { status } = await other.post(
      `webhooks/${otherWebhook.id}/replays`,
      document('replay', { since: since(0) }),
    );
    expect([status, await statesOf(ids)]).toEqual([404, ['failed']]);
  });

  test('appears in the audit log', async () => {
    await insertEvents(app, owner, webhook, [{ state: 'failed', received_at: at(0) }]);
    await replaySince({ since: since(0) });
    const { body } = await owner.get('audit-events?filter[action]=webhooks.replay');
    expect(body.data).toMatchObject([{ attributes: { resource_id: webhook.id, actor_id: owner.userId } }]);
    expect(body.data[0].attributes.details).toEqual({ replayed: 1, since: since(0) });
  });

  test('skips none, because received_at is the time in the id', async () => {
    await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: true }));
    for (const id of await Promise.all(Array.from({ length: 30 }, (_, n) => sendEvent(`${n}`)))) {
      const { received_at } = (await owner.get(`webhook-events/${id}`)).body.data.attributes;
      // A UUIDv7 starts with its time (RFC 9562, section 5.7).
      const time = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
      expect(Date.parse(received_at)).toBe(time);
    }
  });

  test('is refused for a time that does not exist', async () => {
    const { status, body } = await replaySince({ since: '2026-02-30T24:61:00Z' });
    expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/since']);
  });
});
