import { PIZZA_VAN, STOPWATCH } from '../support/app.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

/** Runs in the page: whether the picture of the graph scrolls. */
const SCROLLS = `(() => {
  const box = document.querySelector('section[aria-label^=Picture]');
  return box.scrollWidth > box.clientWidth;
})()`;

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

const make = async (path: string, attributes: object, relationships?: object) =>
  (
    await console_.api('POST', path, {
      data: { type: path.replace(/s$/, ''), attributes, ...(relationships && { relationships }) },
    })
  ).id;

const component = (title: string) => make('components', { descriptor: { ...STOPWATCH, title } });

/** A chain of steps with the same component. */
const row = (component_id: string, count: number) => ({
  nodes: Array.from({ length: count }, (_, at) => ({ id: `step_${at}`, component_id })),
  edges: Array.from({ length: count - 1 }, (_, at) => ({ source: `step_${at}`, target: `step_${at + 1}` })),
});

test('a flow is built, rejected with line numbers, fixed, drawn, changed and deleted', async () => {
  const first = await component('Doorbell');
  await component('Postman');
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go('flows');
  await page.getByRole('link', { name: 'Add flow' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Morning round');
  for (const name of ['Doorbell', 'Postman']) {
    await page.getByRole('combobox', { name: 'Component of the new step' }).fill(name);
    await page.getByRole('option', { name }).click();
    await page.getByRole('button', { name: 'Add step' }).click();
  }
  const text = page.getByRole('textbox', { name: 'Graph' });
  const graph = JSON.parse(await text.inputValue()) as { nodes: { id: string }[]; edges: object[] };
  expect(graph.nodes.map(({ id }) => id)).toEqual(['step_1', 'step_2']);
  expect(graph.edges).toEqual([{ source: 'step_1', target: 'step_2' }]);

  await text.fill(`{\n  "nodes": [],\n  "edges": [\n}`);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText(/^Line 4: /).waitFor();
  const wrong = { ...graph, edges: [{ source: 'step_1', target: 'nowhere' }] };
  await text.fill(JSON.stringify(wrong, null, 2));
  await page.getByRole('button', { name: 'Create' }).click();
  const line =
    JSON.stringify(wrong, null, 2)
      .split('\n')
      .findIndex((one) => one.includes('nowhere')) + 1;
  await page
    .getByText(`Line ${line}: target does not match the id of any node in the graph.`)
    .first()
    .waitFor();
  await text.fill(JSON.stringify(graph, null, 2));
  await page.getByRole('button', { name: 'Create' }).click();

  await page.getByRole('heading', { level: 1, name: 'Flow Morning round' }).waitFor();
  const picture = page.getByRole('img', { name: 'Picture of the graph: 2 steps, 1 arrow' });
  await picture.locator('text', { hasText: 'Doorbell' }).waitFor();
  await picture.locator('text', { hasText: 'Postman' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'step_1: Doorbell → step_2' }).waitFor();

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: /^Active/ }).click();
  await page.getByRole('textbox', { name: 'Target URL' }).fill('not a URL');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('[aria-invalid=true][name=target_url]').waitFor();
  await page.getByRole('textbox', { name: 'Target URL' }).fill('https://flows.example.com/round');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Its webhooks accept and deliver events.').waitFor();
  await page.getByText('https://flows.example.com/round').waitFor();

  await page.getByRole('listitem').getByRole('link', { name: 'Doorbell' }).click();
  await page.waitForURL(`**/components/${first}/show`);
  await page.goBack();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByRole('heading', { level: 1, name: 'Flows', exact: true }).waitFor();
  await page.getByText('No flows yet').waitFor();
  expect(await page.getByText('Morning round').count()).toBe(0);
});

test('a flow links to the OAuth clients and credentials that it uses', async () => {
  const van = await make('components', { descriptor: { ...PIZZA_VAN, title: 'Van of the flow' } });
  const client = await make(
    'oauth-clients',
    { client_id: 'van-of-the-flow', client_secret: 's' },
    { component: { data: { type: 'component', id: van } } },
  );
  const credential = await make('credentials', {
    name: '<b>Till</b>',
    grant_type: 'client_credentials',
    token_url: 'https://login.example.com/token',
    client_id: 'a',
    client_secret: 'b',
  });
  const flow = await make('flows', {
    name: 'Uses',
    graph: { nodes: [{ id: 'a', component_id: van, credentials_id: credential }], edges: [] },
  });
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`flows/${flow}/show`);
  await page.getByText('<b>Till</b>').waitFor();
  await page.getByRole('link', { name: 'van-of-the-flow' }).click();
  await page.waitForURL(`**/oauth-clients/${client}/show`);
});

test('the credential of a step is selected by name, changed and removed', async () => {
  const id = await component('Bell ringer');
  const credential = (name: string) =>
    make('credentials', {
      name,
      grant_type: 'client_credentials',
      token_url: 'https://login.example.com/t',
      client_id: 'a',
    });
  const [tower, chapel] = [await credential('Bell tower'), await credential('Chapel <i>east</i>')];
  const flow = await make('flows', { name: 'Ringing', graph: row(id, 2) });
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`flows/${flow}`);
  const text = page.getByRole('textbox', { name: 'Graph' });
  const named = async () => {
    const { nodes } = JSON.parse(await text.inputValue()) as { nodes: { credentials_id?: string }[] };
    return nodes.map(({ credentials_id }) => credentials_id);
  };
  const picker = page.getByRole('combobox', { name: 'Credential of the step' });
  // The last step is preselected.
  await picker.fill('tower');
  await page.getByRole('option', { name: 'Bell tower' }).click();
  expect(await named()).toEqual([undefined, tower]);
  await page.getByRole('combobox', { name: 'Step', exact: true }).click();
  await page.getByRole('option', { name: 'step_0' }).click();
  await picker.fill('chapel');
  await page.getByRole('option', { name: 'Chapel <i>east</i>' }).click();
  expect(await named()).toEqual([chapel, tower]);
  expect(await visit.axe()).toEqual([]);
  await visit.picture('flow-credential');
  await picker.fill('');
  await picker.blur();
  expect(await named()).toEqual([undefined, tower]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('definition').getByRole('link', { name: 'Bell tower' }).waitFor();
});

test('a flow is activated and stopped on its page, but never over another user’s unseen change', async () => {
  const flow = await make('flows', { name: 'Night shift', target_url: 'https://flows.example.com/night' });
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`flows/${flow}/show`);
  const shows = (meaning: string) => page.getByText(meaning).waitFor();
  await page.getByRole('button', { name: 'Activate' }).click();
  await shows('Its webhooks accept and deliver events.');
  await page.getByRole('button', { name: 'Stop' }).click();
  const dialog = page.getByRole('dialog', { name: 'Stop Night shift?' });
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await shows('Its webhooks do not accept events. Events not yet delivered are kept.');
  expect((await console_.api('GET', `flows/${flow}`)).attributes['status']).toBe('stopped');

  // Reload, so that no request is pending when the flow changes in the background.
  await visit.go(`flows/${flow}/show`);
  await console_.api('PATCH', `flows/${flow}`, {
    data: { type: 'flow', id: flow, attributes: { target_url: 'https://elsewhere.example.com/night' } },
  });
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.getByText('https://elsewhere.example.com/night').waitFor();
  expect((await console_.api('GET', `flows/${flow}`)).attributes['status']).toBe('stopped');
  await page.getByRole('button', { name: 'Activate' }).click();
  await shows('Its webhooks accept and deliver events.');
});

test('a flow beyond the first fifty is found by typing its name', async () => {
  // These sort after the flows of the other tests, which look for theirs on the first page.
  await Promise.all(Array.from({ length: 50 }, (_, at) => make('flows', { name: `Yet another ${at}` })));
  await make('flows', { name: 'Zebra crossing' });
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go('webhooks/create');
  await page.getByText('Showing the first results. Type to search all.').waitFor();
  const picker = page.getByRole('combobox', { name: 'Flow' });
  await picker.click();
  await page.getByRole('option').first().waitFor();
  expect(await page.getByRole('option', { name: /Zebra/ }).count()).toBe(0);
  await picker.fill('zEBRA');
  await page.getByRole('option', { name: 'Zebra crossing (Draft)' }).click();
  expect(await picker.inputValue()).toBe('Zebra crossing (Draft)');
  await picker.fill('nothing of the kind');
  await page.getByText('No matches.').waitFor();
});

test('a flow with a webhook cannot be deleted, and its webhooks are linked', async () => {
  const flow = await make('flows', { name: 'Started' });
  const webhook = await make(
    'webhooks',
    { name: '<i>Starter</i>', authentication: 'oauth2' },
    { flow: { data: { type: 'flow', id: flow } } },
  );
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`flows/${flow}/show`);
  await page.getByRole('definition').getByRole('link', { name: '<i>Starter</i>' }).waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await dialog.getByText(/A webhook starts this flow/).waitFor();
  await visit.picture('flow-in-use');
  expect(await visit.axe()).toEqual([]);
  await dialog.getByRole('link', { name: '<i>Starter</i>' }).click();
  await page.waitForURL(`**/webhooks/${webhook}/show`);
});

test('a large graph with a cycle and markup in its names is drawn and scrolls in its box', async () => {
  const hostile = '<script>alert(1)</script>';
  const id = await component(hostile);
  const many = row(id, 200);
  many.edges.push({ source: 'step_199', target: 'step_0' });
  const flow = await make('flows', { name: hostile, graph: many });
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`flows/${flow}/show`);
  const picture = page.getByRole('img', { name: 'Picture of the graph: 200 steps, 200 arrows' });
  await picture.waitFor();
  expect(await picture.locator('rect').count()).toBe(200);
  expect(await picture.locator('path[marker-end]').count()).toBe(200);
  await page.getByRole('region', { name: /^Picture of the graph/ }).waitFor();
  expect(await page.evaluate<boolean>(SCROLLS)).toBe(true);
  const wider = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  expect(wider).toBe(0);
  await page.getByRole('heading', { level: 1, name: `Flow ${hostile}` }).waitFor();
});

test('when two users change the same flow, neither graph is overwritten silently', async () => {
  const id = await component('Contested');
  const flow = await make('flows', { name: 'Contested', graph: row(id, 1) });
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`flows/${flow}`);
  const text = page.getByRole('textbox', { name: 'Graph' });
  await text.fill(JSON.stringify(row(id, 2), null, 2));
  await console_.api('PATCH', `flows/${flow}`, {
    data: { type: 'flow', id: flow, attributes: { graph: row(id, 3) } },
  });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Someone else changed this while you were editing' });
  await dialog.getByRole('rowheader', { name: 'Graph' }).waitFor();
  await dialog.getByRole('button', { name: 'Discard my changes' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(JSON.parse(await text.inputValue())).toEqual(row(id, 3));
});

test('a viewer sees flows, and no actions', async () => {
  const flow = await make('flows', { name: 'Only to look at' });
  const { page } = visit;
  await visit.signIn(await console_.user('viewer'));
  await visit.go('flows');
  expect(await page.getByRole('link', { name: 'Add flow' }).count()).toBe(0);
  await page.getByRole('cell', { name: 'Only to look at' }).click();
  await page.getByRole('heading', { level: 1, name: 'Flow Only to look at' }).waitFor();
  expect(page.url()).toContain(`${flow}/show`);
  expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
});

test('an active flow without a target URL says that it accepts no events, as does its webhook', async () => {
  const { id } = await console_.api('POST', 'flows', {
    data: {
      type: 'flow',
      attributes: { name: 'Targetless', status: 'active', graph: { nodes: [], edges: [] } },
    },
  });
  const webhook = await console_.api('POST', 'webhooks', {
    data: {
      type: 'webhook',
      attributes: { name: 'Of the targetless', authentication: 'oauth2' },
      relationships: { flow: { data: { type: 'flow', id } } },
    },
  });
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/flows/${id}/show`);
  await page.getByText('Active, but without a target URL: its webhooks do not accept events.').waitFor();
  expect(await page.getByText('Its webhooks accept and deliver events').count()).toBe(0);
  await visit.go(`webhooks/${webhook.id}/show`);
  await page.getByText('Enabled, but its flow has no target URL').waitFor();
  // The link to the apps that can get a token.
  await page
    .getByText('“Client credentials” turned on')
    .getByRole('link', { name: 'View OAuth apps' })
    .waitFor();
  await visit.go('webhooks');
  await page
    .getByRole('row', { name: /Of the targetless/ })
    .getByText('Enabled, but its flow has no target URL')
    .waitFor();
});

test('delivery settings are entered as fields or as JSON, which are always in step', async () => {
  const id = await make('flows', { name: 'Parcels', status: 'draft', graph: { nodes: [], edges: [] } });
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`flows/${id}`);
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const choose = async (label: string, option: string) => {
    await page.getByRole('combobox', { name: label, exact: true }).click();
    await page.getByRole('option', { name: option }).click();
  };
  const json = field('Delivery settings as JSON');
  await field('Timeout in seconds').fill('20');
  await field('Retry schedule').pressSequentially('10, 60, 600');
  await field('Rate limit').fill('100');
  await choose('Per', 'Minute');
  await page.getByRole('switch', { name: 'Deliver in order' }).click();
  await field('Order key').fill('data.order.id');
  await field('Additional headers').fill('X-Source: valetkey\nX-Time: 10:30');
  await choose('Signature', 'HMAC-SHA256');
  await field('Header with the signature').fill('X-Signature');
  await field('Body expression').fill('{ "text": data.title }');
  const entered = {
    timeout: 20,
    retry_schedule: [10, 60, 600],
    rate: { requests: 100, per: 'minute' },
    order: { key: 'data.order.id' },
    headers: { 'X-Source': 'valetkey', 'X-Time': '10:30' },
    signing: { type: 'hmac_sha256', header: 'X-Signature' },
    body: '{ "text": data.title }',
  };
  expect(JSON.parse(await json.inputValue())).toEqual(entered);
  await json.fill(JSON.stringify({ ...entered, timeout: 25, retry_schedule: [] }));
  expect(await field('Timeout in seconds').inputValue()).toBe('25');
  await field('Concurrent requests').fill('many');
  await page.getByRole('button', { name: 'Save' }).click();
  await page
    .getByText(/concurrency/)
    .first()
    .waitFor();
  expect(await field('Concurrent requests').inputValue()).toBe('many');
  await field('Concurrent requests').fill('4');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
  const { data } = (await console_.read(`flows/${id}`)) as { data: { attributes: { delivery: object } } };
  expect(data.attributes.delivery).toEqual({ ...entered, timeout: 25, retry_schedule: [], concurrency: 4 });
  expect(await visit.axe()).toEqual([]);
});
