import { randomUUID } from 'node:crypto';
import { githubHeaders, FROM_GITHUB, startFlowTarget, type FlowTarget } from '../support/webhooks.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let target: FlowTarget;
let webhook: { id: string; attributes: Record<string, unknown> };
let visit: Visit;
beforeAll(async () => {
  target = await startFlowTarget();
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
  const attributes = { name: 'Pages', status: 'active', target_url: target.url };
  const flow = {
    type: 'flow',
    id: (await console_.api('POST', 'flows', { data: { type: 'flow', attributes } })).id,
  };
  webhook = await console_.api('POST', 'webhooks', {
    data: {
      type: 'webhook',
      attributes: { name: 'Issues', ...FROM_GITHUB },
      relationships: { flow: { data: flow } },
    },
  });
});
afterAll(async () => {
  await console_.close();
  await target.close();
});
beforeEach(async () => {
  visit = await console_.open();
  await visit.signIn(await console_.user('owner'));
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

async function send(body: string, secret?: string, delivery: string = randomUUID()): Promise<number> {
  const headers = githubHeaders(body, secret, delivery);
  return (await fetch(String(webhook.attributes['endpoint']), { method: 'POST', headers, body })).status;
}

test('a webhook shows its rejected requests, statistics and duplicates, and the overview that it rejects all', async () => {
  const { page } = visit;
  for (let count = 0; count < 12; count += 1) expect(await send('{"n":1}', 'another secret')).toBe(401);
  await visit.go('');
  const attention = page.getByRole('region', { name: 'Needs attention' });
  await untilItWorks(async () => {
    await page.reload();
    await attention
      .getByRole('heading', { name: 'A webhook rejects all senders' })
      .waitFor({ timeout: 5_000 });
  });
  await attention.getByRole('link', { name: 'Issues' }).click();
  await page.getByText('All senders are rejected since', { exact: false }).waitFor();
  const rejections = page.getByRole('region', { name: 'Rejected requests' });
  const first = rejections.getByRole('listitem').first();
  await first.getByText('The sender could not be verified.', { exact: false }).waitFor();
  await first.getByText('POST · 127.0.0.1 · 7 bytes', { exact: false }).waitFor();
  await first.getByText('Headers').click();
  await first.getByText('x-hub-signature-256: (71 characters)', { exact: false }).waitFor();

  const delivery = randomUUID();
  for (const _ of [1, 2]) expect(await send('{"n":2}', undefined, delivery)).toBe(202);
  await page.reload();
  const statistics = page.getByRole('region', { name: 'Statistics' });
  await statistics.getByRole('row', { name: 'Events 2 2' }).waitFor();
  await statistics.getByRole('row', { name: 'Duplicates 1 1' }).waitFor();
  await statistics.getByRole('row', { name: 'Success rate 100% 100%' }).waitFor();
  expect(await visit.axe()).toEqual([]);
  await visit.picture('webhook-health');
  await statistics.getByRole('link', { name: 'View duplicates' }).click();
  await page.getByRole('cell', { name: 'Duplicate' }).waitFor();
  expect(await page.getByRole('cell', { name: 'Delivered' }).count()).toBe(0);
});

test('events are found by a text', async () => {
  const { page } = visit;
  const body = '{"city":"Utrecht"}';
  expect(await send(body)).toBe(202);
  expect(await send('{"city":"Bern"}')).toBe(202);
  await visit.go('webhook-events');
  await page.getByRole('searchbox', { name: 'Search' }).fill('utrecht');
  await page.waitForURL(/utrecht/);
  await page.getByRole('row').nth(2).waitFor({ state: 'detached' });
  expect(await page.getByRole('row').count()).toBe(2);
});

test('an alert URL is set, its secret is shown once, and a test alert arrives', async () => {
  const { page } = visit;
  await visit.go('settings');
  await page.getByRole('textbox', { name: 'Alert URL' }).fill('http://10.0.0.1/');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('http:// is only allowed', { exact: false }).waitFor();
  await page.getByRole('textbox', { name: 'Alert URL' }).fill(`${target.url}/alerts`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page
    .getByRole('dialog')
    .getByText(/^whsec_/)
    .waitFor();
  await page.getByRole('button', { name: 'I’ve saved it' }).click();
  await page.getByRole('button', { name: 'Send test alert' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('listitem').filter({ hasText: 'Test' }).waitFor();
  await page.getByText('Delivered').waitFor();
  expect(target.received.filter(({ path }) => path === '/alerts')).toHaveLength(1);
  await page.getByRole('button', { name: 'Rotate signing secret' }).click();
  await page.getByRole('button', { name: 'Rotate now' }).click();
  await page
    .getByRole('dialog')
    .getByText(/^whsec_/)
    .waitFor();
  await page.getByRole('button', { name: 'I’ve saved it' }).click();
  expect(await visit.axe()).toEqual([]);
  await visit.picture('alerts');
});

/** Tries again until it succeeds: the server writes rejected requests every other second. */
async function untilItWorks(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}
