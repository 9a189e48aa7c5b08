import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let owner: string;
let visit: Visit;
beforeAll(async () => {
  console_ = await startConsole();
  owner = await console_.user('owner');
});
afterAll(() => console_.close());

async function enter(path: string, look = {}) {
  visit = await console_.open(look);
  await visit.signIn(owner, `/console/${console_.tenantId}/${path}`);
  await visit.page.getByRole('heading', { level: 1 }).first().waitFor();
  return visit.page;
}

afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

/** Runs in the page: the label of the focused field, and whether the field is visible and not covered. */
const FOCUSED = `(() => {
  const { activeElement } = document;
  const { top, left, width, height } = activeElement.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  return { label: activeElement.labels?.[0]?.textContent ?? null, seen: activeElement.contains(there) };
})()`;

const toast = () => visit.page.getByRole('alert').filter({ hasText: 'fields need attention' });

describe.each([1280, 390])('a rejected form, %i pixels wide,', (width) => {
  test('focuses the first field that the API has rejected, and names it by its label', async () => {
    const page = await enter('oauth-apps/create', { width });
    await page.getByRole('textbox', { name: 'Website' }).fill('http://plain.example');
    await page.getByRole('textbox', { name: 'Logo' }).fill('logo');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText(/^2 fields need attention\. Website: Must begin with https:/).waitFor();
    expect(await page.evaluate(FOCUSED)).toEqual({ label: 'Website', seen: true });
    const described = await page.getByRole('textbox', { name: 'Website' }).getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).innerText()).toMatch(/^Must begin with https:/);
    expect(await toast().count()).toBe(1);
    // Nothing covers the button.
    await page.getByRole('textbox', { name: 'Website' }).fill('https://secure.example');
    await page.getByRole('textbox', { name: 'Logo' }).fill('');
    await page.getByRole('button', { name: 'Create' }).click({ trial: true, timeout: 5_000 });
    await visit.picture('form-refused');
  });

  test('shows all errors at once before it is sent, and not in native tooltips', async () => {
    const page = await enter('users/create', { width });
    await page.getByRole('textbox', { name: 'Email address' }).fill('nobody');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText(/^2 fields need attention\. Email address: /).waitFor();
    expect(await page.evaluate(FOCUSED)).toMatchObject({ seen: true });
    expect(await page.locator('[aria-invalid="true"]:not([aria-hidden="true"])').count()).toBe(2);
    expect(await page.locator('form:not([novalidate])').count()).toBe(0);
  });
});

test('an error in a collapsed section expands it and focuses the field', async () => {
  const page = await enter('credentials/create');
  await page.getByRole('textbox', { name: 'Name' }).fill('Folded');
  await page.getByRole('textbox', { name: 'Client ID' }).fill('abc');
  await page.getByRole('textbox', { name: 'Authorization URL' }).fill('https://third.example/authorize');
  await page.getByRole('textbox', { name: 'Token URL' }).fill('https://third.example/token');
  await page.getByRole('button', { name: 'Advanced' }).click();
  await page.getByRole('textbox', { name: 'Revocation URL' }).fill('nowhere');
  await page.getByRole('button', { name: 'Advanced' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText(/^Revocation URL: Must /).waitFor();
  expect(await page.evaluate(FOCUSED)).toEqual({ label: 'Revocation URL', seen: true });
});

test('an error in one of several lines is shown with the line number', async () => {
  const page = await enter('settings');
  const urls = page.getByRole('textbox', { name: /return/i });
  await urls.fill('https://one.example/back\n\nnowhere');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/: Line 3: /).waitFor();
  expect(await page.getByText(/\/1: /).count()).toBe(0);
});

test('a new redirect URI row is focused, and one of spaces is rejected at its row', async () => {
  const page = await enter('oauth-apps/create');
  const add = page.getByRole('button', { name: 'Add redirect URI' });
  await add.click();
  expect(await page.evaluate(FOCUSED)).toMatchObject({ label: 'Redirect URI 1' });
  await page.keyboard.type('https://app.example/back');
  await add.click();
  expect(await page.evaluate(FOCUSED)).toMatchObject({ label: 'Redirect URI 2' });
  await add.click();
  await page.keyboard.type('   ');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText(/^Redirect URI 3: /).waitFor();
  expect(await page.evaluate(FOCUSED)).toMatchObject({ label: 'Redirect URI 3' });
});

test('a parameter with a value needs a name', async () => {
  const data = {
    type: 'credential',
    attributes: {
      name: 'Parameters',
      grant_type: 'client_credentials',
      client_id: 'abc',
      token_url: 'https://third.example/token',
    },
  };
  const { id } = await console_.api('POST', 'credentials', { data });
  const page = await enter(`credentials/${id}`);
  await page.getByRole('button', { name: 'Advanced' }).click();
  await page.getByRole('button', { name: 'Add parameter' }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill('x');
  await page.getByText('Enter a name.').waitFor();
  await page.getByRole('textbox', { name: 'Description' }).fill('Changed');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Name: Enter a name.').waitFor();
  const { attributes } = await console_.api('GET', `credentials/${id}`);
  expect(attributes['description']).toBeNull();
});

test('a read-only field looks read-only', async () => {
  const page = await enter('credentials/create');
  const ground = (name: string) =>
    page
      .getByRole('textbox', { name })
      .locator('xpath=..')
      .evaluate((field) => {
        const { getComputedStyle } = globalThis as unknown as {
          getComputedStyle(element: unknown): { backgroundColor: string };
        };
        return getComputedStyle(field).backgroundColor;
      });
  await page.getByRole('textbox', { name: 'Response type' }).waitFor();
  expect(await ground('Response type')).not.toBe(await ground('Client ID'));
  expect(await visit.axe()).toEqual([]);
  await visit.picture('form-read-only');
});
