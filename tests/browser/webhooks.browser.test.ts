import { createHmac } from 'node:crypto';
import { text as textOf } from 'node:stream/consumers';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';
import {
  FROM_GITHUB,
  GITHUB_SECRET,
  startFlowTarget,
  UNDERSTOOD,
  type FlowTarget,
} from '../support/webhooks.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { SELECTED, leaveBy, type Visit } from './visit.ts';

const SCRIPT = '<script>alert(1)</script>';

let console_: ConsoleUnderTest;
let owner: string;
let target: FlowTarget;
let visit: Visit;
beforeAll(async () => {
  target = await startFlowTarget();
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
  owner = await console_.user('owner');
});
afterAll(async () => {
  await console_.close();
  await target.close();
});

beforeEach(async () => {
  target.answer((response) => void response.end('thanks'));
  visit = await console_.open();
  await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

const make = (path: string, attributes: object, relationships?: object) =>
  console_.api('POST', path, {
    data: { type: path.replace(/s$/, ''), attributes, ...(relationships && { relationships }) },
  });

const activeFlow = async (name: string) =>
  (await make('flows', { name, status: 'active', target_url: target.url })).id;

/** Creates a webhook with its own flow. */
async function webhook(name: string, attributes: object = { authentication: 'oauth2' }) {
  const flow = await activeFlow(`Flow of ${name}`);
  const made = await make(
    'webhooks',
    { name, ...attributes },
    { flow: { data: { type: 'flow', id: flow } } },
  );
  return { id: made.id, flow, endpoint: String(made.attributes['endpoint']) };
}

/** The number of a webhook's delivered events. */
async function delivered(id: string): Promise<number> {
  const list = await console_.read(`webhook-events?filter[webhook]=${id}&filter[state]=delivered`);
  return (list as { data: object[] }).data.length;
}

/** An access token of a registered app that can call webhooks. */
async function appToken(): Promise<string> {
  const { attributes } = await make('oauth-apps', {
    name: 'Sign-up form',
    scopes: ['apps.webhook:execute'],
    grant_types: ['client_credentials'],
  });
  const login = Buffer.from(`${String(attributes['client_id'])}:${String(attributes['client_secret'])}`);
  const answer = await fetch(`${console_.url}/oauth2/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${login.toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'apps.webhook:execute' }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** Sends a request to an endpoint. @returns the status */
async function send(endpoint: string, headers: Record<string, string>, body: string): Promise<number> {
  const type = { 'Content-Type': 'application/json' };
  return (await fetch(endpoint, { method: 'POST', headers: { ...type, ...headers }, body })).status;
}

const byToken = (token: string) => ({ Authorization: `Bearer ${token}` });

const byGithub = (body: string, secret = GITHUB_SECRET) => ({
  'X-GitHub-Event': 'issues',
  'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});

const clipboard = () => visit.page.evaluate<string>('navigator.clipboard.readText()');

test('a webhook is created, an app calls it, and the event is shown with its delivery', async () => {
  await activeFlow('Welcome');
  const token = await appToken();
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go('webhooks');
  await page.getByRole('link', { name: 'Add webhook' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(SCRIPT);
  await page.getByRole('combobox', { name: 'Flow' }).fill('Welcome');
  await page.getByRole('option', { name: 'Welcome' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  const dialog = page.getByRole('dialog', { name: /created$/ });
  const secret = await dialog.getByText(/^whsec_/).innerText();
  await visit.picture('webhook-made');
  await dialog.getByRole('button', { name: 'I’ve saved it' }).click();

  await page.getByRole('heading', { level: 1, name: `Webhook ${SCRIPT}` }).waitFor();
  await page.getByRole('button', { name: 'Copy: Endpoint' }).click();
  await page.getByRole('button', { name: 'Copied: Endpoint' }).waitFor();
  const endpoint = await clipboard();
  await page.getByRole('button', { name: 'Copy: Command to send a sample' }).click();
  await page.getByRole('button', { name: 'Copied: Command to send a sample' }).waitFor();
  const command = await clipboard();
  expect(command).toContain(`curl -i --location --request POST '${endpoint}'`);
  expect(command).toContain(`--header 'Authorization: Bearer ACCESS_TOKEN'`);
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('link', { name: 'View all events' }).click();
  await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
  await page.getByText('Updates automatically').waitFor();
  await page.evaluate('globalThis.notLoadedAnew = true');
  expect(await send(endpoint, byToken(token), `{"firstname":"Oauth","note":"${SCRIPT}"}`)).toBe(202);
  const row = page.getByRole('row', { name: /Delivered/ });
  await row.getByText(SCRIPT, { exact: true }).waitFor();
  expect(await page.evaluate('globalThis.notLoadedAnew')).toBe(true);
  await visit.picture('events-arrived');
  await leaveBy(row.getByText('Delivered'));

  await page.getByRole('region', { name: 'Body', exact: true }).getByText('"firstname": "Oauth"').waitFor();
  await page.getByText('Attempt 1').waitFor();
  await page.getByText('Status 200').waitFor();
  await page.getByRole('region', { name: 'Target response' }).getByText('thanks').waitFor();
  await page.getByText(`POST ${target.url}`).waitFor();
  await visit.picture('event');
  expect(await visit.axe()).toEqual([]);
});

test('a failing target is shown with the reason and next attempt, and delivery can be retried', async () => {
  const { endpoint, id } = await webhook('Failing');
  const token = await appToken();
  target.answer((response) => void response.writeHead(500).end(`${SCRIPT} is broken`));
  expect(await send(endpoint, byToken(token), `{"a":"${SCRIPT}"}`)).toBe(202);
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`webhooks/${id}/show`);
  await page.getByText('All deliveries have failed since').waitFor();
  const failures = page.getByRole('listitem').filter({ hasText: 'The target responded with status 500.' });
  await leaveBy(failures.getByRole('link'));
  // The second attempt comes five seconds after the first, the third five minutes later.
  await page.getByText('Attempt 2').waitFor();
  await page.getByText('The target had an internal error.').first().waitFor();
  await page.getByText('Next attempt:').first().waitFor();
  await page
    .getByRole('region', { name: 'Target response' })
    .first()
    .getByText(`${SCRIPT} is broken`)
    .waitFor();
  await visit.picture('event-failing');
  expect(await visit.axe()).toEqual([]);

  target.answer((response) => void response.writeHead(204).end());
  await page.getByRole('button', { name: 'Retry delivery' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retry now' }).click();
  await page.getByText('Attempt 3').waitFor();
  await page.getByText('Delivered', { exact: true }).waitFor();
  await visit.go(`webhooks/${id}/show`);
  expect(await page.getByText('All deliveries have failed since').count()).toBe(0);
});

test('an unreachable target or a stopped flow is shown with what to do next', async () => {
  const { endpoint, flow, id } = await webhook('Waiting');
  const token = await appToken();
  const patch = (attributes: object) =>
    console_.api('PATCH', `flows/${flow}`, { data: { type: 'flow', id: flow, attributes } });
  await patch({ target_url: `http://127.0.0.1:${await freePort()}` });
  expect(await send(endpoint, byToken(token), '{}')).toBe(202);
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`webhooks/${id}/show`);
  await page.getByRole('listitem').filter({ hasText: 'could not be reached' }).getByRole('link').click();
  await page.getByText('Nothing is listening at the target URL').first().waitFor();
  await patch({ status: 'stopped', target_url: target.url });
  const [, event] = /webhook-events\/([^/]+)/.exec(page.url())!;
  // Makes the event due now, however long the steps so far have taken.
  await console_.api('POST', `webhook-events/${event}/replays`);
  await page
    .getByText('The status of the flow is stopped. Set it to active to deliver its events.')
    .waitFor();
  await page.getByText('Activate the flow.').waitFor();
  await visit.go(`webhooks/${id}/show`);
  await page.getByText('Its flow is not active.').waitFor();
  expect(await send(endpoint, byToken(token), '{}')).toBe(409);
});

test('a sender with another secret creates no event, and testing with a sample shows why', async () => {
  const { page } = visit;
  await visit.signIn(owner);
  const flow = await activeFlow('Issues');
  await visit.go(`webhooks/create?flow=${flow}`);
  await page.getByRole('textbox', { name: 'Name' }).fill('From GitHub');
  await page.getByRole('radio', { name: /^Signature/ }).check();
  await page.getByRole('combobox', { name: 'Sender' }).click();
  await page.getByRole('option', { name: 'GitHub' }).click();
  await page.getByRole('textbox', { name: 'Secret', exact: true }).fill(GITHUB_SECRET);
  await page.getByRole('combobox', { name: 'Webhook parser' }).click();
  await page.getByRole('option', { name: 'JSONata' }).click();
  await page.getByRole('combobox', { name: 'Body format' }).click();
  await page.getByRole('option', { name: 'JSON', exact: true }).click();
  await page.getByRole('textbox', { name: 'Expression' }).fill('{"type": (');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.locator('[aria-invalid=true][name="config_services.webhook_parser.expression"]').waitFor();
  await page
    .getByRole('textbox', { name: 'Expression' })
    .fill('{"type": body.action, "user": body.sender.id}');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'I’ve saved it' }).click();
  await page.getByRole('button', { name: 'Copy: Endpoint' }).click();
  await page.getByRole('button', { name: 'Copied: Endpoint' }).waitFor();
  const endpoint = await clipboard();
  expect(await page.content()).not.toContain(GITHUB_SECRET);

  const body = `{"action":"opened","title":"${SCRIPT}","sender":{"id":583231}}`;
  expect(await send(endpoint, byGithub(body, 'another secret'), body)).toBe(401);
  await page.getByText('No events received yet.').waitFor();
  await page.getByText('Usually the secrets here and at the sender differ', { exact: false }).waitFor();

  const pasted = async (headers: Record<string, string>) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    await page.getByRole('textbox', { name: 'Headers' }).fill(lines.join('\n'));
    await page.getByRole('textbox', { name: 'Body' }).fill(body);
    await page.getByRole('button', { name: 'Run test' }).click();
  };
  await page.getByRole('button', { name: 'Test with a sample' }).click();
  const sample = page.getByRole('textbox', { name: 'Body' });
  expect(JSON.parse(await sample.inputValue())).toMatchObject({ type: 'order.created' });
  expect(await page.evaluate(SELECTED)).toBe(await sample.inputValue());
  await pasted(byGithub(body, 'another secret'));
  await page.getByText('No signature matches: the secret is different').waitFor();
  await visit.picture('webhook-try');
  expect(await visit.axe()).toEqual([]);
  await pasted(byGithub(body));
  await page.getByText('Verified', { exact: true }).waitFor();
  await page.getByRole('region', { name: 'Parsed event' }).getByText('"type": "opened"').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByText('No events received yet.').waitFor();

  expect(await send(endpoint, byGithub(body), body)).toBe(202);
  const delivered = page.getByRole('listitem').filter({ hasText: 'Delivered' });
  await delivered.waitFor();
  // From now on, the sample is the last received event.
  await page.getByRole('button', { name: 'Test with a sample' }).click();
  expect(await sample.inputValue()).toBe(body);
  await page.getByRole('button', { name: 'Run test' }).click();
  await page.getByText('signatures of received events are not stored').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await delivered.getByRole('link').click();
  await page.getByText('583231').first().waitFor();
  await page
    .getByRole('region', { name: 'Headers', exact: true })
    .getByText('x-github-event: issues')
    .waitFor();
});

test('the sample for testing a webhook is in the format of its parser', async () => {
  const { id } = await webhook('Slack and forms', {
    ...FROM_GITHUB,
    config_services: {
      ...FROM_GITHUB.config_services,
      webhook_parser: { type: 'jsonata', format: 'xml' },
      action_callback_parser: { type: 'jsonata', format: 'slack', expression: '{"user": body.user.id}' },
    },
  });
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`webhooks/${id}/show`);
  await page.getByRole('button', { name: 'Test with a sample' }).click();
  const dialog = page.getByRole('dialog');
  const parsed = dialog.getByRole('region', { name: 'Parsed event' });
  await dialog.getByRole('button', { name: 'Run test' }).click();
  await parsed.getByText('"total"').waitFor();
  await dialog.getByRole('combobox', { name: 'Request type' }).click();
  await page.getByRole('option', { name: /\/actions/ }).click();
  await dialog.getByRole('button', { name: 'Run test' }).click();
  await parsed.getByText('"user": "U42"').waitFor();
});

test('an event that the parser cannot read fails immediately and can be tested', async () => {
  const { endpoint, id } = await webhook('Parsed', {
    ...FROM_GITHUB,
    config_services: {
      ...FROM_GITHUB.config_services,
      webhook_parser: { type: 'jsonata', format: 'xml' },
    },
  });
  expect(await send(endpoint, byGithub('{"a":1}'), '{"a":1}')).toBe(202);
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`webhooks/${id}/show`);
  await page.getByRole('listitem').filter({ hasText: 'Failed' }).getByRole('link').click();
  await page.getByText('The webhook’s parser cannot read the event').waitFor();
  await page.getByText('No delivery attempts yet.').waitFor();
  await page.getByRole('button', { name: 'Test with a sample' }).click();
  expect(await page.getByRole('textbox', { name: 'Body' }).inputValue()).toBe('{"a":1}');
  await page.getByRole('button', { name: 'Run test' }).click();
  await page.getByText('Could not be parsed').waitFor();
});

test('a duplicate links to the first event with its ID', async () => {
  const { endpoint, id } = await webhook('Repeated', UNDERSTOOD);
  for (const body of ['{"id":"7"}', '{"id":"7","data":"once more"}']) {
    expect(await send(endpoint, byGithub(body), body)).toBe(202);
    await until(async () => ((await delivered(id)) === 1 ? true : undefined));
  }
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`webhooks/${id}/show`);
  await page.getByRole('listitem').filter({ hasText: 'Duplicate' }).getByRole('link').click();
  await page.getByText('Duplicates are not delivered, so that no event is processed twice.').waitFor();
  await page.getByRole('link', { name: 'First event with this id' }).click();
  await page.getByText('Delivered', { exact: true }).waitFor();
});

test('a disabled webhook rejects events until it is enabled again', async () => {
  const { endpoint, id } = await webhook('Switched');
  const token = await appToken();
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`webhooks/${id}/show`);
  await page.getByRole('button', { name: 'Disable' }).click();
  await page
    .getByRole('dialog', { name: 'Disable Switched?' })
    .getByRole('button', { name: 'Disable webhook' })
    .click();
  await page.getByText('This webhook is disabled.').waitFor();
  expect(await send(endpoint, byToken(token), '{}')).toBe(409);
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByRole('button', { name: 'Disable' }).waitFor();
  expect(await send(endpoint, byToken(token), '{}')).toBe(202);
});

test('a preset fills in the form, and its sender is accepted', async () => {
  await activeFlow('Payments');
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go('webhooks/create');
  const choose = async (name: string, option: string) => {
    await page.getByRole('combobox', { name }).fill(option);
    await page.getByRole('option', { name: option }).click();
  };
  // What the first preset has filled in does not remain.
  await choose('Preset', 'GitHub');
  await choose('Preset', 'Paddle');
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Paddle');
  await page.getByText('The secret key of the notification destination.').waitFor();
  const value = (name: string) => page.getByRole('textbox', { name }).first().inputValue();
  expect([await value('Signature header'), await value('Signed content'), await value('Separator')]).toEqual([
    'Paddle-Signature',
    '{timestamp}:{body}',
    ';',
  ]);
  expect(await value('Expression')).toContain('body.event_type');
  await visit.picture('webhook-preset');
  await page.getByRole('textbox', { name: 'Name' }).fill('Paddle events');
  await choose('Preset', 'Stripe');
  await choose('Preset', 'Paddle');
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Paddle events');
  await choose('Flow', 'Payments');
  await page.getByRole('textbox', { name: 'Secret', exact: true }).fill('our secret at Paddle');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('dialog', { name: /created$/ }).waitFor();

  const { data } = (await console_.read('webhooks?filter[search]=Paddle')) as {
    data: { attributes: { endpoint: string; response: object; config_services: object } }[];
  };
  const { endpoint, response, config_services } = data[0]!.attributes;
  const preset = (await console_.read('../../senders/paddle')) as { data: { attributes: object } };
  expect(preset.data.attributes).toMatchObject({ response, config_services });
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', 'our secret at Paddle').update(`${at}:{}`).digest('hex');
  expect(await send(endpoint, { 'Paddle-Signature': `ts=${at};h1=${signature}` }, '{}')).toBe(200);
});

test('a custom signature is configured, with errors shown at their fields', async () => {
  const flow = await activeFlow('Declared');
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`webhooks/create?flow=${flow}`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Declared');
  await page.getByRole('radio', { name: /^Signature/ }).check();
  await page.getByRole('combobox', { name: 'Sender' }).click();
  await page.getByRole('option', { name: /^Other sender/ }).click();
  await page.getByRole('textbox', { name: 'Secret', exact: true }).fill('shared');
  const header = page.getByRole('textbox', { name: 'Signature header' });
  const signed = page.getByRole('textbox', { name: 'Signed content' });
  await header.fill('Cookie');
  await signed.fill('{timestamp}.{body}');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('The header Cookie cannot be used for verification').first().waitFor();
  await page.getByText('but timestamp is not set').waitFor();
  await visit.picture('webhook-declared-wrong');
  await header.fill('X-Signature');
  await page.getByRole('textbox', { name: 'Timestamp header' }).fill('X-Time');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'I’ve saved it' }).click();
  await page.getByRole('button', { name: 'Copy: Endpoint' }).click();
  await page.getByRole('button', { name: 'Copied: Endpoint' }).waitFor();
  const time = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', 'shared').update(`${time}.{}`).digest('hex');
  const headers = { 'X-Signature': signature, 'X-Time': time };
  expect(await send(await clipboard(), headers, '{}')).toBe(202);
  await page.getByRole('listitem').filter({ hasText: 'Delivered' }).waitFor();
});

test('a webhook delivers to several flows, which the event pages name', async () => {
  const { id, endpoint } = await webhook('Fanned out', UNDERSTOOD);
  await activeFlow('Bookkeeping');
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`webhooks/${id}`);
  await page.getByRole('textbox', { name: 'Event types' }).fill('order.paid, order.sent');
  await page.getByRole('button', { name: 'Add flow' }).click();
  const additional = page.getByRole('group', { name: 'Additional flow' });
  await additional.getByRole('combobox', { name: 'Additional flow' }).fill('Bookkeeping');
  await page.getByRole('option', { name: 'Bookkeeping' }).click();
  const condition = additional.getByRole('textbox', { name: 'Condition' });
  await condition.fill('data.amount >');
  await page.getByRole('button', { name: 'Save' }).click();
  await additional.getByText('not valid JSONata').waitFor();
  await condition.fill('data.amount > 100');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Event types: order.paid, order.sent').waitFor();
  await page.getByText('data.amount > 100').waitFor();
  const { data } = (await console_.read(`webhooks/${id}`)) as {
    data: { attributes: Record<string, unknown> };
  };
  const { filter, additional_flows } = data.attributes;
  expect(filter).toEqual({ types: ['order.paid', 'order.sent'] });
  expect(additional_flows).toMatchObject([{ filter: { expression: 'data.amount > 100' } }]);
  await visit.picture('webhook-flows');
  expect(await visit.axe()).toEqual([]);

  const body = '{"type":"order.opened","data":{"amount":101}}';
  expect(await send(endpoint, byGithub(body), body)).toBe(202);
  const filtered = page.getByRole('listitem').filter({ hasText: 'Filtered' });
  await filtered.waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Delivered' }).getByRole('link').click();
  await page.getByRole('link', { name: 'Bookkeeping' }).waitFor();
  await page.getByRole('link', { name: 'Event of the webhook’s own flow' }).click();
  await page.getByText('The filter of this flow does not match the event.').waitFor();
  await page.getByRole('button', { name: 'Test with a sample' }).click();
  await page.getByRole('button', { name: 'Run test' }).click();
  await page.getByText('Does not receive it').waitFor();
  await page.getByText('Receives the event').waitFor();
});

test('the client secret of the credential verifies the sender if the webhook has no secret', async () => {
  const flow = await activeFlow('By credential');
  await make('credentials', {
    name: SCRIPT,
    grant_type: 'client_credentials',
    token_url: 'https://login.example.com/token',
    client_id: 'a',
    client_secret: 'the secret of the client',
  });
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`webhooks/create?flow=${flow}`);
  await page.getByRole('textbox', { name: 'Name' }).fill('By credential');
  await page.getByRole('radio', { name: /^Signature/ }).check();
  await page.getByRole('combobox', { name: 'Credential' }).fill(SCRIPT);
  await page.getByRole('option', { name: SCRIPT }).click();
  await page.getByRole('combobox', { name: 'Sender' }).click();
  await page.getByRole('option', { name: 'GitHub' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'I’ve saved it' }).click();
  await page.getByText('Client secret of its credential').waitFor();
  await page.getByRole('button', { name: 'Copy: Endpoint' }).click();
  await page.getByRole('button', { name: 'Copied: Endpoint' }).waitFor();
  expect(await send(await clipboard(), byGithub('{}', 'the secret of the client'), '{}')).toBe(202);
});

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 390],
] as const)('event pages are accessible in %s, %i pixels wide', async (colorScheme, width) => {
  const { endpoint, id } = await webhook(`Read ${colorScheme} ${width}`);
  const token = byToken(await appToken());
  target.answer((response) => void response.writeHead(404).end('x'.repeat(2_000)));
  const bytes = { Authorization: token.Authorization, 'Content-Type': 'application/octet-stream' };
  expect(
    (await fetch(endpoint, { method: 'POST', headers: bytes, body: Buffer.from([0, 255]) })).status,
  ).toBe(202);
  const look = await console_.open({ colorScheme, width });
  await look.signIn(owner);
  await look.go(`webhooks/${id}/show`);
  await look.page.getByRole('listitem').filter({ hasText: 'status 404' }).getByRole('link').click();
  await look.page.getByText('The body is binary and shown as base64.').waitFor();
  await look.page.getByText('The target has nothing at this URL.').waitFor();
  const event = new URL(look.page.url()).pathname.split('/').slice(3).join('/');
  const found: Record<string, string[]> = {};
  for (const [name, path] of Object.entries({ 'events-read': 'webhook-events', 'event-read': event })) {
    await look.go(path);
    await look.picture(name);
    const faults = await look.axe();
    const wider = await look.page.evaluate<number>(
      'document.documentElement.scrollWidth - window.innerWidth',
    );
    if (wider > 0) faults.push(`${wider} pixels too wide`);
    if (faults.length > 0) found[name] = faults;
  }
  await look.close();
  expect(found).toEqual({});
  expect(look.faults).toEqual([]);
});

test('when two users change the same webhook, the differences are shown without secrets', async () => {
  const { id } = await webhook('Contested', FROM_GITHUB);
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`webhooks/${id}`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Mine');
  await page.getByRole('textbox', { name: 'Secret', exact: true }).fill('a secret for nobody’s eyes');
  await console_.api('PATCH', `webhooks/${id}`, {
    data: { type: 'webhook', id, attributes: { name: 'Theirs' } },
  });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Someone else changed this while you were editing' });
  await dialog.getByRole('cell', { name: 'Theirs' }).waitFor();
  expect(await dialog.innerText()).not.toContain('nobody’s eyes');
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect((await console_.api('GET', `webhooks/${id}`)).attributes['name']).toBe('Mine');
});

test('events are replayed, the signing secret is rotated, and the webhook is deleted', async () => {
  const { endpoint, id } = await webhook('Ended');
  const token = await appToken();
  expect(await send(endpoint, byToken(token), '{"n":1}')).toBe(202);
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`webhooks/${id}/show`);
  await page.getByRole('listitem').filter({ hasText: 'Delivered' }).waitFor();
  const before = target.received.length;
  await page.getByRole('button', { name: 'Replay events' }).click();
  const replay = page.getByRole('dialog', { name: 'Replay events?' });
  await replay.getByRole('checkbox', { name: 'Delivered' }).check();
  await visit.picture('webhook-replay');
  expect(await visit.axe()).toEqual([]);
  await replay.getByRole('button', { name: 'Replay now' }).click();
  await page.getByText('1 event queued for delivery').waitFor();
  await target.until(before + 1);

  await page.getByRole('button', { name: 'Rotate signing secret' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rotate the signing secret?' });
  await dialog.getByRole('button', { name: 'Rotate now' }).click();
  const shown = page.getByRole('dialog', { name: 'New signing secret' });
  const secret = await shown.getByText(/^whsec_/).innerText();
  await shown.getByRole('button', { name: 'I’ve saved it' }).click();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText(/Its endpoint is deleted permanently/).waitFor();
  await page.getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByText('Deleted', { exact: true }).waitFor();
  expect(await send(endpoint, byToken(token), '{}')).toBe(404);
  await visit.go('webhook-events');
  await page
    .getByRole('row', { name: /Deleted webhook/ })
    .first()
    .waitFor();
});

test('the list of events is paginated by cursor and filtered by state and webhook', async () => {
  const { endpoint, id } = await webhook('Many', FROM_GITHUB);
  const other = await webhook('One', FROM_GITHUB);
  for (let n = 0; n < 30; n += 1) await send(endpoint, byGithub(String(n)), String(n));
  await send(other.endpoint, byGithub('1'), '1');
  const delivered = async () => {
    const list = await fetchEvents(id, 'delivered');
    return list.length === 30 || undefined;
  };
  await until(delivered);
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go('webhook-events?perPage=25');
  await page.getByRole('combobox', { name: 'Webhook' }).click();
  await page.getByRole('option', { name: 'Many' }).click();
  const rows = page.getByRole('row', { name: /Many/ });
  await until(async () => (await rows.count()) === 25 || undefined);
  expect(await page.getByRole('row', { name: /One/ }).count()).toBe(0);
  await page.getByText('1-25 of more than 25').waitFor();
  await page.getByRole('button', { name: 'Go to next page' }).click();
  await until(async () => (await rows.count()) === 5 || undefined);
  await page.getByText('26-30 of 30').waitFor();
  await page.getByRole('button', { name: 'Failed', exact: true }).click();
  await until(async () => (await rows.count()) === 0 || undefined);
});

/** Opens the page of a webhook's only event. */
async function openEvent(id: string): Promise<void> {
  await visit.signIn(owner);
  const [event] = (await fetchEvents(id, 'delivered')) as { id: string }[];
  await visit.go(`webhook-events/${event!.id}/show`);
}

test('a JSON body is shown exactly as sent, except for whitespace', async () => {
  const { endpoint, id } = await webhook('To the letter', FROM_GITHUB);
  const body = '{"n":12345678901234567890,"twice":1.0,"twice":1e2,"s":"\\u0041\\/{,:}","e":[],"o":{ }}';
  expect(await send(endpoint, byGithub(body), body)).toBe(202);
  await until(async () => (await delivered(id)) === 1 || undefined);
  await openEvent(id);
  const { page } = visit;
  const shown = page.getByRole('region', { name: 'Body', exact: true });
  const formatted = [
    '{',
    '  "n": 12345678901234567890,',
    '  "twice": 1.0,',
    '  "twice": 1e2,',
    '  "s": "\\u0041\\/{,:}",',
    '  "e": [],',
    '  "o": {}',
    '}',
  ].join('\n');
  expect(await shown.textContent()).toBe(formatted);
  await page.getByRole('button', { name: 'Copy: Body' }).click();
  await page.getByRole('button', { name: 'Copied: Body' }).waitFor();
  expect(await clipboard()).toBe(formatted);
  await page.getByRole('button', { name: 'Raw' }).click();
  expect(await shown.textContent()).toBe(body);
});

test('a long, deeply nested body is shown in part and can be downloaded in full', async () => {
  const { endpoint, id } = await webhook('Long', UNDERSTOOD);
  const data = '['.repeat(60) + '1,'.repeat(20_000) + '1' + ']'.repeat(60);
  const body = `{"type":"long","data":${data}}`;
  expect(await send(endpoint, byGithub(body), body)).toBe(202);
  await until(async () => (await delivered(id)) === 1 || undefined);
  await openEvent(id);
  const { page } = visit;
  for (const [name, whole] of [
    ['Body', body],
    ['Data', data],
    ['Request body', undefined],
  ] as const) {
    const shown = page.getByRole('region', { name, exact: true });
    await shown.waitFor();
    const text = (await shown.textContent())!;
    expect(text.length).toBeLessThanOrEqual(10_000);
    expect(text).toContain('1,\n');
    // Inside a description list, a long text would make the layout slow.
    expect(await page.locator('dl').filter({ has: shown }).count()).toBe(0);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download full text: ${name}`, exact: true }).click(),
    ]);
    const got = await textOf(await file.createReadStream());
    if (whole !== undefined) expect(got === whole).toBe(true);
    expect(got.length).toBeGreaterThan(40_000);
  }
  expect(await page.getByText('Only the beginning is shown.').count()).toBe(3);
  await page.getByRole('button', { name: 'Raw' }).click();
  await page.getByRole('button', { name: 'Formatted' }).waitFor();
  const shown = await page.getByRole('region', { name: 'Body', exact: true }).textContent();
  expect(shown).toBe(body.slice(0, 10_000));
  await visit.picture('event-long');
  expect(await visit.axe()).toEqual([]);
});

async function fetchEvents(webhookId: string, state: string): Promise<unknown[]> {
  const query = `filter[webhook]=${webhookId}&filter[state]=${state}&page[size]=200`;
  return (await console_.api('GET', `webhook-events?${query}`)) as unknown as unknown[];
}

test('a viewer sees webhooks and events, and no actions', async () => {
  const { endpoint, id } = await webhook('Looked at');
  expect(await send(endpoint, byToken(await appToken()), '{}')).toBe(202);
  const { page } = visit;
  await visit.signIn(await console_.user('viewer'));
  await visit.go('webhooks');
  await page.getByRole('cell', { name: 'Looked at', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Webhook Looked at' }).waitFor();
  expect(page.url()).toContain(`${id}/show`);
  const main = page.getByRole('main');
  await main.getByRole('listitem').filter({ hasText: 'Delivered' }).waitFor();
  const forbidden = /Save|Delete|Change|Enable|Disable|Test|Rotate|Replay|Retry/;
  expect(await main.getByRole('link', { name: 'Edit' }).count()).toBe(0);
  expect(await main.getByRole('button', { name: forbidden }).count()).toBe(0);
  await main.getByRole('listitem').filter({ hasText: 'Delivered' }).getByRole('link').click();
  await page.getByText('Attempt 1').waitFor();
  expect(await main.getByRole('button', { name: forbidden }).count()).toBe(0);
});
