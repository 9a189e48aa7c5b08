import { createSlots } from '../../src/webhooks/handing-on/slots.ts';

const MIB = 1024 * 1024;
const lane = (tenant_id: string, webhook_id = `of ${tenant_id}`) => ({ tenant_id, webhook_id });

test('the large bodies of one tenant leave room for those of others', () => {
  const slots = createSlots();
  let begun = 0;
  while (slots.room(lane('noisy', `webhook ${begun % 4}`)) > 0 && begun < 1000) {
    slots.take(lane('noisy', `webhook ${begun % 4}`), MIB);
    begun += 1;
  }
  expect(begun).toBe(16);
  expect(slots.room(lane('other'))).toBe(32);
  slots.give(lane('noisy', 'webhook 0'), MIB);
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
  expect(begun.slice(0, 3)).toEqual([128, 128, 128]);
  expect(Math.min(...begun)).toBeGreaterThan(0);
});
