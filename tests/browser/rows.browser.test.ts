import { LISTED_RESOURCES } from '../../console/listed-resources.ts';
import { PIZZA_VAN } from '../support/app.ts';
import { FROM_GITHUB, githubHeaders } from '../support/webhooks.ts';
import { codeAt, goAndSignIn, startWaitingApp } from './app-callback.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { focusOrder, type FocusStop } from './focus-order.ts';
import type { Visit } from './visit.ts';

const LISTS = LISTED_RESOURCES.map(({ name }) => name);
/** Those whose rows can be clicked. The audit log is a list of sentences. */
const TABLES = LISTS.filter((name) => name !== 'audit-events');
const ROWS = 'main tbody tr, main ol > li';

let console_: ConsoleUnderTest;
let owner: string;
let visit: Visit;
let endpoint: string;
let sent = 0;
beforeAll(async () => {
  console_ = await startConsole();
  owner = await console_.user('owner');
  const component = await make('component', { descriptor: PIZZA_VAN });
  await make(
    'oauth-client',
    { client_id: 'van-1', client_secret: 's3cret' },
    { component: { data: { type: 'component', id: component.id } } },
  );
  const flow = await make('flow', { name: 'Orders', status: 'active', target_url: 'https://third.example/' });
  for (const name of ['Shop', 'Warehouse'])
    await make('webhook', { name, ...FROM_GITHUB }, { flow: { data: { type: 'flow', id: flow.id } } }).then(
      ({ attributes }) => (endpoint = String(attributes['endpoint'])),
    );
  await make('credential', {
    name: 'An account',
    client_id: 'acme',
    client_secret: 'its secret',
    authorization_url: 'https://third.example/authorize',
    token_url: 'https://third.example/token',
  });
  await send();
  await authorizeApp();
});
afterAll(() => console_.close());

beforeEach(async () => {
  visit = await console_.open();
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

function make(type: string, attributes: object, relationships?: object) {
  const data = { type, attributes, ...(relationships && { relationships }) };
  return console_.api('POST', `${type}s`, { data });
}

/** Sends an event to a webhook. */
async function send(): Promise<void> {
  const body = JSON.stringify({ number: (sent += 1) });
  const { ok } = await fetch(endpoint, { method: 'POST', body, headers: githubHeaders(body) });
  expect(ok).toBe(true);
}

/** Lets the owner authorize an app. */
async function authorizeApp(): Promise<void> {
  const app = await startWaitingApp();
  const { id } = await make('oauth-app', { name: 'Calendar', redirect_uris: [app.uri] });
  const { page, close } = await console_.open();
  await goAndSignIn(page, `${console_.url}/oauth2/auth?client_id=${id}&response_type=code&state=any`, owner);
  await page.getByRole('button', { name: 'Allow' }).click();
  await codeAt(page);
  await close();
  await app.close();
}

async function openList(list: string): Promise<void> {
  await visit.signIn(owner, `/console/${console_.tenantId}/${list}`);
  await visit.page.locator(ROWS).first().waitFor();
  await visit.page.waitForLoadState('networkidle');
}

/** The first control of each row, by the row's index. */
function firstPerRow(stops: FocusStop[]): FocusStop[] {
  return stops.filter(({ row }, index) => row >= 0 && stops[index - 1]?.row !== row);
}

test.each(LISTS)('Tab reaches each row of %s once, first at a visible link to its page', async (list) => {
  await openList(list);
  const firsts = firstPerRow(await focusOrder(visit.page));
  const count = await visit.page.locator(ROWS).count();
  expect(firsts.map(({ row }) => row)).toEqual(Array.from({ length: count }, (_, row) => row));
  for (const { path, name, cell, isVisible } of firsts) {
    expect({ path, name, cell, isVisible }).toEqual({
      path: expect.stringMatching(new RegExp(`^/console/${console_.tenantId}/${list}/[^/]+(/show)?$`)),
      name: expect.stringMatching(/\S/),
      cell: 0,
      isVisible: true,
    });
  }
  expect(new Set(firsts.map(({ path }) => path)).size).toBe(count);
});

test.each(LISTS)('Enter at the link in a row of %s opens the page of its record', async (list) => {
  await openList(list);
  const link = visit.page.locator(ROWS).first().getByRole('link').first();
  const href = await link.getAttribute('href');
  await link.focus();
  await visit.page.keyboard.press('Enter');
  await visit.page.waitForURL(({ pathname }) => pathname === href);
});

test.each(TABLES)('a click beside the link in a row of %s opens the same page', async (list) => {
  await openList(list);
  const row = visit.page.locator(ROWS).first();
  const href = await row.getByRole('link').first().getAttribute('href');
  await row.getByRole('cell').nth(1).click();
  await visit.page.waitForURL(({ pathname }) => pathname === href);
});

test('a row keeps the focus when rows are added above it', async () => {
  await openList('webhook-events');
  const link = visit.page.locator(ROWS).first().getByRole('link').first();
  const href = await link.getAttribute('href');
  await link.focus();
  const before = await visit.page.locator(ROWS).count();
  await send();
  await visit.page.locator(ROWS).nth(before).waitFor();
  expect(await visit.page.evaluate<string>('document.activeElement.pathname')).toBe(href);
});
