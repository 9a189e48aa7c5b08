import { platformDb } from '../../src/db/index.ts';
import { newId } from '../../src/system/ids.ts';
import { createAccept } from '../../src/webhooks/receiving/accept.ts';
import { createDeliverer } from '../../src/webhooks/delivery/deliverer.ts';
import type { NewEvent } from '../../src/webhooks/event-store.ts';
import { insertEvents } from '../../src/webhooks/receiving/received-store.ts';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { addTrigger } from '../support/triggers.ts';
import { until } from '../support/until.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

function newEvent(webhook: string, replayKey: string): NewEvent {
  return {
    tenant_id: owner.tenantId,
    id: newId(),
    webhook_id: webhook,
    kind: 'event',
    replay_key: replayKey,
    replay_window: null,
    claimed_by: null,
    content_type: null,
    headers: null,
    body: '{}',
    body_is_base64: false,
    body_preview: '{}',
    parsed: null,
    event_type: null,
    sender_id: null,
    external_user_id: null,
    credential_id: null,
    state: 'pending',
    state_reason: null,
    state_reason_code: null,
    duplicate_of: null,
    split_from: null,
    flow_id: null,
    fanned_out_from: null,
    routing: null,
    attempts: 0,
    earlier_attempts: 0,
    last_status_code: null,
    next_attempt_at: 3_600_000,
    received_at: Date.now(),
    updated_at: Date.now(),
    order_state: null,
    order_flow_id: null,
    order_setting: null,
    order_key: null,
    order_place: null,
  };
}

test('inserting the same events concurrently in opposite orders does not deadlock', async () => {
  const db = platformDb(app.platform.services.database);
  for (let round = 0; round < 5; round += 1) {
    const webhook = newId();
    const keys = Array.from({ length: 200 }, (_, index) => String(index).padStart(64, '0'));
    const [forwards, backwards] = await Promise.all(
      [keys, keys.toReversed()].map((some) =>
        insertEvents(
          db,
          some.map((key) => newEvent(webhook, key)),
        ),
      ),
    );
    expect(backwards!.toReversed()).toEqual(forwards);
  }
});

test.each([
  ['is deleted', (id: string) => `DELETE FROM webhook_events WHERE id = '${id}'`],
  ['loses its key', (id: string) => `UPDATE webhook_events SET replay_key = NULL WHERE id = '${id}'`],
])('a repeated event is stored if the event that it repeats %s meanwhile', async (_, change) => {
  const db = platformDb(app.platform.services.database);
  const webhook = newId();
  const [first, again, other] = ['a', 'a', 'b'].map((key) => newEvent(webhook, key.padStart(64, '0')));
  expect(await insertEvents(db, [first!])).toEqual([first!.id]);
  // It changes at the end of the statement that inserts the other two, which is after the conflict.
  const removeTrigger = await addTrigger(app, {
    on: 'AFTER INSERT',
    table: 'webhook_events',
    condition: `NEW.id = '${other!.id}'`,
    statement: change(first!.id),
  });
  const ids = await insertEvents(db, [again!, other!]);
  await removeTrigger();
  expect(ids).toEqual([again!.id, other!.id]);
  expect(await tablesOf(app)('webhook_events').where({ id: again!.id }).select('state')).toEqual([
    { state: 'pending' },
  ]);
});

test('bodies that JSON escapes to many times their length still fit in one string', async () => {
  const noDeliverer = { reserve: () => false, deliver() {}, release() {}, nudge() {} };
  const accept = createAccept(
    app.platform.services.database,
    noDeliverer,
    { arrived() {}, attempted() {} },
    { id: newId() },
  );
  const webhookId = newId();
  // Each byte takes six in JSON.
  const body = Buffer.alloc(1_000_000, 1);
  const ids = await Promise.all(
    Array.from({ length: 90 }, () =>
      accept({
        tenantId: owner.tenantId,
        webhookId,
        kind: 'event',
        deduplication: { key: null, window: null },
        contentType: null,
        headers: {},
        body,
        needsPreparation: false,
        isOrdered: false,
      }),
    ),
  );
  expect(ids).not.toContain(undefined);
});

test('however many webhooks have large events, only a few events are parsed at once', async () => {
  const { database, webhooks: module } = app.platform.services;
  await module.deliverer.stop(0);
  const webhooks = Array.from({ length: 6 }, () => newId());
  for (const webhook of webhooks) {
    const large = { body: 'x'.repeat(1024 * 1024), replay_key: null, next_attempt_at: 0 };
    const events = Array.from({ length: 8 }, () => ({ ...newEvent(webhook, ''), ...large }));
    await insertEvents(platformDb(database), events);
  }
  const held: number[] = [];
  const deliverer = createDeliverer({
    database,
    worker: { id: newId() },
    // Parsing never ends, so the events of all webhooks are in it at the end.
    prepare: (events) => {
      if (webhooks.includes(events[0]!.webhook_id)) held.push(events.length);
      return new Promise(() => undefined);
    },
    readTarget: () => Promise.resolve(undefined),
    tryDelivery: () => Promise.reject(new Error('not here')),
    targetLimits: {
      maxOf: () => Infinity,
      enter: () => Promise.resolve(true),
      leave: () => undefined,
      wait() {},
    },
    trackFailures: () => Promise.resolve(),
    metrics: { arrived() {}, attempted() {} },
    clock: Date.now,
    log: app.platform.services.log,
  });
  for (const queue_id of webhooks) deliverer.nudge({ tenant_id: owner.tenantId, queue_id });
  await until(async () => held.length >= webhooks.length || undefined);
  await deliverer.run();
  // The webhooks get fewer and fewer, so that there is always room for one more.
  expect(held).toEqual([4, 4, 3, 1, 1, 1]);
});
