import { createHmac } from 'node:crypto';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

const SIGNED = {
  name: 'Repository',
  authentication: 'signature',
  config_services: { webhook_event_verification: { type: 'github' } },
  secret: 'a secret of the sender',
};
const CREDENTIAL = {
  name: 'An account',
  client_id: 'acme',
  client_secret: 'its secret',
  authorization_url: 'https://third.example/authorize',
  token_url: 'https://third.example/token',
};

const CLIENT = { client_id: 'acme', client_secret: 'its secret' };
const NEEDS_CLIENT = {
  title: 'Pizza Van',
  credentials: {
    useOAuthClient: true,
    oauth2: { auth_uri: 'https://third.example/authorize', token_uri: 'https://third.example/token' },
  },
};

let console_: ConsoleUnderTest;
let owner: string;
let visit: Visit;
let ids: Record<'flow' | 'webhook' | 'app' | 'credential' | 'event', string>;
beforeAll(async () => {
  console_ = await startConsole();
  owner = await console_.user('owner');
  const make = (type: string, attributes: object, relationships?: object) =>
    console_.api('POST', `${type}s`, { data: { type, attributes, ...(relationships && { relationships }) } });
  const component = await make('component', { descriptor: NEEDS_CLIENT });
  await make('oauth-client', CLIENT, { component: { data: { type: 'component', id: component.id } } });
  const graph = { nodes: [{ id: 'step_1', component_id: component.id }], edges: [] };
  const flow = await make('flow', {
    name: 'Orders',
    status: 'active',
    target_url: 'https://third.example/',
    graph,
  });
  const webhook = await make('webhook', SIGNED, { flow: { data: { type: 'flow', id: flow.id } } });
  const app = await make('oauth-app', { name: 'Shop', redirect_uris: ['https://shop.example/callback'] });
  const credential = await make('credential', CREDENTIAL);
  const body = '{}';
  const signature = createHmac('sha256', SIGNED.secret).update(body).digest('hex');
  await fetch(String(webhook.attributes['endpoint']), {
    method: 'POST',
    body,
    headers: { 'X-Hub-Signature-256': `sha256=${signature}` },
  });
  const { data } = (await console_.read('webhook-events')) as { data: { id: string }[] };
  ids = { flow: flow.id, webhook: webhook.id, app: app.id, credential: credential.id, event: data[0]!.id };
});
afterAll(() => console_.close());

beforeEach(async () => {
  visit = await console_.open();
});
afterEach(async () => {
  await visit.context.close();
  expect(visit.faults).toEqual([]);
});

const menu = (name: string) => visit.page.getByRole('navigation').getByText(name, { exact: true });

const flows = () => `/console/${console_.tenantId}/flows`;

test('a row is a link to its page, which can be opened in another tab', async () => {
  await visit.signIn(owner, flows());
  const link = visit.page.getByRole('link', { name: 'Orders' });
  await link.waitFor();
  await visit.page.waitForLoadState('networkidle');
  // The console must leave the click to the browser, which then opens the tab.
  await visit.page.evaluate(`globalThis.clicked = new Promise((resolve) => {
    const look = ({ target, defaultPrevented }) =>
      resolve({ href: target.closest('a')?.href, isHandled: defaultPrevented });
    addEventListener('click', (event) => setTimeout(look, 0, event), { capture: true });
  }); undefined`);
  await link.click({ modifiers: ['ControlOrMeta'] });
  const { href, isHandled } = await visit.page.evaluate<{ href: string; isHandled: boolean }>('clicked');
  expect([href, isHandled]).toEqual([expect.stringMatching(/\/flows\/[0-9a-f-]+\/show$/), false]);
  expect(visit.page.url()).toMatch(/\/flows$/);
  const tab = await visit.context.newPage();
  await tab.goto(href);
  await tab.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
});

/** What is listed, the page, the requests that fail, and what an empty list would say. */
const LISTS: [what: string, page: () => string, requests: RegExp, empty: string | undefined][] = [
  ['flows', () => 'flows', /\/flows\?/, 'No flows yet'],
  ['audit events', () => 'audit-events', /\/audit-events\?/, 'No matching entries'],
  ['deliveries', () => `webhook-events/${ids.event}/show`, /\/deliveries\?/, 'No delivery attempts yet.'],
  ['latest events', () => `webhooks/${ids.webhook}/show`, /\/webhook-events\?/, 'No events received yet.'],
  [
    'authorizations of an app',
    () => `oauth-apps/${ids.app}/show`,
    /\/authorizations\?/,
    'No user has authorized this app.',
  ],
  ['webhooks of a flow', () => `flows/${ids.flow}/show`, /\/webhooks\?/, 'No webhook starts this flow.'],
  ['OAuth clients of a flow', () => `flows/${ids.flow}/show`, /\/oauth-clients\?/, 'has none in this tenant'],
  // Says "none" about the webhooks of the credential, which do load.
  ['flows of a credential', () => `credentials/${ids.credential}/show`, /\/flows\?/, undefined],
  [
    'credentials of a provider',
    () => 'providers/github/show',
    /\/credentials\?/,
    'No credential uses this provider.',
  ],
  ['providers to start from', () => 'providers/create', /\/providers\?/, undefined],
  ['presets to start from', () => 'senders/create', /\/senders\?/, undefined],
  ['own API keys', () => 'profile', /\/api-keys\?/, 'You have no API keys.'],
  ['choices of a filter', () => 'webhook-events', /\/webhooks\?/, 'No matches.'],
  ['permissions to choose', () => 'roles/create', /\/permissions\?/, 'Users whose role has no permissions'],
  ['roles to choose', () => 'users/create', /\/roles\?/, undefined],
  ['roles to compare', () => 'roles/comparison', /\/roles\?/, undefined],
  ['scopes to choose', () => 'oauth-apps/create', /\/scopes\?/, undefined],
  ['permissions of a scope', () => 'scopes/manage.flows/show', /\/permissions\?/, undefined],
];

test.each(LISTS)(
  '%s that cannot be loaded are not shown as none, and can be retried',
  async (_, path, requests, empty) => {
    let broken = true;
    await visit.page.route(requests, (route) =>
      broken ? route.fulfill({ status: 503, body: '' }) : route.continue(),
    );
    await visit.signIn(owner, `/console/${console_.tenantId}/${path()}`);
    const alert = visit.page.getByRole('alert').filter({ hasText: 'This list could not be loaded.' });
    await alert.waitFor();
    if (empty !== undefined) expect(await visit.page.getByText(empty).count()).toBe(0);
    broken = false;
    await alert.getByRole('button', { name: 'Retry' }).click();
    await alert.waitFor({ state: 'detached' });
  },
);

test('a list that could not be loaded recovers by itself', async () => {
  await visit.signIn(owner, `/console/${console_.tenantId}/components`);
  let broken = true;
  await visit.page.route(/\/flows\?/, (route) =>
    broken ? route.fulfill({ status: 503, body: '' }) : route.continue(),
  );
  await menu('Flows').click();
  await visit.page.getByRole('alert').filter({ hasText: 'This list could not be loaded.' }).waitFor();
  broken = false;
  await visit.page.getByRole('link', { name: 'Orders' }).waitFor();
});

test('after a failed creation the input is kept, and leaving asks for confirmation', async () => {
  await visit.signIn(owner, `${flows()}/create`);
  await visit.page.route(/\/flows$/, (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 503, body: '' }) : route.continue(),
  );
  const name = visit.page.getByRole('textbox', { name: 'Name' });
  await name.fill('Invoices');
  await visit.page.getByRole('button', { name: 'Create' }).click();
  await visit.page.getByText('Invalid response').first().waitFor();
  expect(await name.inputValue()).toBe('Invoices');
  const asked = visit.page.waitForEvent('dialog').then((dialog) => dialog.dismiss());
  await menu('Components').click();
  await asked;
  expect(await name.inputValue()).toBe('Invoices');
});

test('a filter that is still pending does not lead back to its list after the user has left', async () => {
  const { page, context } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/users`);
  await page.getByLabel('Exact email address').fill('somebody@acme.test');
  // As slow as an old phone, so that rendering lags behind.
  const debug = await context.newCDPSession(page);
  await debug.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await page.getByRole('link', { name: 'Components', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Components' }).waitFor();
  await page.waitForLoadState('networkidle');
  expect(new URL(page.url()).pathname).toBe(`/console/${console_.tenantId}/components`);
});
