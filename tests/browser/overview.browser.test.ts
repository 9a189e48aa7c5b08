import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PIZZA_VAN } from '../support/app.ts';
import { until } from '../support/until.ts';
import { FROM_GITHUB, githubHeaders, UNDERSTOOD } from '../support/webhooks.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

const HOSTILE = '<script>alert(1)</script>';

let console_: ConsoleUnderTest;
let owner: string;
let third: Awaited<ReturnType<typeof startThirdParty>>;
let visit: Visit;
beforeAll(async () => {
  third = await startThirdParty();
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
  owner = await console_.user('owner');
});
afterAll(async () => {
  await console_.close();
  await third.close();
});

beforeEach(async () => {
  visit = await console_.open();
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

/** A token endpoint that can be told to refuse, and a target for flows. */
async function startThirdParty() {
  let refuses = false;
  const server: Server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.url !== '/token') return response.writeHead(204).end();
      const answer = refuses
        ? { error: 'invalid_grant', error_description: `No more ${HOSTILE}` }
        : { access_token: 'a', refresh_token: 'r', token_type: 'Bearer', expires_in: 3_600 };
      response.writeHead(refuses ? 400 : 200, { 'Content-Type': 'application/json' });
      return response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refuse: (now: boolean) => (refuses = now),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const make = (path: string, attributes: object, relationships?: object) =>
  console_.api('POST', path, {
    data: { type: path.replace(/s$/, ''), attributes, ...(relationships && { relationships }) },
  });

const to = (type: string, id: string) => ({ [type]: { data: { type, id } } });

async function credential(name: string) {
  const { id } = await make('credentials', {
    name,
    grant_type: 'password',
    token_url: `${third.url}/token`,
    client_id: 'c',
    client_secret: 's',
  });
  return id;
}

const connect = (id: string) =>
  console_.api('POST', `credentials/${id}/connections`, {
    data: { type: 'connection', attributes: { username: 'u', password: 'p' } },
  });

async function webhook(name: string, attributes: object, target: string) {
  const flow = await make('flows', { name: `Flow of ${name}`, target_url: target, status: 'active' });
  const made = await make('webhooks', { name, ...attributes }, to('flow', flow.id));
  return { id: made.id, endpoint: made.attributes['endpoint'] as string };
}

async function send(endpoint: string, body: string): Promise<void> {
  const path = new URL(endpoint).pathname;
  const answer = await fetch(console_.url + path, { method: 'POST', headers: githubHeaders(body), body });
  expect(answer.status).toBe(202);
}

interface Statistics {
  data: { attributes: { hours: Record<string, number>[]; webhooks: { failing: number } } };
}

/** The sums of the last day, once each has reached its minimum. */
const sums = (wanted: Record<string, number>) =>
  until(async () => {
    const { data } = (await console_.read('statistics')) as Statistics;
    const sum = (name: string) => data.attributes.hours.reduce((all, hour) => all + (hour[name] ?? 0), 0);
    return Object.entries(wanted).every(([name, least]) => sum(name) >= least) ? sum : undefined;
  });

/** The section of the page with this name. */
const part = (name: string) => visit.page.getByRole('region', { name, exact: true });

/** Records the order of requests for chart files and to the API, and URLs that returned 403. */
function traffic(): { charts: number[]; api: number[]; refused: string[] } {
  const seen = { charts: [] as number[], api: [] as number[], refused: [] as string[] };
  let place = 0;
  visit.page.on('request', (request) => {
    place += 1;
    const { pathname } = new URL(request.url());
    if (/\/assets\/chart-/.test(pathname)) seen.charts.push(place);
    if (pathname.startsWith('/v2/')) seen.api.push(place);
  });
  visit.page.on('response', (answer) => {
    if (answer.status() === 403) seen.refused.push(answer.url());
  });
  return seen;
}

test('a new tenant shows first steps and checks off those that are done', async () => {
  const { page } = visit;
  const { charts } = traffic();
  await visit.signIn(owner);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.getByText('Nothing needs attention.').waitFor();
  const steps = part('First steps');
  await steps.getByRole('listitem').nth(4).waitFor();
  expect(await steps.getByRole('img', { name: 'to do' }).count()).toBe(5);
  await part('Webhook deliveries').getByText('No activity in the last 24 hours.').waitFor();
  await page.waitForLoadState('networkidle');
  expect(charts).toEqual([]);
  expect(await visit.axe()).toEqual([]);
  await visit.picture('overview-fresh');

  await steps.getByRole('link', { name: 'Add component' }).click();
  await page.getByRole('textbox', { name: 'component.json' }).fill(JSON.stringify(PIZZA_VAN));
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('link', { name: 'Add its OAuth client' }).waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  const first = part('First steps').getByRole('listitem').first();
  await first.getByRole('img', { name: 'done' }).waitFor();
  expect(await part('First steps').getByRole('img', { name: 'to do' }).count()).toBe(4);
  expect(await first.getByRole('link').count()).toBe(0);
  // A credential that only needs to be connected is not offered to be added again.
  const { id } = await make('credentials', { name: 'Half done', client_id: 'c' });
  await page.reload();
  const connecting = part('First steps').getByRole('link', { name: 'Connect “Half done”' });
  expect(await connecting.getAttribute('href')).toContain(`/credentials/${id}/show`);
  expect(await part('First steps').getByRole('link', { name: 'Add credential' }).count()).toBe(0);
  await console_.api('DELETE', `credentials/${id}`);
  // The component now needs an OAuth client, and the page links to its form.
  await part('Needs attention').getByRole('heading', { name: 'A component needs an OAuth client' }).waitFor();
  await part('First steps').getByRole('button', { name: 'Dismiss' }).click();
  await page.reload();
  await part('Needs attention').getByRole('link', { name: 'Pizza Van' }).click();
  await page.getByRole('heading', { level: 1, name: 'Add OAuth client' }).waitFor();
  await page.goBack();
  await part('Needs attention').waitFor();
  await page.waitForLoadState('networkidle');
  expect(await part('First steps').count()).toBe(0);
});

test('problems come first, with the reason and a link to where they can be fixed', async () => {
  const { page } = visit;
  const component = await make('components', { descriptor: { ...PIZZA_VAN, title: 'Parcel Desk' } });
  const client = await make(
    'oauth-clients',
    { client_id: 'lost-1', client_secret: 's' },
    to('component', component.id),
  );
  await console_.api('DELETE', `components/${component.id}`);
  const good = await credential('Works');
  await connect(good);
  await console_.api('POST', `credentials/${good}/tokens`);
  await console_.api('POST', `credentials/${good}/refreshes`);
  const lost = await credential(`Ended ${HOSTILE}`);
  await connect(lost);
  const never = await credential('Never connected');
  const takes = await webhook('Takes', FROM_GITHUB, third.url);
  await send(takes.endpoint, '{"one":1}');
  third.refuse(true);
  await expect(console_.api('POST', `credentials/${lost}/refreshes`)).rejects.toThrow(
    'credential_needs_reauthorization',
  );
  await expect(connect(never)).rejects.toThrow('connection_failed');
  const failing = await webhook('Goes nowhere', FROM_GITHUB, 'http://127.0.0.1:9/');
  await send(failing.endpoint, '{}');
  const unreadable = await webhook('Not understood', UNDERSTOOD, third.url);
  await send(unreadable.endpoint, 'no JSON');
  await until(async () => {
    const { data } = (await console_.read('statistics')) as Statistics;
    return data.attributes.webhooks.failing > 0 ? true : undefined;
  });
  await until(async () => {
    const { data } = (await console_.read('webhook-events?filter[state]=failed')) as { data: object[] };
    return data.length > 0 ? true : undefined;
  });

  await visit.signIn(owner);
  const needs = part('Needs attention');
  const line = (name: string) => needs.getByRole('listitem').filter({ hasText: name });
  const leadsTo = (name: string) => line(name).getByRole('link').first().getAttribute('href');
  await needs.getByRole('heading', { name: 'A credential has lost its connection' }).waitFor();
  await line('Ended')
    .filter({ hasText: `No more ${HOSTILE}` })
    .waitFor();
  expect(await leadsTo('Ended')).toContain(`/credentials/${lost}/show`);
  await needs.getByRole('heading', { name: 'A credential could not be connected' }).waitFor();
  expect(await leadsTo('Never connected')).toContain(`/credentials/${never}/show`);
  await needs.getByRole('heading', { name: 'A webhook cannot deliver its events' }).waitFor();
  expect(await leadsTo('Goes nowhere')).toContain(`/webhooks/${failing.id}/show`);
  await needs.getByRole('heading', { name: 'An event could not be delivered' }).waitFor();
  expect(await leadsTo('Not understood')).toContain(`/webhooks/${unreadable.id}/show`);
  await needs.getByRole('heading', { name: 'An OAuth client is orphaned' }).waitFor();
  expect(await leadsTo('lost-1')).toContain(`/oauth-clients/${client.id}/show`);
  await needs.getByRole('heading', { name: 'A component needs an OAuth client' }).waitFor();
  expect(await page.getByText('Nothing needs attention.').count()).toBe(0);
});

test('charts show the numbers of the statistics, and are loaded last', async () => {
  const sum = await sums({
    hand_outs: 1,
    refreshes_succeeded: 1,
    refreshes_failed: 1,
    deliveries_succeeded: 1,
    deliveries_failed: 1,
  });
  const { charts, api } = traffic();
  await visit.signIn(owner);
  const refreshes = part('Token refreshes');
  await refreshes
    .getByRole('img', {
      name: `Token refreshes: Succeeded: ${sum('refreshes_succeeded')}, Failed: ${sum('refreshes_failed')}`,
    })
    .locator('svg')
    .first()
    .waitFor();
  await part('Tokens and secrets issued')
    .getByText(`Issued: ${sum('hand_outs')}`, { exact: true })
    .waitFor();
  await part('Connected accounts').getByRole('link', { name: 'Connection lost' }).waitFor();
  const states = await part('Connected accounts').getByRole('listitem').allInnerTexts();
  expect(states.map((state) => state.replaceAll(/\s+/g, ' '))).toEqual([
    'Connected 1',
    'Not connected 0',
    'Connection lost 1',
    'Connection failed 1',
  ]);
  // A row for each hour and one for the headings; together they add up to the sums.
  await refreshes.getByText('Show as table').click();
  const rows = refreshes.getByRole('table').getByRole('row');
  expect(await rows.count()).toBe(25);
  expect(await rows.first().innerText()).toMatch(/Hour\s+Succeeded\s+Failed/);
  const cells = await refreshes.getByRole('table').getByRole('cell').allInnerTexts();
  expect(cells.reduce((all, cell) => all + Number(cell), 0)).toBe(
    sum('refreshes_succeeded') + sum('refreshes_failed'),
  );
  expect(charts.length).toBeGreaterThan(0);
  expect(Math.min(...charts)).toBeGreaterThan(Math.max(...api));
});

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 390],
] as const)('the overview is accessible in %s, %i pixels wide', async (colorScheme, width) => {
  await visit.close();
  visit = await console_.open({ colorScheme, width });
  const { page } = visit;
  await visit.signIn(owner);
  await part('Token refreshes').getByRole('img').locator('svg').first().waitFor();
  await part('Webhook deliveries').getByRole('img').locator('svg').first().waitFor();
  expect(await visit.axe()).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(
    0,
  );
  await visit.picture('overview');
  await page.setViewportSize({ width, height: width === 390 ? 3_200 : 1_900 });
  await visit.picture('overview-whole');
});

test('sections that the user may not see are hidden, and no request is rejected', async () => {
  const { page } = visit;
  const { id } = await make('roles', { name: 'only roles', permissions: ['tenants.roles.get'] });
  const { id: clients } = await make('roles', {
    name: 'only clients',
    permissions: ['tenants.oauth_clients.get', 'tenants.components.get'],
  });
  const email = await console_.user('viewer');
  const { data } = (await console_.read(`users?filter[email]=${email}`)) as { data: { id: string }[] };
  const give = (role: string) =>
    console_.api('PATCH', `users/${data[0]!.id}`, {
      data: { type: 'user', relationships: to('role', role) },
    });
  const { refused } = traffic();
  await give(id);
  await visit.signIn(email);
  await page.getByText('Your role does not allow you to see anything here.').waitFor();
  await give(clients);
  await page.reload();
  await part('Needs attention').getByRole('link', { name: 'lost-1' }).waitFor();
  await page.waitForLoadState('networkidle');
  expect(await page.getByText('Ended').count()).toBe(0);
  expect(await part('First steps').count()).toBe(0);
  expect(await page.getByRole('heading', { name: 'Statistics' }).count()).toBe(0);
  expect(refused).toEqual([]);
});
