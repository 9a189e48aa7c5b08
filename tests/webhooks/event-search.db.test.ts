import { v7 } from 'uuid';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { planOf, queriesDuring } from '../support/query-plans.ts';
import { until } from '../support/until.ts';
import {
  eventIn,
  githubHeaders,
  insertEvents,
  makeWebhook,
  startFlowTarget,
  UNDERSTOOD,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

const HOUR = 3_600_000;
const MIB = 1024 * 1024;

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let webhook: MadeWebhook;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  target = await startFlowTarget();
});
afterAll(async () => {
  await target.close();
  await app.close();
});
beforeEach(async () => {
  owner = await app.tenant();
  webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
});

const query = (filters: Record<string, string>) =>
  Object.entries(filters)
    .map(([name, value]) => `${name.includes('[') ? name : `filter[${name}]`}=${encodeURIComponent(value)}`)
    .join('&');
const list = (filters: Record<string, string>, by = owner): Promise<Answer> =>
  by.get(`webhook-events?${query(filters)}`);
const found = async (filters: Record<string, string>, by = owner): Promise<string[]> => {
  const { status, body, text } = await list(filters, by);
  if (status !== 200) throw new Error(text);
  return body.data.map(({ id }: { id: string }) => id);
};

/** Sends an event and waits until it is delivered. @returns its ID */
async function received(content: object, headers: Record<string, string> = {}): Promise<string> {
  const body = JSON.stringify(content);
  const sent = await app.request('POST', webhook.path, {
    headers: { ...githubHeaders(body), ...headers },
    body,
  });
  await eventIn(owner, sent.body.id, 'delivered');
  return sent.body.id as string;
}

describe('events are found', () => {
  let one: string;
  let other: string;
  beforeEach(async () => {
    one = await received(
      { type: 'order.paid', id: 'evt_1', user: 'u-7', data: { city: 'Zürich', rate: '50%_x' } },
      { 'X-GitHub-Delivery': '6f1c0b6e-aaaa-4bbb-8ccc-000000000001' },
    );
    other = await received({ type: 'order.paid.late', id: 'evt_12', user: 'u-8', data: { city: 'Bern' } });
  });

  test('by text in the body, the headers, the parsed event and the ID, ignoring case', async () => {
    for (const search of [
      'zürich',
      'ZÜRICH',
      '50%_X',
      '"rate"',
      '6f1c0b6e-aaaa-4bbb-8ccc-000000000001',
      '6F1C0B6E',
      one,
      one.slice(4, -2),
    ])
      expect([search, await found({ search })]).toEqual([search, [one]]);
    expect(await found({ search: 'order.paid' })).toEqual([other, one]);
    for (const search of ['50ab', 'zurich', "'; --", '\\', '%%%'])
      expect(await found({ search })).toEqual([]);
  });

  test('by the exact ID of the sender and by the exact type', async () => {
    expect(await found({ sender_id: 'evt_1' })).toEqual([one]);
    expect(await found({ sender_id: 'evt' })).toEqual([]);
    expect(await found({ type: 'order.paid' })).toEqual([one]);
    expect(await found({ type: 'ORDER.PAID' })).toEqual([]);
    expect(await found({ type: 'order.paid', sender_id: 'evt_12' })).toEqual([]);
  });

  test('by the beginning of the type, with * at the end', async () => {
    const untyped = await received({ data: 'order.paid' });
    expect(await found({ type: 'order.paid*' })).toEqual([other, one]);
    expect(await found({ type: 'order.paid.*' })).toEqual([other]);
    expect(await found({ type: 'Order*' })).toEqual([]);
    expect(await found({ type: '*' })).toEqual([other, one]);
    expect(await found({ type: '*.late' })).toEqual([]);
    expect(await found({})).toEqual([untyped, other, one]);
  });

  test('by their flow, which is an additional one or the webhook’s own', async () => {
    const second = await makeWebhook(owner, target.url, UNDERSTOOD);
    const [flow, added] = [webhook.flow, second.flow];
    const additional_flows = [{ flow_id: added }];
    await owner.patch(`webhooks/${webhook.id}`, document('webhook', { additional_flows }));
    const both = await received({ type: 'order.paid', id: 'evt_2' });
    expect(await found({ flow })).toEqual([both, other, one]);
    const copies = await found({ flow: added });
    expect(copies).toHaveLength(1);
    expect((await owner.get(`webhook-events/${copies[0]}`)).body.data.relationships).toMatchObject({
      fanned_out_from: { data: { id: both } },
    });
    expect(await found({ flow: added, type: 'order.paid.*' })).toEqual([]);
  });

  test('by time, and together with other filters', async () => {
    const received_at = Date.now() - HOUR;
    const [old] = await insertEvents(app, owner, webhook, [{ received_at, body: '{"city":"Bern"}' }]);
    const at = new Date(received_at).toISOString();
    expect(await found({ since: at })).toEqual([other, one, old]);
    expect(await found({ until: at })).toEqual([]);
    expect(await found({ until: new Date(received_at + 1).toISOString() })).toEqual([old]);
    expect(await found({ search: 'bern', until: new Date(received_at + 1).toISOString() })).toEqual([old]);
    expect(await found({ search: 'bern', state: 'failed' })).toEqual([old]);
    const elsewhere = await makeWebhook(owner, target.url, UNDERSTOOD);
    expect(await found({ search: 'bern', webhook: elsewhere.id })).toEqual([]);
  });

  test('only by their own tenant', async () => {
    const stranger = await app.tenant();
    for (const filters of [
      { search: one },
      { search: 'bern' },
      { sender_id: 'evt_1' },
      { type: 'order.paid' },
    ])
      expect(await found(filters, stranger)).toEqual([]);
  });
});

describe('a list shows of each event', () => {
  const shown = async () => {
    const { body } = await list({});
    return body.data.map(({ attributes }: { attributes: Record<string, unknown> }) => {
      const { event_type, body_preview, last_status_code } = attributes;
      return { event_type, body_preview, last_status_code };
    }) as unknown[];
  };

  test('the type, the beginning of the body and the status of the last response', async () => {
    const long = { type: 'order.paid', id: 'evt_3', data: '😀'.repeat(200) };
    await received(long);
    expect(await shown()).toEqual([
      {
        event_type: 'order.paid',
        body_preview: Array.from(JSON.stringify(long)).slice(0, 120).join(''),
        last_status_code: 204,
      },
    ]);
  });

  test('the same if it was stored without them', async () => {
    await insertEvents(app, owner, webhook, [
      { parsed: JSON.stringify({ type: 'a"b\\c', data: 'x'.repeat(5000) }), body: 'b'.repeat(5000) },
      { parsed: JSON.stringify({ type: null, data: { type: 'a' } }), body: '' },
      { body: 'AAAA', body_is_base64: true },
    ]);
    const nothing = { event_type: null, last_status_code: null };
    expect(await shown()).toEqual([
      { ...nothing, body_preview: null },
      { ...nothing, body_preview: '' },
      { event_type: 'a"b\\c', body_preview: 'b'.repeat(120), last_status_code: null },
    ]);
  });

  test('no status if the target did not respond to the last attempt', async () => {
    const [id] = await insertEvents(app, owner, webhook, [{ last_status_code: 503 }]);
    await owner.patch(`flows/${webhook.flow}`, document('flow', { target_url: 'http://127.0.0.1:9/' }));
    await owner.post(`webhook-events/${id}/replays`);
    await until(async () => {
      const { body } = await owner.get(`webhook-events/${id}`);
      return body.data.attributes.state_reason_code === 'target_unreachable' ? true : undefined;
    });
    expect(await shown()).toMatchObject([{ last_status_code: null }]);
  });
});

test('a type with characters that are special in JSON is found', async () => {
  const id = await received({ type: 'a"b\\c\u2028ü😀', data: 1 });
  await received({ type: 'a', data: 'b' });
  expect(await found({ type: 'a"b\\c\u2028ü😀' })).toEqual([id]);
  expect(await found({ type: 'a' })).toHaveLength(1);
});

test('a body of more than 64 KiB is not searched, but its headers are', async () => {
  const [id] = await insertEvents(app, owner, webhook, [
    { body: `needle ${'x'.repeat(65_536)}`, headers: '{"x-github-event":"haystack"}' },
  ]);
  expect(await found({ search: 'needle' })).toEqual([]);
  expect(await found({ search: 'haystack' })).toEqual([id]);
});

test('a search examines 2000 events, and its cursor leads to the older ones', async () => {
  const received_at = Date.now() - HOUR;
  const row = (seq: number, body: string) => ({
    tenant_id: owner.tenantId,
    id: v7({ msecs: received_at, seq }),
    webhook_id: webhook.id,
    kind: 'event',
    body,
    body_is_base64: false,
    state: 'delivered',
    attempts: 1,
    earlier_attempts: 0,
    received_at,
    updated_at: received_at,
  });
  const rows = [row(0, 'needle'), ...Array.from({ length: 2001 }, (_, n) => row(n + 1, 'hay'))];
  for (let at = 0; at < rows.length; at += 80)
    await tablesOf(app)('webhook_events').insert(rows.slice(at, at + 80));
  const first = await list({ search: 'needle' });
  expect(first.body.data).toEqual([]);
  const second = await owner.get(first.body.links.next);
  expect(second.body.data.map(({ id }: { id: string }) => id)).toEqual([rows[0]!.id]);
  expect(second.body.links.next).toBeNull();
  const pages = await list({ search: 'hay', 'page[size]': '2' });
  expect([pages.body.data.length, (await owner.get(pages.body.links.next)).body.data.length]).toEqual([2, 2]);
});

test('a search reads only so much content, and its cursor leads to the rest', async () => {
  const event = (type: string) => ({ body: '', parsed: JSON.stringify({ type, data: 'x'.repeat(MIB) }) });
  const [needle] = await insertEvents(app, owner, webhook, [
    event('needle'),
    ...Array.from({ length: 17 }, () => event('hay')),
  ]);
  const first = await list({ type: 'needle' });
  expect([first.body.data, first.body.links.next]).toEqual([[], expect.any(String)]);
  const second = await owner.get(first.body.links.next);
  expect(second.body.data.map(({ id }: { id: string }) => id)).toEqual([needle]);
  expect(second.body.links.next).toBeNull();
});

test('events in one state are found by it, however many there are in the others', async () => {
  for (const filters of [{ state: 'failed' }, { state: 'failed', search: 'x' }] as const) {
    const [query] = (await queriesDuring(app, () => list(filters))).filter(({ sql }) =>
      /from .webhook_events/i.test(sql),
    );
    expect(await planOf(app, query!)).toMatch(/undelivered_index[^]*tenant_id[^]*state[^<]*=/);
  }
});

test('a repetitive text is found as fast as another one', async () => {
  await insertEvents(
    app,
    owner,
    webhook,
    Array.from({ length: 40 }, () => ({ body: 'a'.repeat(60_000) })),
  );
  const fastest = async (search: string): Promise<number> => {
    const times: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      const startedAt = performance.now();
      expect(await found({ search })).toEqual([]);
      times.push(performance.now() - startedAt);
    }
    return Math.min(...times);
  };
  // With a comparison of every letter with the whole text, it would take hundreds of times as long.
  expect(await fastest(`${'a'.repeat(199)}b`)).toBeLessThan(20 * (await fastest('zzz')));
});

test.each([
  ['search', 'x'.repeat(201)],
  ['search', ''],
  ['since', 'yesterday'],
  ['until', '2026-01-01'],
])('filter[%s]=%s is rejected', async (name, value) => {
  const { status, body } = await list({ [name]: value });
  expect([status, body.errors[0].source]).toEqual([400, { parameter: `filter[${name}]` }]);
});
