import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

/** A token endpoint with configurable behavior that accepts one client secret. */
async function startTokenEndpoint() {
  const behavior = { secret: 'right', down: false, lifetime: 3_600 };
  const server = createServer((request, response) => {
    const shown = atob((request.headers.authorization ?? '').replace('Basic ', ''));
    request.resume().on('end', () => {
      const knows = shown === `c:${behavior.secret}`;
      const headers = { 'Content-Type': 'application/json', 'Retry-After': '36000' };
      response.writeHead(behavior.down ? 503 : knows ? 200 : 401, headers);
      response.end(
        JSON.stringify(
          knows ? { access_token: 'a', expires_in: behavior.lifetime } : { error: 'invalid_client' },
        ),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    behavior,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

let console_: ConsoleUnderTest;
let endpoint: Awaited<ReturnType<typeof startTokenEndpoint>>;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  endpoint = await startTokenEndpoint();
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
});
afterAll(async () => {
  await console_.close();
  endpoint.close();
});

beforeEach(async () => {
  Object.assign(endpoint.behavior, { secret: 'right', down: false, lifetime: 3_600 });
  visit = await console_.open();
  ({ page } = visit);
  await page.clock.install();
});
afterEach(async () => {
  await visit.context.close();
  expect(visit.faults).toEqual([]);
});

/** Creates and connects a credential through the API. @returns its ID */
async function connected(name: string): Promise<string> {
  const own = { grant_type: 'client_credentials', token_url: endpoint.url, client_id: 'c' };
  const attributes = { name, ...own, client_secret: 'right' };
  const { id } = await console_.api('POST', 'credentials', { data: { type: 'credential', attributes } });
  await console_.api('POST', `credentials/${id}/connections`, { data: { type: 'connection' } });
  return id;
}

const part = (name: string) => page.getByRole('region', { name, exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const editLink = () => part('State').getByRole('link', { name: 'Edit client ID and client secret' });
const remedy = /Enter the client ID and client secret exactly as the provider shows them/;

test('page and list say how an idle token is refreshed, before and after it expires', async () => {
  const id = await connected('Idle');
  await visit.signIn(await console_.user('owner'), '/console');
  await visit.go(`credentials/${id}/show`);
  const account = part('Account');
  await account.getByText('Token expires', { exact: true }).waitFor();
  await account.getByText(/If it is in use, it is refreshed automatically before that/).waitFor();
  // An open page is updated, too.
  await page.clock.fastForward('02:00:00');
  const hint = 'It is refreshed when a component next requests it, or when you select “Refresh now”.';
  await account.getByText('Token expired', { exact: true }).waitFor();
  await account.getByText(hint, { exact: true }).waitFor();
  await part('State').getByText('Connected', { exact: true }).waitFor();
  await visit.picture('credential-idle');
  await page.getByRole('link', { name: 'Credentials' }).first().click();
  const row = page.getByRole('row', { name: /Idle/ });
  await row.getByText('Expired', { exact: false }).first().waitFor();
  await row.getByText(hint, { exact: true }).waitFor();
  await visit.picture('credentials-idle');
});

test('a connection that cannot be refreshed works until its token expires', async () => {
  const id = await connected('Cut off');
  endpoint.behavior.down = true;
  await visit.signIn(await console_.user('owner'), '/console');
  await page.getByText('Nothing needs attention.').waitFor();
  await visit.go(`credentials/${id}/show`);
  await button('Refresh now').click();
  const state = part('State');
  await state.getByText('Connected, last refresh failed', { exact: true }).waitFor();
  await state.getByText(/The token keeps working until it expires/).waitFor();
  await state.getByText(/Next attempt not before/).waitFor();
  await part('Account').getByText('Last successful refresh', { exact: true }).waitFor();
  await page.clock.fastForward('02:00:00');
  await state.getByText('No working token', { exact: true }).waitFor();
  await state.getByText(/No working token since/).waitFor();
  expect(await state.getByText(/keeps working/).count()).toBe(0);
  expect(await visit.axe()).toEqual([]);
  await visit.picture('credential-tokenless');
});

test('a credential without a working token is on the overview and in the filtered list', async () => {
  endpoint.behavior.lifetime = 1;
  const id = await connected('Cut short');
  endpoint.behavior.down = true;
  await expect(console_.api('POST', `credentials/${id}/refreshes`)).rejects.toThrow('provider_unavailable');
  const found = await until(async () => {
    const { data } = (await console_.read('credentials?filter[condition]=no_working_token')) as {
      data: { id: string }[];
    };
    return data.length > 0 ? data : undefined;
  });
  expect(found.map((one) => one.id)).toEqual([id]);
  await visit.signIn(await console_.user('owner'), '/console');
  const needs = part('Needs attention');
  await needs.getByRole('heading', { name: 'A credential has no working token' }).waitFor();
  const line = needs.getByRole('listitem').filter({ hasText: 'Cut short' });
  expect(await line.getByRole('link').getAttribute('href')).toContain(`/credentials/${id}/show`);
  expect(await line.innerText()).toMatch(/Without a working token since.*What to do: Check that/s);
  await visit.picture('overview-tokenless');
  await page.getByRole('link', { name: 'Credentials' }).first().click();
  await page.getByRole('button', { name: 'No working token' }).click();
  await page.getByRole('row', { name: /Idle/ }).waitFor({ state: 'hidden' });
  await page.getByRole('row', { name: /Cut short/ }).waitFor();
});

test('an outdated client secret has the same remedy everywhere, with a link to the form', async () => {
  endpoint.behavior.lifetime = 1;
  const id = await connected('Rotated');
  endpoint.behavior.secret = 'new';
  await visit.signIn(await console_.user('owner'), '/console');
  await visit.go(`credentials/${id}/show`);
  await button('Refresh now').click();
  const state = part('State');
  await state.getByText('No working token', { exact: true }).waitFor();
  // On the page and in the notification.
  await page.getByText(remedy).nth(1).waitFor();
  await state.getByText(remedy).waitFor();
  await state.getByText('You do not need to reconnect the account.').waitFor();
  expect(await editLink().getAttribute('class')).toContain('contained');
  expect(await button('Reconnect').getAttribute('class')).toContain('outlined');
  expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(1);
  await visit.picture('credential-rotated');
  await page.getByRole('link', { name: 'Overview' }).click();
  const line = part('Needs attention').getByRole('listitem').filter({ hasText: 'Rotated' });
  await line.getByText(remedy).waitFor();
  await line.getByRole('link').click();
  await editLink().click();
  const clientId = page.getByRole('textbox', { name: 'Client ID' });
  await clientId.and(page.locator(':focus')).waitFor();
});

test.each([
  ['a user who can read the audit log', 'owner', true],
  ['a user who cannot read the audit log', 'developer', false],
])('%s is told that settings that were changed after a failure are untested', async (_, role, mayRefresh) => {
  const id = await connected(`Mended by ${role}`);
  endpoint.behavior.secret = 'new';
  await console_.api('POST', `credentials/${id}/refreshes`).catch(() => undefined);
  await visit.signIn(await console_.user(role), '/console');
  await visit.go(`credentials/${id}/show`);
  await part('State').getByText(remedy).waitFor();
  const save = async (secret: string) => {
    await editLink().click();
    await page.getByLabel('Client secret').fill(secret);
    await button('Save').click();
    await page.waitForURL(`**/credentials/${id}/show`);
    await part('State')
      .getByText('The settings have changed since then. The next refresh uses them.')
      .waitFor();
    expect(await part('State').getByText(remedy).count()).toBe(0);
    expect(await editLink().count()).toBe(0);
    if (mayRefresh) expect(await button('Refresh now').getAttribute('class')).toContain('contained');
  };
  // For a user who may not refresh, another one does.
  const refresh = async () => {
    if (mayRefresh) return button('Refresh now').click();
    await console_.api('POST', `credentials/${id}/refreshes`).catch(() => undefined);
    await page.reload();
  };
  await save('still wrong');
  await refresh();
  await part('State').getByText(remedy).waitFor();
  await save('new');
  await visit.picture(`credential-changed-${role}`);
  await refresh();
  await part('State').getByText('Connected', { exact: true }).waitFor();
});

test('the result of connecting is shown once, and the state remains', async () => {
  const id = await connected('Once');
  await visit.signIn(await console_.user('owner'), '/console');
  await visit.go(`credentials/${id}/show`);
  await button('Disconnect').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await part('State').getByText('The account was disconnected.').waitFor();
  await button('Connect').click();
  const said = page.getByText('The account is connected.', { exact: true });
  await said.waitFor();
  await part('State').getByText('Connected', { exact: true }).waitFor();
  await said.waitFor({ state: 'hidden' });
  endpoint.behavior.secret = 'new';
  await button('Disconnect').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await part('State').getByText('Not connected', { exact: true }).waitFor();
  await button('Connect').click();
  await page.getByText('The account was not connected.').first().waitFor();
  await part('State').getByText(remedy).waitFor();
  expect(await page.getByText(remedy).count()).toBe(1);
  await page.getByText('The account was not connected.').waitFor({ state: 'hidden' });
  expect(await page.getByText(remedy).count()).toBe(1);
});
