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

const define = (name: string, description: string) =>
  console_.api('POST', 'scopes', { data: { type: 'scope', attributes: { name, description } } });

test('a scope is rejected at its field, then created, changed and deleted', async () => {
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/scopes`);
  await page.getByRole('link', { name: 'Add scope' }).click();
  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('read.flows');
  await page.getByRole('textbox', { name: 'Description' }).fill('<script>alert(1)</script>');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('This is a built-in scope. Choose another name.', { exact: true }).waitFor();
  const described = await name.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${described}"]`).innerText()).toBe(
    'This is a built-in scope. Choose another name.',
  );
  await name.fill('manage.plans');
  await page.getByRole('button', { name: 'Create' }).click();

  const row = page.getByRole('row', { name: /manage\.plans/ });
  await row.waitFor();
  expect(await row.innerText()).toMatch(/<script>alert\(1\)<\/script>\s+Custom/);
  await leaveBy(row);
  await page.getByText(/Includes read\.plans, create\.plans, update\.plans, delete\.plans/).waitFor();
  await page.getByRole('textbox', { name: 'Description' }).fill('See and change your plans');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect((await console_.api('GET', 'scopes/manage.plans')).attributes['description']).toBe(
    'See and change your plans',
  );
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByText('Deleted', { exact: true }).waitFor();
  await expect(console_.api('GET', 'scopes/manage.plans')).rejects.toThrow('not_found');
});

test('a scope of an app cannot be deleted, and the dialog says why', async () => {
  await define('board.use', 'Use the board');
  await console_.api('POST', 'oauth-apps', {
    data: { type: 'oauth-app', attributes: { name: 'Board', scopes: ['board.use'] } },
  });
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/scopes/board.use`);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete permanently' }).click();
  const refusal = page.getByRole('dialog').getByRole('alert');
  await refusal.getByText('OAuth apps still have this scope. Remove it from their scopes first.').waitFor();
});

test('a built-in scope lists its permissions and cannot be changed', async () => {
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/scopes`);
  await page.getByRole('button', { name: 'Built in' }).click();
  const row = page.getByRole('row', { name: /manage\.api_keys/ });
  await leaveBy(row);
  await page.getByText('cannot be changed').waitFor();
  // No permission to create keys: one created by an app would survive the revocation of that app.
  await page.getByRole('listitem').getByText('tenants.api_keys.delete').waitFor();
  const permits = await page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: 'tenants.' })
    .allInnerTexts();
  expect(permits).toEqual([
    'View API keys, without their secrets tenants.api_keys.get',
    'Delete API keys tenants.api_keys.delete',
  ]);
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
});

test('a scope lists its permissions after a role has shown all of them', async () => {
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/roles/create`);
  await page.getByRole('heading', { name: 'Permissions of this role' }).waitFor();
  await page.getByRole('link', { name: 'Scopes', exact: true }).click();
  await page.getByRole('button', { name: 'Built in' }).click();
  await leaveBy(page.getByRole('row', { name: /manage\.api_keys/ }));
  await page.getByRole('listitem').getByText('tenants.api_keys.delete').waitFor();
});

test('a viewer sees scopes, and no actions', async () => {
  await define('only.seen', 'Only to be looked at');
  const { page } = visit;
  await visit.signIn(await console_.user('viewer'), `/console/${console_.tenantId}/scopes`);
  const row = page.getByRole('row', { name: /only\.seen/ });
  await row.waitFor();
  expect(await page.getByRole('link', { name: 'Add scope' }).count()).toBe(0);
  await leaveBy(row);
  await page.getByText(/Your own API decides/).waitFor();
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
});
