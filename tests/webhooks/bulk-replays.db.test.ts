import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { until } from '../support/until.ts';
import {
  eventIn,
  FROM_GITHUB,
  insertEvents,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  UNDERSTOOD,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

const at = (second: number) => Date.UTC(2026, 0, 1, 12, 0, second);
const since = (second: number) => new Date(at(second)).toISOString();

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
  // A disabled webhook delivers nothing, so the replayed states can be checked.
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: false }));
});
afterEach(() => target.close());

const continueReplays = (by = app) => by.platform.services.webhooks.continueReplays();

function replay(attributes: object, by = owner): Promise<Answer> {
  return by.post(`webhooks/${webhook.id}/replays`, document('replay', { since: since(0), ...attributes }));
}

const pathOf = ({ body }: Answer) => `webhooks/${webhook.id}/replays/${body.data.id}`;

function stop(made: Answer, state = 'stopped'): Promise<Answer> {
  return owner.patch(pathOf(made), document('replay', { state }));
}

const insertFailed = (count: number, columns: object = {}) =>
  insertEvents(
    app,
    owner,
    webhook,
    Array.from({ length: count }, () => ({ received_at: at(1), ...columns })),
  );

async function pendingOf(ids: readonly string[]): Promise<string[]> {
  const rows = (await tablesOf(app)('webhook_events').where({
    webhook_id: webhook.id,
    state: 'pending',
  })) as {
    id: string;
  }[];
  const pending = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => pending.has(id));
}

function finished(made: Answer): Promise<Answer['body']> {
  return until(async () => {
    const { attributes } = (await owner.get(pathOf(made))).body.data;
    return attributes.state === 'finished' ? attributes : undefined;
  });
}

/** No process continues it, whatever its time. */
async function hold(made: Answer): Promise<void> {
  await tablesOf(app)('webhook_replays')
    .where({ id: made.body.data.id })
    .update({ next_piece_at: Date.now() + 3_600_000 });
}

describe('a replay', () => {
  test('of up to a thousand events is finished at once', async () => {
    const ids = await insertFailed(3);
    const made = await replay({});
    expect(made.status).toBe(201);
    expect(made.headers['location']).toBe(made.body.data.links.self);
    expect(made.body.data.attributes).toMatchObject({
      state: 'finished',
      since: since(0),
      states: ['pending', 'failed'],
      types: null,
      search: null,
      replayed: 3,
      total: 3,
      next_since: null,
    });
    expect(await pendingOf(ids)).toEqual(ids);
    expect((await owner.get(pathOf(made))).body.data.attributes).toEqual(made.body.data.attributes);
  });

  test('of more is counted and finished in the background, each event once, by several processes', async () => {
    const ids = await insertFailed(3500);
    const made = await replay({});
    expect(made.body.data.attributes).toMatchObject({
      state: 'running',
      replayed: 1000,
      total: null,
      finished_at: null,
    });
    const other = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
    for (let round = 0; round < 4; round += 1)
      await Promise.all([continueReplays(), continueReplays(), continueReplays(other)]);
    expect(await finished(made)).toMatchObject({ replayed: 3500, total: 3500 });
    await other.close();
    expect(await pendingOf(ids)).toHaveLength(3500);
  });

  test('continues after a restart where it was', async () => {
    await insertFailed(1500);
    const made = await replay({});
    const row = tablesOf(app)('webhook_replays').where({ id: made.body.data.id });
    const { position } = (await row.first()) as { position: string };
    expect((await pendingOf([position])).length).toBe(1);
    const next = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
    await continueReplays(next);
    await continueReplays(next);
    expect(await finished(made)).toMatchObject({ replayed: 1500 });
    await next.close();
  });

  test('can be stopped, and then replays nothing more', async () => {
    const ids = await insertFailed(2500);
    const made = await replay({});
    await hold(made);
    const stopped = await stop(made);
    expect([stopped.status, stopped.body.data.attributes.state]).toEqual([200, 'stopped']);
    await tablesOf(app)('webhook_replays').where({ id: made.body.data.id }).update({ next_piece_at: 0 });
    // It would first be counted, and then replayed.
    for (let round = 0; round < 4; round += 1) await continueReplays();
    expect((await owner.get(pathOf(made))).body.data.attributes).toMatchObject({
      state: 'stopped',
      replayed: 1000,
    });
    expect(await pendingOf(ids)).toHaveLength(1000);
    const { body } = await owner.get('audit-events?filter[action]=replays.stop');
    expect(body.data).toMatchObject([{ attributes: { resource_id: webhook.id, actor_id: owner.userId } }]);
  });

  test('that is over stays in its state, and a running one can only be stopped', async () => {
    await insertFailed(1500);
    const running = await replay({ until: since(2) });
    await hold(running);
    expect((await stop(running, 'finished')).status).toBe(422);
    expect((await stop(running, 'running')).status).toBe(200);
    await stop(running);
    expect((await stop(running)).status).toBe(200);
    expect((await stop(running, 'running')).status).toBe(422);
  });

  test('is refused while another of the webhook is running', async () => {
    await insertFailed(1500);
    const first = await replay({});
    await hold(first);
    const { status, body } = await replay({});
    expect([status, body.errors[0].code]).toEqual([409, 'conflict']);
    await stop(first);
    expect((await replay({})).status).toBe(201);
  });

  test('is in the list of its webhook, and only there', async () => {
    const made = await replay({});
    const other = await makeWebhook(owner, target.url, FROM_GITHUB);
    const listed = async (id: string, query = '') =>
      (await owner.get(`webhooks/${id}/replays${query}`)).body.data.map((one: { id: string }) => one.id);
    expect(await listed(webhook.id)).toEqual([made.body.data.id]);
    expect(await listed(webhook.id, '?filter[state]=running')).toEqual([]);
    expect(await listed(other.id)).toEqual([]);
    expect((await owner.get(`webhooks/${other.id}/replays/${made.body.data.id}`)).status).toBe(404);
  });

  test('belongs to its tenant', async () => {
    const made = await replay({});
    const other = await app.tenant();
    for (const path of [pathOf(made), `webhooks/${webhook.id}/replays`])
      expect((await other.get(path)).status).toBe(404);
    expect((await other.patch(pathOf(made), document('replay', { state: 'stopped' }))).status).toBe(404);
    expect((await replay({}, other)).status).toBe(404);
  });

  test('is deleted with its webhook', async () => {
    await insertFailed(1500);
    const made = await replay({});
    await hold(made);
    expect((await owner.delete(`webhooks/${webhook.id}`)).status).toBe(204);
    expect(await tablesOf(app)('webhook_replays').where({ id: made.body.data.id })).toEqual([]);
  });

  test('is deleted when it is old', async () => {
    const [old, recent] = [await replay({}), await replay({})];
    await tablesOf(app)('webhook_replays').where({ id: old.body.data.id }).update({ finished_at: 1 });
    await app.platform.services.webhooks.deleteOldReplays(10);
    expect((await owner.get(pathOf(old))).status).toBe(404);
    expect((await owner.get(pathOf(recent))).status).toBe(200);
  });
});

describe('only those events are replayed', () => {
  test('that were received in the period', async () => {
    const times = [at(0) - 1, at(0), at(5) - 1, at(5)];
    const ids = await insertEvents(
      app,
      owner,
      webhook,
      times.map((received_at) => ({ received_at })),
    );
    const { body } = await replay({ until: since(5) });
    expect(body.data.attributes.replayed).toBe(2);
    expect(await pendingOf(ids)).toEqual(ids.slice(1, 3));
  });

  test('that have one of the types, whatever else they contain', async () => {
    const parsed = (type: string | null, data: unknown = {}) =>
      JSON.stringify({ type, id: null, user: null, data });
    const ids = await insertEvents(app, owner, webhook, [
      { received_at: at(1), parsed: parsed('order.paid') },
      { received_at: at(1), parsed: parsed('order.paid.late') },
      { received_at: at(1), parsed: parsed('order') },
      { received_at: at(1), parsed: parsed(null, { type: 'order.paid' }) },
      { received_at: at(1), parsed: null },
      { received_at: at(1), parsed: parsed('quote " % _ ü😀', { nul: '\0' }) },
    ]);
    await replay({ types: ['order.paid', 'quote " % _ ü😀'] });
    expect(await pendingOf(ids)).toEqual([ids[0], ids[5]]);
  });

  test('whose type begins with the text before *', async () => {
    const parsed = (type: string | null) => JSON.stringify({ type, id: null, user: null, data: {} });
    const ids = await insertEvents(app, owner, webhook, [
      { received_at: at(1), parsed: parsed('order.paid') },
      { received_at: at(1), parsed: parsed('order') },
      { received_at: at(1), parsed: parsed('"x') },
      { received_at: at(1), parsed: parsed(null) },
      { received_at: at(1), parsed: parsed('order.late'), event_type: 'order.late' },
    ]);
    await replay({ types: ['order.*', '"*'] });
    expect(await pendingOf(ids)).toEqual([ids[0], ids[2], ids[4]]);
    expect((await replay({ types: ['order.*.late'] })).status).toBe(422);
  });

  test('whose type is the one that the parser returned', async () => {
    webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    const events = [];
    for (const type of ['a', 'b']) {
      const { body } = await sendSigned(app, webhook, JSON.stringify({ type, id: type }));
      events.push((await eventIn(owner, body.id, 'delivered')).id);
    }
    const { body } = await replay({ types: ['b'], states: ['delivered'] });
    expect(body.data.attributes.replayed).toBe(1);
    await target.until(3);
    expect(target.received[2]!.headers['webhook-id']).toBe(events[1]);
  });

  test('that contain the text, which has no wildcards', async () => {
    const ids = await insertEvents(app, owner, webhook, [
      { received_at: at(1), body: '{"order":"A-100%"}' },
      { received_at: at(1), body: '{"order":"A-1000"}' },
      {
        received_at: at(1),
        body: '',
        parsed: '{"type":null,"id":null,"user":null,"data":{"order":"a-100%"}}',
      },
    ]);
    await replay({ search: 'a-100%' });
    expect(await pendingOf(ids)).toEqual([ids[0], ids[2]]);
  });

  test('though ten thousand before them were delivered, in several pieces', async () => {
    await insertFailed(10_000, { state: 'delivered' });
    const [last] = await insertEvents(app, owner, webhook, [{ received_at: at(2), body: 'failed' }]);
    const made = await replay({});
    expect(made.body.data.attributes).toMatchObject({ state: 'running', replayed: 0 });
    await continueReplays();
    await continueReplays();
    expect(await finished(made)).toMatchObject({ replayed: 1, total: 1 });
    expect(await pendingOf([last!])).toEqual([last]);
  });

  test('that are large, only a few at a time', async () => {
    const body = 'x'.repeat(1024 * 1024);
    await insertFailed(17, { body });
    const made = await replay({});
    const { state, replayed } = made.body.data.attributes;
    expect(state).toBe('running');
    expect(replayed).toBeLessThan(17);
    await continueReplays();
    await continueReplays();
    expect(await finished(made)).toMatchObject({ replayed: 17, total: 17 });
  });

  test('that match, though thousands before them do not', async () => {
    await insertFailed(2000, { body: 'nothing' });
    const [last] = await insertEvents(app, owner, webhook, [{ received_at: at(2), body: 'needle' }]);
    const made = await replay({ search: 'needle' });
    expect(made.body.data.attributes).toMatchObject({ state: 'running', replayed: 0 });
    await continueReplays();
    await continueReplays();
    await continueReplays();
    expect(await finished(made)).toMatchObject({ replayed: 1, total: 1 });
    expect(await pendingOf([last!])).toEqual([last]);
  });

  test.each([
    ['types', []],
    ['types', ['']],
    ['search', ''],
    ['until', '2026-02-30T24:61:00Z'],
    ['states', []],
    ['total', 1],
  ])('%s cannot be %j', async (name, value) => {
    expect((await replay({ [name]: value })).status).toBeGreaterThanOrEqual(400);
  });
});
