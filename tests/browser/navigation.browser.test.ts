import { until } from '../support/until.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

const LONG = 'Credential of the department for everything that has a name of its own and is long';

let console_: ConsoleUnderTest;
let owner: string;
let visit: Visit;
beforeAll(async () => {
  console_ = await startConsole();
  owner = await console_.user('owner');
});
afterAll(() => console_.close());

async function enter(email: string, path: string, look = {}) {
  visit = await console_.open(look);
  await visit.signIn(email, `/console/${console_.tenantId}${path}`);
  return visit.page;
}

afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

const titled = (title: string) => until(async () => (await visit.page.title()) === title || undefined);

test('a page that the role hides says so, and so does a page that does not exist', async () => {
  const attributes = { name: 'narrow', permissions: ['tenants.flows.get'] };
  await console_.api('POST', 'roles', { data: { type: 'role', attributes } });
  const page = await enter(await console_.user('narrow'), '/oauth-clients');
  await page
    .getByText('Your role does not allow you to see “OAuth clients”. Ask an administrator for access.')
    .waitFor();
  await page.getByRole('heading', { level: 1, name: 'No access' }).waitFor();
  await visit.go('settings');
  await page.getByText('Your role does not allow you to see “Settings”.').waitFor();
  await visit.go('nowhere');
  await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
  expect(await visit.axe()).toEqual([]);
  await page.getByRole('link', { name: 'Go to overview' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

test('the window title names the page and its tenant, and follows navigation', async () => {
  const page = await enter(owner, '/flows');
  await titled('Flows – Acme – Valetkey');
  await page.getByRole('link', { name: 'Credentials' }).click();
  await titled('Credentials – Acme – Valetkey');
  await page.goBack();
  await titled('Flows – Acme – Valetkey');
});

test('navigating to a page moves the focus to its heading', async () => {
  const page = await enter(owner, '/flows');
  await page.getByRole('link', { name: 'Add flow' }).click();
  await page.getByRole('heading', { level: 1, name: 'Add flow' }).waitFor();
  const focused = () => page.evaluate<string>('document.activeElement.textContent');
  await until(async () => (await focused()) === 'Add flow' || undefined);
  await page.getByRole('link', { name: 'Scopes' }).click();
  await until(async () => (await focused()) === 'Scopes' || undefined);
});

test('on a phone the menu is closed at first and names the tenant, and long names wrap', async () => {
  const attributes = { name: LONG, status: 'draft', graph: { nodes: [], edges: [] } };
  const { id } = await console_.api('POST', 'flows', { data: { type: 'flow', attributes } });
  const page = await enter(owner, '/flows', { width: 390 });
  const menu = page.getByRole('navigation', { name: 'Valetkey' });
  await page.getByRole('button', { name: 'Open menu' }).click();
  await menu.getByText('Acme', { exact: true }).waitFor();
  await visit.picture('menu');
  await visit.go(`flows/${id}/show`);
  expect(await menu.count()).toBe(0);
  const heading = page.getByRole('heading', { level: 1, name: LONG });
  const { height } = (await heading.boundingBox())!;
  expect(height).toBeGreaterThan(35);
  expect((await page.getByRole('banner').boundingBox())!.height).toBeLessThan(60);
  await visit.picture('long-name');
});

test('the menu collapses to icons, which is remembered, and a narrow window does not change that', async () => {
  const page = await enter(owner, '/flows');
  const menu = page.getByRole('navigation', { name: 'Valetkey' });
  const group = menu.getByRole('heading', { name: 'Integrations' });
  await group.waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await group.waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await group.waitFor();
  const last = menu.getByRole('link', { name: 'Settings' });
  const { y, height } = (await last.boundingBox())!;
  expect(y + height).toBeLessThanOrEqual(800);
  await page.getByRole('button', { name: 'Close menu' }).click();
  await group.waitFor({ state: 'detached' });
  await visit.go('scopes');
  await menu.getByRole('link', { name: 'Credentials' }).hover();
  await page.getByRole('tooltip', { name: 'Credentials' }).waitFor();
  expect(await group.count()).toBe(0);
  await visit.picture('menu-collapsed');
  expect(await visit.axe()).toEqual([]);
  await page.getByRole('button', { name: 'Open menu' }).click();
  await group.waitFor();
});

test('a page shows at once that its code, and then its list, is loading', async () => {
  const page = await enter(owner, '/flows');
  const held: (() => void)[] = [];
  const hold = (pattern: string | RegExp) =>
    page.route(
      pattern,
      (route) => new Promise<void>((resolve) => held.push(() => resolve(route.continue()))),
    );
  await hold(/\/assets\/.*\.js$/);
  await hold(/\/v2\/tenants\/[^/]+\/scopes\?/);
  await page.getByRole('link', { name: 'Scopes' }).click();
  const progress = page.getByRole('progressbar', { name: 'Loading' });
  await progress.waitFor();
  await until(async () => {
    held.splice(0).forEach((release) => release());
    return (await page.getByRole('heading', { level: 1, name: 'Scopes' }).count()) === 1 || undefined;
  });
  await page.unroute(/\/assets\/.*\.js$/);
  await until(async () => {
    held.splice(0).forEach((release) => release());
    return (await page.getByText('read.flows').count()) > 0 || undefined;
  });
  await progress.waitFor({ state: 'detached' });
});

test('a printed page has neither the menu nor the bar', async () => {
  const page = await enter(owner, '/flows');
  const menu = page.getByRole('navigation', { name: 'Valetkey' });
  await menu.waitFor();
  await page.emulateMedia({ media: 'print' });
  await menu.waitFor({ state: 'hidden' });
  await page.getByRole('banner').waitFor({ state: 'hidden' });
  await page.emulateMedia({ media: null });
  await menu.waitFor();
});
