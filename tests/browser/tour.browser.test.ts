import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PIZZA_VAN, STOPWATCH } from '../support/app.ts';
import { FROM_GITHUB, githubHeaders } from '../support/webhooks.ts';
import { until } from '../support/until.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';

/**
 * A tenant as it looks after some weeks of use, for the screenshots in docs/pictures: `npm run pictures` takes them
 * again.
 */
let console_: ConsoleUnderTest;
let third: Server;
let thirdUrl: string;
beforeAll(async () => {
  third = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes: Buffer) => (body += bytes.toString()));
    request.on('end', () => answerAs(request.url!, body, response));
  }).listen(0, '127.0.0.1');
  await once(third, 'listening');
  thirdUrl = `http://127.0.0.1:${(third.address() as AddressInfo).port}`;
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
});
afterAll(async () => {
  await console_.close();
  third.closeAllConnections();
  third.close();
});

/** A token endpoint that does not refresh the help desk's token, and a target for flows, one of which fails. */
function answerAs(url: string, body: string, response: ServerResponse): void {
  const json = (status: number, answer: object) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  if (url === '/desk/token' && body.includes('refresh_token'))
    json(400, { error: 'invalid_grant', error_description: 'The account has withdrawn its consent.' });
  else if (url.endsWith('/token'))
    json(200, {
      access_token: 'a',
      refresh_token: 'r',
      expires_in: 3_600,
      scope: 'orders.read orders.write',
    });
  else if (url === '/parcels') json(503, { message: 'The depot is closed for maintenance.' });
  else json(200, {});
}

type To = Record<string, { data: { type: string; id: string } }>;

const make = (path: string, attributes: object, relationships?: To) =>
  console_.api('POST', path, {
    data: { type: path.replace(/^.*\/|s$/g, ''), attributes, ...(relationships && { relationships }) },
  });

const to = (type: string, id: string): To => ({ [type.replace('-', '_')]: { data: { type, id } } });

async function credential(name: string, third_party: string): Promise<string> {
  const { id } = await make('credentials', {
    name,
    grant_type: 'password',
    token_url: `${thirdUrl}/${third_party}/token`,
    client_id: 'acme',
    client_secret: 's',
  });
  await make(`credentials/${id}/connections`, { username: 'kim', password: 'p' });
  return id;
}

async function webhook(name: string, path: string, graph: object): Promise<string> {
  const attributes = { name: `${name}: handle`, status: 'active', target_url: thirdUrl + path, graph };
  const flow = await make('flows', attributes);
  const { attributes: made } = await make('webhooks', { name, ...FROM_GITHUB }, to('flow', flow.id));
  return (made['endpoint'] as string).replace(/^.*(?=\/hooks)/, '');
}

async function send(endpoint: string, body: string): Promise<string> {
  const answer = await fetch(console_.url + endpoint, { method: 'POST', headers: githubHeaders(body), body });
  return ((await answer.json()) as { id: string }).id;
}

const stateOf = async (event: string) => (await console_.api('GET', `webhook-events/${event}`)).attributes;

test('the pages of the tour are shown without errors', async () => {
  const van = (await make('components', { descriptor: PIZZA_VAN })).id;
  await make('oauth-clients', { client_id: 'acme-van', client_secret: 's' }, to('component', van));
  const clock = (await make('components', { descriptor: { ...STOPWATCH, title: 'Timer' } })).id;
  await make('components', { descriptor: { ...PIZZA_VAN, title: 'Parcel Desk' } });
  const steps = [
    ['every-minute', clock],
    ['orders', van],
    ['routes', van],
    ['receipts', van],
    ['archive', clock],
  ].map(([id, component_id]) => ({ id, component_id }));
  const edges = [
    ['every-minute', 'orders'],
    ['orders', 'routes'],
    ['orders', 'receipts'],
    ['routes', 'archive'],
    ['receipts', 'archive'],
  ].map(([source, target]) => ({ source, target }));
  const orders = await webhook('New orders', '/orders', { nodes: steps, edges });
  const parcels = await webhook('Parcels', '/parcels', {
    nodes: steps.slice(0, 2),
    edges: edges.slice(0, 1),
  });
  const flow = (await console_.read('flows?filter[search]=orders')) as { data: { id: string }[] };

  for (const name of ['Orders of the web shop', 'Books of the accountant']) await credential(name, 'shop');
  const desk = await credential('Messages of the help desk', 'desk');
  await make(`credentials/${desk}/refreshes`, {}).catch(() => undefined);
  for (let order = 1; order < 6; order += 1) await send(orders, `{"order":${order}}`);
  const parcel = await send(parcels, '{"parcel":"JD0146","to":"Rotterdam","weight":1.2}');
  await until(async () => ((await stateOf(parcel))['state_reason'] === null ? undefined : true));
  const role = await make('roles', {
    name: 'Night shift',
    description: 'Looks after the flows while others sleep',
    permissions: [
      'tenants.flows.get',
      'tenants.flows.edit',
      'tenants.components.get',
      'tenants.webhooks.get',
    ],
  });

  const visit = await console_.open({ width: 1280, height: 940 });
  const { page } = visit;
  await visit.signIn(await console_.user('owner'));
  const pages = {
    credential: `credentials/${desk}/show`,
    event: `webhook-events/${parcel}/show`,
    flow: `flows/${flow.data[0]!.id}/show`,
    role: `roles/${role.id}`,
  };
  for (const [name, path] of Object.entries(pages)) {
    await visit.go(path);
    await visit.picture(`tour-${name}`);
  }
  await visit.go('oauth-apps/create');
  await page.getByRole('textbox', { name: 'Name' }).fill('Newsletter');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'Copy: Client secret' }).waitFor();
  await page.getByText('Created', { exact: true }).waitFor({ state: 'detached' });
  await visit.picture('tour-app');
  await page.getByRole('button', { name: 'I’ve saved it' }).click();
  await until(async () => {
    const { data } = (await console_.read('statistics')) as { data: { attributes: { hours: Counts[] } } };
    return data.attributes.hours.some(({ deliveries_succeeded }) => deliveries_succeeded! >= 5) || undefined;
  });
  await visit.go('');
  await visit.picture('tour-overview');
  await visit.close();
  expect(visit.faults).toEqual([]);
});

type Counts = Partial<Record<string, number>>;
