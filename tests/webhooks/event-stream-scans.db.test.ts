import { platformDb, tenantDb } from '../../src/db/index.ts';
import type { MessageSource } from '../../src/jsonapi/index.ts';
import { newId } from '../../src/system/ids.ts';
import { createTargetRead } from '../../src/webhooks/delivery/target-read.ts';
import { createStreamEvents } from '../../src/webhooks/stream-events.ts';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { queriesDuring } from '../support/query-plans.ts';
import { insertEvents } from '../support/webhooks.ts';

/** Milliseconds since the epoch. All events were received before this. */
const NOW = Date.now() + 3_600_000;

let app: TestApp;
let owner: Caller;
/** A webhook that has been deleted, which delivers nothing. */
let webhook: { id: string };
let events: number;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  webhook = { id: newId() };
  events = 0;
});

/** Inserts events that were received after all earlier ones. */
function insert(count: number, columns: object): Promise<string[]> {
  const rows = Array.from({ length: count }, () => {
    events += 1;
    return { received_at: NOW - 3_000_000 + events, ...columns };
  });
  return insertEvents(app, owner, webhook, rows);
}

/** The stream of all events of the tenant. */
function open(): Promise<MessageSource> {
  const { database } = app.platform.services;
  const { run } = createStreamEvents({ readTarget: createTargetRead(database.reads), clock: () => NOW });
  const db = tenantDb(platformDb(database), owner.tenantId);
  const query = { filter: {} };
  return run(
    { db, now: NOW } as never,
    {
      query,
      lastEventId: '00000000-0000-7000-8000-000000000000',
    } as never,
  );
}

/** What `next` returned, and the queries for events of this tenant meanwhile. */
async function nextOf(source: MessageSource) {
  let id: string | undefined;
  const seen = await queriesDuring(app, async () => (id = (await source.next())?.id));
  const queries = seen.filter(
    ({ sql, bindings }) => sql.includes('webhook_events') && bindings.includes(owner.tenantId),
  );
  return { id, queries };
}

test.each([
  ['duplicates', { state: 'duplicate' }],
  ['copies for other flows', { state: 'delivered', fanned_out_from: newId() }],
])('a stream passes over each of many %s once, a piece for each poll', async (_, columns) => {
  const source = await open();
  const flood = await insert(2_100, columns);
  const [event] = await insert(1, { state: 'failed' });
  const polls = [await nextOf(source), await nextOf(source), await nextOf(source)];
  expect(polls.map(({ id }) => id)).toEqual([undefined, undefined, event]);
  // The third also reads the event.
  expect(polls.map(({ queries }) => queries.length)).toEqual([1, 1, 2]);
  const after = polls.flatMap(({ queries }) => flood.filter((id) => queries[0]!.bindings.includes(id)));
  expect(after).toEqual([flood[999], flood[1_999]]);
});

test('when nothing more is there, a stream continues after the last duplicate that it has seen', async () => {
  const source = await open();
  const flood = await insert(10, { state: 'duplicate' });
  await nextOf(source);
  const { id, queries } = await nextOf(source);
  expect([id, queries.length]).toEqual([undefined, 1]);
  expect(queries[0]!.bindings).toContain(flood[9]);
});

test('of events that turn out to be duplicates, a stream reads a hundred for each poll', async () => {
  const source = await open();
  const [first] = await insert(1, { state: 'failed' });
  const others = await insert(150, { state: 'failed' });
  const [last] = await insert(1, { state: 'failed' });
  expect((await nextOf(source)).id).toBe(first);
  await tablesOf(app)('webhook_events').whereIn('id', others).update({ state: 'duplicate' });
  const { id, queries } = await nextOf(source);
  expect([id, queries.length]).toEqual([undefined, 100]);
  expect((await nextOf(source)).id).toBe(last);
});
