import { startConsole, type ConsoleUnderTest } from './console.ts';
import { leaveBy, type Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let owner: string;
let visit: Visit;
beforeAll(async () => {
  console_ = await startConsole();
  owner = await console_.user('owner');
});
afterAll(() => console_.close());

beforeEach(async () => {
  visit = await console_.open();
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

/** The status of an API response with `email:apikey`. */
async function statusWith(login: string): Promise<number> {
  const headers = { Authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  return (await fetch(`${console_.url}/v2/tenants/${console_.tenantId}/flows`, { headers })).status;
}

/** The key and the login from the dialog that shows them once. */
async function shown(): Promise<string[]> {
  const dialog = visit.page.getByRole('dialog');
  await dialog.getByText('This is shown once.').waitFor();
  const texts = await dialog.locator('code').allInnerTexts();
  await dialog.getByRole('button', { name: 'I’ve saved it' }).click();
  return texts;
}

test('an API key created in the profile is shown once and works until it is revoked', async () => {
  const { page } = visit;
  await visit.signIn(owner, '/console');
  await page.getByRole('button', { name: `${owner}: account` }).click();
  await page.getByRole('menuitem', { name: 'Your profile' }).click();
  await page.getByText('You have no API keys.').waitFor();
  await page.getByRole('link', { name: 'Add API key' }).click();
  await page.getByRole('heading', { level: 1, name: 'Add API key' }).waitFor();
  expect(await page.getByRole('combobox', { name: 'Owner' }).count()).toBe(0);
  await page.getByRole('textbox', { name: 'Name' }).fill('<script>alert(1)</script>');
  const expires = page.getByLabel('Expires');
  await expires.fill('2020-01-31T09:30');
  await page.getByRole('button', { name: 'Create' }).click();
  await page
    .getByText(/must be in the future/i)
    .first()
    .waitFor();
  await expires.fill('2099-01-31T09:30');
  await page.getByRole('button', { name: 'Create' }).click();
  const [key = '', login = ''] = await shown();
  expect(login).toBe(`${owner}:${key}`);

  await page.getByRole('heading', { name: 'Your API keys in Acme' }).waitFor();
  const mine = page.getByRole('listitem').filter({ hasText: '<script>alert(1)</script>' });
  await mine.getByText(key.slice(0, 9)).waitFor();
  expect(await mine.innerText()).toContain('31 Jan 2099, 09:30');
  expect(await page.content()).not.toContain(key);
  await page.reload();
  await mine.waitFor();
  expect(await page.content()).not.toContain(key);
  await visit.picture('profile-keys');
  expect(await visit.axe()).toEqual([]);
  expect(await statusWith(login)).toBe(200);

  await mine.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('It stops working immediately, and so does everything that uses it.').waitFor();
  await page.getByRole('button', { name: 'Revoke now' }).click();
  await page.getByText('You have no API keys.').waitFor();
  expect(await statusWith(login)).toBe(401);
});

test('an API key is created for another user, found by its owner, renamed and revoked', async () => {
  const runtime = await console_.user('runtime');
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/api-keys`);
  await page.getByRole('link', { name: 'Add API key' }).click();
  await page.getByRole('heading', { level: 1, name: 'Add API key' }).waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Components');
  const ownerField = page.getByRole('combobox', { name: 'Owner' });
  await ownerField.fill(runtime);
  await page.getByRole('option', { name: runtime }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  const [key = '', login = ''] = await shown();
  expect(login).toBe(`${runtime}:${key}`);
  // The runtime role does not allow reading flows.
  expect(await statusWith(login)).toBe(403);

  const filter = page.getByRole('combobox', { name: 'Owner' });
  await filter.fill(runtime);
  await page.getByRole('option', { name: runtime }).click();
  await page.getByRole('row', { name: /first key/ }).waitFor({ state: 'detached' });
  const row = page.getByRole('row', { name: /Components/ });
  await row.getByText(runtime).waitFor();
  expect(await row.innerText()).toContain(key.slice(0, 9));
  await leaveBy(row);
  await page.getByText('All permissions of its owner').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Components at night');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('heading', { name: 'Revoke the key Components at night?' }).waitFor();
  await page.getByRole('button', { name: 'Revoke now' }).click();
  await page.getByText('Revoked', { exact: true }).waitFor();
  expect(await statusWith(login)).toBe(401);
});

test('a viewer sees API keys without their secrets, and no actions', async () => {
  const viewer = await console_.user('viewer');
  const { page } = visit;
  await visit.signIn(viewer, `/console/${console_.tenantId}/api-keys`);
  const row = page.getByRole('row', { name: /first key/ });
  await row.waitFor();
  expect(await page.getByRole('link', { name: 'Add API key' }).count()).toBe(0);
  await leaveBy(row);
  await page.getByText('All permissions of its owner').waitFor();
  expect(await page.getByRole('button', { name: /Save|Revoke/ }).count()).toBe(0);
  await visit.go('profile');
  await page.getByText('You have no API keys.').waitFor();
  expect(await page.getByRole('link', { name: 'Add API key' }).count()).toBe(0);
});
