import { createHmac } from 'node:crypto';
import { startFlowTarget, type FlowTarget } from '../support/webhooks.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let target: FlowTarget;
let flow: string;
let visit: Visit;
beforeAll(async () => {
  target = await startFlowTarget();
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
  const attributes = { name: 'Issues', status: 'active', target_url: target.url };
  flow = (await console_.api('POST', 'flows', { data: { type: 'flow', attributes } })).id;
});
afterAll(async () => {
  await console_.close();
  await target.close();
});
beforeEach(async () => (visit = await console_.open()));
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

async function sendIssue(endpoint: string, number: number): Promise<[number, string]> {
  const body = JSON.stringify({ issue: { number } });
  const signature = createHmac('sha256', 's3cret').update(body).digest('hex');
  const headers = { 'X-Hub-Signature-256': `sha256=${signature}`, 'Content-Type': 'application/json' };
  const response = await fetch(endpoint, { method: 'POST', headers, body });
  return [response.status, await response.text()];
}

test('the response to the sender is entered as JSON, and the default returns if it is emptied', async () => {
  const { page } = visit;
  await visit.signIn(await console_.user('owner'));
  await visit.go(`webhooks/create?flow=${flow}`);
  await page.getByRole('textbox', { name: 'Name' }).fill('From GitHub');
  await page.getByRole('radio', { name: /^Signature/ }).check();
  await page.getByRole('combobox', { name: 'Sender' }).click();
  await page.getByRole('option', { name: 'GitHub', exact: true }).click();
  await page.getByRole('textbox', { name: 'Secret', exact: true }).fill('s3cret');
  const response = page.getByRole('textbox', { name: 'Response to the sender (JSON)' });
  await response.fill('{ "status": 500 }');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('alert').filter({ hasText: 'Line 1' }).first().waitFor();
  await response.fill('{ "status": 200, "body": "Thank you" }');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'I’ve saved it' }).click();
  await page.waitForURL(/\/show$/);

  const [, id] = /webhooks\/([^/]+)\/show/.exec(page.url())!;
  const read = async () =>
    ((await console_.read(`webhooks/${id}`)) as { data: { attributes: Record<string, unknown> } }).data
      .attributes;
  const endpoint = String((await read())['endpoint']);
  expect(await sendIssue(endpoint, 7)).toEqual([200, 'Thank you']);

  await visit.go(`webhooks/${id}`);
  await page.waitForFunction('document.querySelector("form")?.innerHTML.includes("Thank you")');
  expect(await response.inputValue()).toContain('"status": 200');
  await visit.picture('webhook-response');
  await response.fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/\/show$/);
  expect((await read())['response']).toBeNull();
  expect((await sendIssue(endpoint, 8))[0]).toBe(202);
});
