import { createSlots } from '../../src/webhooks/delivery/slots.ts';

const MIB = 1024 * 1024;
const queueKey = (tenant_id: string, webhook_id = `of ${tenant_id}`) => ({ tenant_id, webhook_id });

test('large bodies of one webhook leave room for other webhooks of its tenant', () => {
  const slots = createSlots();
  for (let webhook = 0; webhook < 6; webhook += 1) {
    const one = queueKey('noisy', `webhook ${webhook}`);
    expect(slots.room(one)).toBeGreaterThan(0);
    while (slots.room(one) > 0) slots.take(one, MIB / 2 ** webhook);
  }
});

test('however many webhooks of a tenant use all their slots, there is room for one more', () => {
  const slots = createSlots();
  for (let webhook = 0; webhook < 7; webhook += 1) {
    const one = queueKey('noisy', `webhook ${webhook}`);
    expect(slots.room(one)).toBeGreaterThan(0);
    while (slots.room(one) > 0) slots.take(one, 1);
  }
});

test('large bodies of one tenant leave room for other tenants', () => {
  const slots = createSlots();
  let taken = 0;
  while (slots.room(queueKey('noisy', `webhook ${taken % 4}`)) > 0 && taken < 1000) {
    slots.take(queueKey('noisy', `webhook ${taken % 4}`), MIB);
    taken += 1;
  }
  expect(taken).toBeGreaterThan(10);
  expect(taken).toBeLessThanOrEqual(16);
  expect(slots.room(queueKey('other'))).toBe(32);
  slots.release(queueKey('noisy', 'webhook 0'), MIB);
  expect(slots.room(queueKey('noisy', 'webhook 1'))).toBeGreaterThan(0);
});

test('however many tenants use all their slots, there is room for one more', () => {
  const slots = createSlots();
  const attemptsOf: number[] = [];
  for (let tenant = 0; tenant < 9; tenant += 1) {
    let attempts = 0;
    const next = () => queueKey(`tenant ${tenant}`, `webhook ${attempts % 8} of ${tenant}`);
    while (slots.room(next()) > 0) {
      slots.take(next(), 1);
      attempts += 1;
    }
    attemptsOf.push(attempts);
  }
  for (const attempts of attemptsOf.slice(0, 3)) {
    expect(attempts).toBeGreaterThan(100);
    expect(attempts).toBeLessThanOrEqual(128);
  }
  expect(Math.min(...attemptsOf)).toBeGreaterThan(0);
});
