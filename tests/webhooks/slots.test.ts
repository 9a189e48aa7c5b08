import { createSlots } from '../../src/webhooks/slots.ts';

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
