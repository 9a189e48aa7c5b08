import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

const DAY = 86_400_000;

let console_: ConsoleUnderTest;
let provider: Server;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  // Its tokens cannot be refreshed, and last three days.
  provider = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ access_token: 'a', expires_in: (3 * DAY) / 1000 }));
    });
  });
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
});
afterAll(async () => {
  await console_.close();
  provider.closeAllConnections();
  provider.close();
});

beforeEach(async () => {
  visit = await console_.open();
  ({ page } = visit);
});
afterEach(async () => {
  await visit.context.close();
  expect(visit.faults).toEqual([]);
});

/** Creates and connects a credential through the API. @returns its ID */
async function connected(name: string): Promise<string> {
  const token_url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/token`;
  const client = { client_id: 'c', client_secret: 's', token_url };
  const attributes = { name, grant_type: 'password', non_expiring_tokens: true, ...client };
  const { id } = await console_.api('POST', 'credentials', { data: { type: 'credential', attributes } });
  await console_.api('POST', `credentials/${id}/connections`, {
    data: { type: 'connection', attributes: { username: 'u', password: 'p' } },
  });
  return id;
}

const part = (name: string) => page.getByRole('region', { name, exact: true });
/** How many days from now on a shown time is. */
const daysLeft = async (within: Locator) =>
  (Date.parse((await within.getByRole('time').getAttribute('datetime'))!) - Date.now()) / DAY;

test('the overview shows a connection that ends soon, with the day and the way to reconnect it', async () => {
  const id = await connected('Three days');
  await visit.signIn(await console_.user('owner'), '/console');
  const needs = part('Needs attention');
  await needs.getByRole('heading', { name: 'A connection ends soon' }).waitFor();
  const line = needs.getByRole('listitem').filter({ hasText: 'Three days' });
  await line.getByText(/^Ends on \S/).waitFor();
  expect(await daysLeft(line)).toBeCloseTo(3, 1);
  expect(await visit.axe()).toEqual([]);
  await visit.picture('overview-ends-soon');
  await line.getByRole('link', { name: 'Reconnect the account' }).click();
  await page.waitForURL(`**/credentials/${id}/show`);
  const state = part('State');
  await state.getByText('Connected, ends soon', { exact: true }).waitFor();
  await state.getByText(/The connection ends on .* Reconnect the account before then/).waitFor();
  expect(await page.getByRole('button', { name: 'Reconnect' }).getAttribute('class')).toContain('contained');
  await part('Account').getByText('Connection ends', { exact: true }).waitFor();
  expect(await visit.axe()).toEqual([]);
  await visit.picture('credential-ends-soon');
  await page.getByRole('link', { name: 'Credentials' }).first().click();
  await page.getByRole('button', { name: 'Ends soon' }).click();
  await page.getByRole('row', { name: /Three days/ }).waitFor();
  await page.getByRole('button', { name: 'Connected', exact: true }).click();
});

test('users who cannot view statistics see it, too', async () => {
  await connected('Seen by others');
  await visit.signIn(await console_.user('developer'), '/console');
  await part('Needs attention').getByText('Seen by others').waitFor();
});

test('a connection that has ended shows the day, on the overview and on its page', async () => {
  const id = await connected('Ended');
  await console_.api('POST', `credentials/${id}/refreshes`).catch(() => undefined);
  await visit.signIn(await console_.user('owner'), '/console');
  const line = part('Needs attention').getByRole('listitem').filter({ hasText: 'Ended' });
  await line.getByText(/^Ended on \S/).waitFor();
  expect(await daysLeft(line)).toBeCloseTo(0, 1);
  await line.getByRole('link', { name: 'Ended' }).click();
  await part('Account').getByText('Connection ended', { exact: true }).waitFor();
});
