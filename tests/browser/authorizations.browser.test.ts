import { codeAt, goAndSignIn, startWaitingApp, type WaitingApp } from './app-callback.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { leaveBy, type Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let app: WaitingApp;
let visit: Visit;
let people: [string, string];
beforeAll(async () => {
  console_ = await startConsole();
  app = await startWaitingApp();
  people = [await console_.user('owner'), await console_.user('viewer')];
  const apps = [await registerApp('Calendar <script>alert(1)</script>'), await registerApp('Newsletter')];
  for (const email of people) await authorize(email, apps);
});
afterAll(async () => {
  await console_.close();
  await app.close();
});

beforeEach(async () => {
  visit = await console_.open();
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

async function registerApp(name: string): Promise<string> {
  const attributes = { name, redirect_uris: [app.uri], scopes: ['read.flows', 'read.components'] };
  return (await console_.api('POST', 'oauth-apps', { data: { type: 'oauth-app', attributes } })).id;
}

/** Signs a user in, who then allows access to each of the apps. */
async function authorize(email: string, apps: string[]): Promise<void> {
  const { page, close } = await console_.open();
  const urlOf = (id: string) => `${console_.url}/oauth2/auth?client_id=${id}&response_type=code&state=any`;
  await goAndSignIn(page, urlOf(apps[0]!), email);
  for (const [index, id] of apps.entries()) {
    if (index > 0) await page.goto(urlOf(id));
    await page.getByRole('button', { name: 'Allow' }).click();
    expect(await codeAt(page)).not.toBe('');
  }
  await close();
}

test('authorizations are filtered by app and user, and linked from the page of the app', async () => {
  const [owner, viewer] = people;
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/authorizations`);
  const rows = page.getByRole('row');
  await page.getByText('1-4 of 4').waitFor();
  await page.getByRole('combobox', { name: 'App' }).fill('Calendar');
  await page.getByRole('option', { name: 'Calendar <script>alert(1)</script>' }).click();
  await page.getByText('1-2 of 2').waitFor();
  expect(await rows.filter({ hasText: 'Newsletter' }).count()).toBe(0);
  await page.getByRole('combobox', { name: 'User' }).fill(viewer);
  await page.getByRole('option', { name: viewer }).click();
  await page.getByText('1-1 of 1').waitFor();
  await rows
    .nth(1)
    .filter({ hasText: /Calendar <script>alert\(1\)<\/script>.*viewer/s })
    .waitFor();
  expect(await rows.nth(1).innerText()).toContain('read.flows, read.components');
  await visit.picture('authorizations-filtered');
  expect(await visit.axe()).toEqual([]);

  await leaveBy(rows.nth(1));
  await leaveBy(page.getByRole('link', { name: /Calendar/ }));
  await page.getByText('2 users have authorized this app.').waitFor();
  await leaveBy(page.getByRole('link', { name: viewer }));
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('heading', { name: `by ${viewer}?` }).waitFor();
  await page.getByRole('button', { name: 'Revoke now' }).click();
  await page.getByText('Revoked', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByText('1-3 of 3').waitFor();
});

test('a viewer sees authorizations but cannot revoke them', async () => {
  const { page } = visit;
  await visit.signIn(people[1], `/console/${console_.tenantId}/authorizations`);
  await leaveBy(page.getByRole('row', { name: /Newsletter/ }).first());
  await page.getByText('View flows').waitFor();
  expect(await page.getByRole('button', { name: 'Revoke' }).count()).toBe(0);
});
