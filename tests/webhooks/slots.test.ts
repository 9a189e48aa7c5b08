import { createSlots } from '../../src/webhooks/delivery/slots.ts';

const MIB = 1024 * 1024;
const lane = (tenant_id: string, webhook_id = `of ${tenant_id}`) => ({ tenant_id, webhook_id });

test('the large bodies of one webhook leave room for others of its tenant', () => {
  const slots = createSlots();
  for (let webhook = 0; webhook < 6; webhook += 1) {
    const one = lane('noisy', `webhook ${webhook}`);
    expect(slots.room(one)).toBeGreaterThan(0);
    while (slots.room(one) > 0) slots.take(one, MIB / 2 ** webhook);
  }
});

test('however many webhooks of a tenant have all that they may under way, there is room for one more', () => {
  const slots = createSlots();
  for (let webhook = 0; webhook < 7; webhook += 1) {
    const one = lane('noisy', `webhook ${webhook}`);
    expect(slots.room(one)).toBeGreaterThan(0);
    while (slots.room(one) > 0) slots.take(one, 1);
  }
});

test('the large bodies of one tenant leave room for those of others', () => {
  const slots = createSlots();
  let begun = 0;
  while (slots.room(lane('noisy', `webhook ${begun % 4}`)) > 0 && begun < 1000) {
    slots.take(lane('noisy', `webhook ${begun % 4}`), MIB);
    begun += 1;
  }
  expect(begun).toBeGreaterThan(10);
  expect(begun).toBeLessThanOrEqual(16);
  expect(slots.room(lane('other'))).toBe(32);
  slots.release(lane('noisy', 'webhook 0'), MIB);
  expect(slots.room(lane('noisy', 'webhook 1'))).toBeGreaterThan(0);
});

test('however many tenants have all the attempts under way that they may, there is room for one more', () => {
  const slots = createSlots();
  const begun: number[] = [];
  for (let tenant = 0; tenant < 9; tenant += 1) {
    let attempts = 0;
    const next = () => lane(`tenant ${tenant}`, `webhook ${attempts % 8} of ${tenant}`);
    while (slots.room(next()) > 0) {
      slots.take(next(), 1);
      attempts += 1;
    }
    begun.push(attempts);
  }
  for (const attempts of begun.slice(0, 3)) {
    expect(attempts).toBeGreaterThan(100);
    expect(attempts).toBeLessThanOrEqual(128);
  }
  expect(Math.min(...begun)).toBeGreaterThan(0);
});
