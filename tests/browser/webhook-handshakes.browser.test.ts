import { createHmac } from 'node:crypto';
import { startFlowTarget, type FlowTarget } from '../support/webhooks.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

const TOKEN = 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl';

let console_: ConsoleUnderTest;
let target: FlowTarget;
let flow: string;
let visit: Visit;
beforeAll(async () => {
  target = await startFlowTarget();
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
  const attributes = { name: 'Pages', status: 'active', target_url: target.url };
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

async function send(endpoint: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  return (await fetch(endpoint, { method: 'POST', headers, body })).status;
}

test('a webhook for Notion is created without a secret, and its token is shown once it arrives', async () => {
  const { page } = visit;
  await visit.signIn(await console_.user('owner'));
  await visit.go(`webhooks/create?flow=${flow}`);
  await page.getByRole('textbox', { name: 'Name' }).fill('From Notion');
  await page.getByRole('radio', { name: /^Signature/ }).check();
  await page.getByRole('combobox', { name: 'Sender' }).click();
  await page.getByRole('option', { name: /^Other sender/ }).click();
  await page.getByRole('textbox', { name: 'Signature header' }).fill('X-Notion-Signature');
  await page.getByRole('textbox', { name: 'Signed content' }).fill('{body}');
  await page.getByRole('textbox', { name: 'Signature prefix' }).fill('sha256=');
  const handshake = page.getByRole('combobox', { name: 'Webhook handshake' });
  await handshake.click();
  await page.getByRole('option', { name: /Dropbox/ }).click();
  await page.getByRole('textbox', { name: 'Secret', exact: true }).fill('s');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Set either query or header', { exact: false }).waitFor();
  await handshake.click();
  await page.getByRole('option', { name: /Notion/ }).click();
  await page.getByText('Leave empty: the sender sends it in the handshake.', { exact: false }).waitFor();
  await page.getByRole('textbox', { name: 'Secret', exact: true }).fill('');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'I’ve saved it' }).click();
  await page.getByText('Not received yet').waitFor();

  const [, id] = /webhooks\/([^/]+)\/show/.exec(page.url())!;
  const read = async () =>
    ((await console_.read(`webhooks/${id}`)) as { data: { attributes: Record<string, unknown> } }).data
      .attributes;
  const { endpoint, config_services } = await read();
  expect(config_services).toMatchObject({ webhook_handshake: { type: 'verification_token' } });
  expect(await send(String(endpoint), JSON.stringify({ verification_token: TOKEN }))).toBe(200);
  await page.reload();
  await page.getByText(TOKEN).waitFor();
  const body = '{"type":"page.created"}';
  const signature = createHmac('sha256', TOKEN).update(body).digest('hex');
  expect(await send(String(endpoint), body, { 'X-Notion-Signature': `sha256=${signature}` })).toBe(202);
  await visit.picture('webhook-verification-token');
});

test('who may not set the secret does not see the token', async () => {
  const webhooks = (await console_.read('webhooks')) as { data: { id: string }[] };
  await visit.signIn(await console_.user('viewer'));
  await visit.go(`webhooks/${webhooks.data[0]!.id}/show`);
  await visit.page.getByText('Stored, never shown').waitFor();
  expect(await visit.page.content()).not.toContain(TOKEN);
});
