import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { leaveBy, type Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let owner: string;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  console_ = await startConsole();
  owner = await console_.user('owner');
});
afterAll(() => console_.close());

beforeEach(async () => {
  visit = await console_.open();
  ({ page } = visit);
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

const BODY = '{"event":"order.created","id":"17"}';
const VERIFICATION = {
  type: 'hmac',
  header: 'Acme-Signature',
  algorithm: 'sha256',
  encoding: 'hex',
  signed: '{body}',
};
const settingsWith = (signature: string) => ({
  registration: { steps: ['Enter the endpoint in the settings of the shop.'] },
  config_services: { webhook_event_verification: VERIFICATION },
  samples: [
    {
      type: 'order.created',
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Acme-Signature': signature },
      body: BODY,
      secret: 'sample',
    },
  ],
});
const SETTINGS = settingsWith(createHmac('sha256', 'sample').update(BODY).digest('hex'));
const ACME = { name: 'Acme Shop', secret_description: 'The signing secret.', ...SETTINGS };

const define = (id: string, attributes: object = {}) =>
  console_.api('POST', 'senders', {
    data: { type: 'sender', id, attributes: { ...ACME, ...attributes } },
  });
const attributesOf = async (id: string) => (await console_.api('GET', `senders/${id}`)).attributes;
const enter = (path: string, user = owner) => visit.signIn(user, `/console/${console_.tenantId}/${path}`);
const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const settings = () => page.getByRole('textbox', { name: 'Other settings' });
const seen = (text: string | RegExp) => page.getByText(text).first().waitFor();
const titled = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const choose = async (label: string, text: string, option = text) => {
  await page.getByRole('combobox', { name: label }).fill(text);
  await page.getByRole('option', { name: option, exact: true }).click();
};

test('a preset is defined, offered for a new webhook, changed there too, and deleted', async () => {
  await enter('senders');
  await page.getByRole('link', { name: 'Add sender preset' }).click();
  await titled('Add sender preset');
  await field('Name').fill('Ácme Shop');
  expect(await field('ID').inputValue()).toBe('acme-shop');
  await field('Secret').fill('The signing secret.');
  await settings().fill(JSON.stringify({ ...settingsWith('00'), smaples: [] }, null, 2));
  await button('Create').click();
  const faults = page.getByRole('alert').filter({ hasText: 'Line ' }).first();
  await faults.getByText('attributes does not support the member "smaples"').waitFor();
  await settings().fill(JSON.stringify(settingsWith('00'), null, 2));
  await button('Create').click();
  await faults.getByText(/A webhook with this preset refuses the sample\./).waitFor();
  await visit.picture('sender-refused');
  expect(await visit.axe()).toEqual([]);

  await settings().fill(JSON.stringify(SETTINGS, null, 2));
  await button('Create').click();
  await titled('Ácme Shop');
  await page.getByRole('region', { name: 'Samples' }).getByText('order.created').first().waitFor();
  await visit.picture('sender');
  expect(await visit.axe()).toEqual([]);
  expect(await attributesOf('acme-shop')).toEqual({
    name: 'Ácme Shop',
    secret_description: 'The signing secret.',
    ...SETTINGS,
    authentication: 'signature',
    built_in: false,
    created_at: expect.any(String),
    updated_at: expect.any(String),
  });

  await visit.show('webhooks/create');
  await page.getByRole('combobox', { name: 'Preset' }).click();
  const groups = page.getByRole('listbox').locator('.MuiAutocomplete-groupLabel');
  expect((await groups.allInnerTexts()).slice(0, 2)).toEqual(['Own presets', 'Built-in presets']);
  await choose('Preset', 'Ácme Shop');
  await seen('Enter the endpoint in the settings of the shop.');
  await seen('The signing secret.');
  expect(await page.locator('input[value="Acme-Signature"]').count()).toBe(1);
  page.once('dialog', (dialog) => void dialog.accept());

  await visit.show('senders/acme-shop');
  await field('Name').fill('Acme Store');
  await button('Save').click();
  await titled('Acme Store');
  expect(await attributesOf('acme-shop')).toMatchObject({ name: 'Acme Store', ...SETTINGS });
  await page.getByRole('link', { name: 'Endpoints', exact: true }).click();
  await page.getByRole('link', { name: 'Add webhook' }).first().click();
  await choose('Preset', 'Acme Store');
  page.once('dialog', (dialog) => void dialog.accept());

  await visit.show('senders/acme-shop/show');
  await button('Delete').click();
  await seen('Webhooks that were created from it do not change.');
  await button('Delete permanently').click();
  await page.getByText('Deleted', { exact: true }).waitFor();
  await expect(console_.api('GET', 'senders/acme-shop')).rejects.toThrow('not_found');
});

test('the list is searched and shows the own or the built-in presets', async () => {
  await define('listed', { name: 'GitHub at Acme' });
  await enter('senders');
  await page.getByRole('row', { name: /Adyen/ }).waitFor();
  await page.getByRole('searchbox', { name: 'Search' }).fill('github');
  await page.getByRole('row', { name: /Adyen/ }).waitFor({ state: 'detached' });
  const builtIn = page.getByRole('row', { name: /Built-in/ });
  await builtIn.waitFor();
  await button('Own').click();
  await page.getByRole('row', { name: /GitHub at Acme.*Own/s }).waitFor();
  await builtIn.waitFor({ state: 'detached' });
  await visit.picture('senders');
  expect(await visit.axe()).toEqual([]);
});

test('a built-in preset cannot be edited, but customized with the same ID', async () => {
  await enter('senders/gitlab');
  const customize = page.getByRole('link', { name: 'Customize' });
  await customize.waitFor();
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
  await customize.click();
  await titled('Customize GitLab');
  await seen('This preset will replace the built-in one for GitLab in this tenant.');
  await field('Name').fill('Our GitLab');
  await button('Create').click();
  await titled('Our GitLab');
  const { samples, built_in, sources } = await attributesOf('gitlab');
  expect([(samples as object[]).length, built_in, sources]).toEqual([3, false, undefined]);
});

test('a new preset starts with the settings of another one', async () => {
  await enter('senders/create');
  await choose('Start from a preset', 'Paddle');
  await button('Insert example').waitFor({ state: 'detached' });
  await field('Name').fill('Paddle Sandbox');
  await button('Create').click();
  await titled('Paddle Sandbox');
  const [paddle, copy] = [await attributesOf('paddle'), await attributesOf('paddle-sandbox')];
  expect(copy['samples']).toEqual(paddle['samples']);
});

test('a webhook is tested with a sample of a preset', async () => {
  const id = (
    await console_.api('POST', 'webhooks', {
      data: {
        type: 'webhook',
        attributes: {
          name: 'Shop',
          authentication: 'signature',
          secret: 'sample',
          config_services: ACME.config_services,
        },
        relationships: { flow: { data: { type: 'flow', id: await flowId() } } },
      },
    })
  ).id;
  await define('tested', { name: 'Tested shop' });
  await enter(`webhooks/${id}/show`);
  await button('Test with a sample').click();
  await choose('Sample of a preset', 'Tested shop', 'Tested shop: order.created');
  expect(await field('Body').inputValue()).toBe(BODY);
  await button('Run test').click();
  await page
    .getByRole('dialog')
    .getByText(/Verified/)
    .first()
    .waitFor();
});

test('a user without permission to edit sees presets but no actions', async () => {
  await define('read-only', { name: 'Read-only shop' });
  await enter('senders', await console_.user('viewer'));
  await button('Own').click();
  await leaveBy(page.getByRole('row', { name: /read-only/ }));
  await titled('Read-only shop');
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
  expect(await page.getByRole('link', { name: /Edit|Customize|Add/ }).count()).toBe(0);
});

async function flowId(): Promise<string> {
  const attributes = { name: 'Flow', graph: { nodes: [], edges: [] } };
  return (await console_.api('POST', 'flows', { data: { type: 'flow', attributes } })).id;
}
