import { createSlots, type Slots } from '../../src/webhooks/delivery/slots.ts';

const MIB = 1024 * 1024;
const queueKey = (tenant_id: string, queue_id = `of ${tenant_id}`) => ({ tenant_id, queue_id });
type Key = ReturnType<typeof queueKey>;

let slots: Slots;
beforeEach(() => {
  slots = createSlots();
});

/** Takes slots until there is no room. @returns how many */
function takeAll(key: Key, bytes = 1): number {
  let taken = 0;
  for (; slots.room(key) > 0; taken += 1) slots.take(key, bytes);
  return taken;
}

/** What `count` webhooks of a tenant get, each of which takes as many slots as it can. */
const takeAllOf = (tenant: string, count: number, bytes = 1): number[] =>
  Array.from({ length: count }, (_, n) => takeAll(queueKey(tenant, `webhook ${n} of ${tenant}`), bytes));

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Makes a webhook fail once. */
function fail(key: Key, bytes = 1): void {
  slots.take(key, bytes);
  slots.release(key, bytes, true);
}

describe('of one tenant', () => {
  test('80 webhooks that use all their slots leave one for each webhook that has none', () => {
    const taken = takeAllOf('noisy', 80);
    expect(taken.slice(0, 3)).toEqual([32, 32, 32]);
    expect(Math.min(...taken)).toBe(1);
    expect(sum(taken)).toBeLessThanOrEqual(256);
    expect(slots.room(queueKey('noisy'))).toBe(1);
  });

  test('80 webhooks with large bodies leave room for one more', () => {
    expect(Math.min(...takeAllOf('noisy', 80, 48 * 1024))).toBeGreaterThan(0);
    expect(slots.room(queueKey('noisy'))).toBeGreaterThan(0);
  });

  test('failing webhooks have two slots each, and 64 together', () => {
    const keys = Array.from({ length: 200 }, (_, n) => queueKey('noisy', `webhook ${n}`));
    for (const key of keys) fail(key);
    const taken = keys.map((key) => takeAll(key));
    expect([Math.max(...taken), sum(taken)]).toEqual([2, 64]);
    expect(slots.room(queueKey('noisy'))).toBe(32);
  });

  test('a webhook with a success no longer counts as failing', () => {
    const recovered = queueKey('noisy', 'recovered');
    fail(recovered);
    expect(takeAll(recovered)).toBe(2);
    slots.release(recovered, 1, false);
    expect(slots.room(recovered)).toBe(31);
    const keys = Array.from({ length: 80 }, (_, n) => queueKey('noisy', `webhook ${n}`));
    for (const key of keys) fail(key);
    expect(sum(keys.map((key) => takeAll(key)))).toBe(64);
  });

  test('attempts that were started before a webhook failed count among those of failing webhooks', () => {
    for (const name of ['a', 'b', 'c']) {
      const key = queueKey('noisy', name);
      expect(takeAll(key)).toBe(32);
      slots.release(key, 1, true);
    }
    fail(queueKey('noisy', 'd'));
    expect(slots.room(queueKey('noisy', 'd'))).toBe(0);
    expect(slots.room(queueKey('noisy', 'e'))).toBeGreaterThan(0);
  });

  test('failing webhooks with large bodies leave half of the memory to others', () => {
    const keys = Array.from({ length: 64 }, (_, n) => queueKey('noisy', `webhook ${n}`));
    for (const key of keys) fail(key, MIB);
    expect(sum(keys.map((key) => takeAll(key, MIB)))).toBeLessThanOrEqual(8);
    expect(slots.roomInBytes(queueKey('noisy'))).toBeGreaterThan(MIB);
  });

  test('a webhook with nothing in progress claims its next event at once, unless it is failing', () => {
    takeAllOf('noisy', 80);
    const key = queueKey('noisy');
    expect(slots.isClaimWorthwhile(key)).toBe(true);
    slots.take(key, 1);
    expect(slots.isClaimWorthwhile(key)).toBe(false);
    slots.release(key, 1, true);
    expect(slots.isClaimWorthwhile(key)).toBe(false);
  });
});

describe('of all tenants', () => {
  test('20 tenants whose webhooks use all their slots leave several for each tenant that has none', () => {
    const taken = Array.from({ length: 20 }, (_, n) => sum(takeAllOf(`tenant ${n}`, 80)));
    expect(taken[0]).toBeGreaterThan(128);
    expect(Math.min(...taken)).toBe(8);
    expect(sum(taken)).toBeLessThanOrEqual(1024);
    expect(slots.room(queueKey('other'))).toBe(8);
  });

  test('20 tenants with large bodies leave room for one more, within the memory for all', () => {
    let bodies = 0;
    for (let tenant = 0; tenant < 20; tenant += 1) {
      const taken = sum(takeAllOf(`tenant ${tenant}`, 80, MIB));
      expect(taken).toBeGreaterThan(0);
      expect(taken).toBeLessThanOrEqual(16);
      bodies += taken;
    }
    expect(slots.room(queueKey('other'))).toBeGreaterThan(0);
    expect(bodies).toBeLessThanOrEqual(64);
  });

  test('however many failing webhooks each of 20 tenants has, others have all the slots they need', () => {
    for (let tenant = 0; tenant < 20; tenant += 1)
      for (let n = 0; n < 80; n += 1) fail(queueKey(`tenant ${tenant}`, `webhook ${n} of tenant ${tenant}`));
    const taken = Array.from({ length: 20 }, (_, n) => sum(takeAllOf(`tenant ${n}`, 80)));
    expect(taken[0]).toBe(64);
    expect(Math.min(...taken)).toBe(2);
    expect(sum(taken)).toBeLessThanOrEqual(384);
    expect(slots.room(queueKey('other'))).toBe(32);
    expect(slots.room(queueKey('tenant 0'))).toBe(32);
  });

  test('slots are free again after their release, whatever the outcome of the attempts', () => {
    const key = queueKey('tenant', 'webhook');
    const before = [slots.room(key), slots.roomInBytes(key)];
    for (const outcomes of [
      [true, true, false],
      [false, true, undefined],
      [true, false],
    ]) {
      for (const _ of outcomes) slots.take(key, 1000);
      for (const failed of outcomes) slots.release(key, 1000, failed);
    }
    expect([slots.room(key), slots.roomInBytes(key)]).toEqual(before);
  });
});
