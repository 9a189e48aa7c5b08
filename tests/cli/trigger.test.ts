import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { commandLine } from '../support/command-line.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { until } from '../support/until.ts';
import {
  eventsKept,
  FROM_GITHUB,
  makeWebhook,
  startFlowTarget,
  type FlowTarget,
} from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let environment: Record<string, string>;
let folder: string;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  target = await startFlowTarget();
  folder = mkdtempSync(join(tmpdir(), 'valetkey-trigger-'));
  environment = {
    VALETKEY_API: `${app.url}/v2/tenants/${owner.tenantId}`,
    VALETKEY_LOGIN: `${owner.email}:${owner.apiKey}`,
  };
});
afterAll(async () => {
  await app.close();
  await target.close();
  rmSync(folder, { recursive: true });
});

const trigger = (args: string[], more: Record<string, string> = {}, stdin = '') =>
  commandLine(['trigger', ...args], { ...environment, ...more }, stdin);

test.each(['stripe', 'microsoft-graph', 'sentry'])(
  'the sample of %s is accepted with the secret of the webhook, as a new event each time, and refused with another',
  async (id) => {
    const { attributes } = (await owner.get(`/v2/senders/${id}`)).body.data;
    const { authentication, config_services } = attributes;
    const webhook = await makeWebhook(owner, target.url, { authentication, config_services, secret: 'ours' });
    const to = `${app.url}${webhook.path}`;
    const send = (secret: string) => trigger([id, '--to', to], { VALETKEY_WEBHOOK_SECRET: secret });
    expect([await send('ours'), await send('ours')].map(({ code }) => code)).toEqual([0, 0]);
    const refused = await send('theirs');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      'valetkey: The endpoint did not accept the event (status 401).\n',
    ]);
  },
);

test('--header sets the type, and --body sends a file', async () => {
  const webhook = await makeWebhook(owner, target.url, { ...FROM_GITHUB, secret: 'ours' });
  const file = join(folder, 'body.json');
  writeFileSync(file, '{"n":1}');
  const sent = await trigger(
    ['github', '--to', `${app.url}${webhook.path}`, '--body', file, '--header', 'X-GitHub-Event: push'],
    { VALETKEY_WEBHOOK_SECRET: 'ours' },
  );
  expect([sent.code, sent.stdout]).toEqual([0, expect.stringMatching(/^202 \{"id":/)]);
  expect(await eventsKept(app, webhook)).toBe(1);
  const got = await until(async () => target.received.find(({ body }) => body.toString() === '{"n":1}'));
  expect(got.headers['x-github-event']).toBe('push');
});

test('the event type chooses the sample, which is sent where the sender sends it', async () => {
  const { attributes } = (await owner.get('/v2/senders/slack')).body.data;
  const { authentication, config_services } = attributes;
  const webhook = await makeWebhook(owner, target.url, { authentication, config_services, secret: 'ours' });
  const to = `${app.url}${webhook.path}`;
  const send = (type: string) => trigger(['slack', type, '--to', to], { VALETKEY_WEBHOOK_SECRET: 'ours' });
  expect((await send('app_mention')).code).toBe(0);
  expect((await send('block_actions')).code).toBe(0);
  const kept = await tablesOf(app)('webhook_events').where({ webhook_id: webhook.id }).orderBy('id');
  expect(kept.map(({ kind }) => kind)).toEqual(['event', 'action']);
  const { stderr, code } = await send('app_mentioned');
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('no sample of the type "app_mentioned". Types: /webhook-collect, app_mention,'),
  ]);
});

describe("a tenant's own preset", () => {
  const TOKEN = { type: 'token', header: 'X-Token' };
  const sampled = (secret: string, samples = ['first']) => ({
    name: 'Own',
    secret_description: 'Any text.',
    config_services: { webhook_event_verification: TOKEN },
    samples: samples.map((type) => ({
      type,
      method: 'POST',
      headers: { 'X-Token': secret },
      body: JSON.stringify({ type }),
      secret,
    })),
  });
  const define = (id: string, attributes: object) =>
    owner.post('senders', { data: { type: 'sender', id, attributes } });
  const endpoint = async (secret: string) => {
    const config_services = { webhook_event_verification: TOKEN };
    const made = { authentication: 'signature', config_services, secret };
    const webhook = await makeWebhook(owner, target.url, made);
    return { to: `${app.url}${webhook.path}`, webhook };
  };

  test('can be triggered, also one that replaces a built-in preset', async () => {
    await define('acme', sampled('ours', ['first', 'second']));
    await define('stripe', sampled('ours'));
    const { to, webhook } = await endpoint('ours');
    for (const args of [['acme'], ['acme', 'second'], ['stripe', 'first']])
      expect([args, (await trigger([...args, '--to', to])).stderr]).toEqual([args, '']);
    expect(await eventsKept(app, webhook)).toBe(3);
    await owner.delete('senders/stripe');
  });

  test('is unknown without VALETKEY_API, and to another tenant', async () => {
    await define('mine', sampled('ours'));
    const unknown = expect.stringContaining('There is no sender preset "mine".');
    expect((await trigger(['mine', '--to', app.url], { VALETKEY_API: '' })).stderr).toEqual(unknown);
    const other = await app.tenant();
    const theirs = {
      VALETKEY_API: `${app.url}/v2/tenants/${other.tenantId}`,
      VALETKEY_LOGIN: `${other.email}:${other.apiKey}`,
    };
    expect((await trigger(['mine', '--to', app.url], theirs)).stderr).toEqual(unknown);
  });

  test('must have a sample, and cannot write to the terminal', async () => {
    await define('bare', { ...sampled('ours'), samples: [] });
    const none = await trigger(['bare', '--to', app.url]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('bare has no sample')]);
    await define('hostile', sampled('ours', ['\u200bred']));
    const { stderr } = await trigger(['hostile', 'none', '--to', app.url]);
    expect(stderr).toContain('Types: ?red.');
  });

  test('is not needed for a built-in one, if the user may not see any', async () => {
    const runtime = await app.member(owner, 'runtime');
    const { to } = await endpoint('other');
    const login = { VALETKEY_LOGIN: `${runtime.email}:${runtime.apiKey}` };
    const { stderr } = await trigger(['gitlab', 'push', '--to', to], login);
    expect(stderr).toContain('status 401');
  });
});

test('--webhook looks up the endpoint', async () => {
  const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  const { code, stderr } = await trigger(['github', '--webhook', webhook.id]);
  // The server is not at its PUBLIC_URL.
  expect([code, stderr]).toEqual([1, expect.stringContaining(new URL(webhook.endpoint).origin)]);
});

test.each([
  [
    'an unknown preset',
    ['nobody', '--to', 'http://127.0.0.1:1/'],
    2,
    'There is no sender preset "nobody". Presets: adyen,',
  ],
  ['no endpoint', ['stripe'], 2, 'Pass either --to or --webhook.'],
  ['an invalid URL', ['stripe', '--to', 'ftp://a'], 2, '--to must be an http or https URL'],
  ['an endpoint where nothing listens', ['stripe', '--to', 'http://127.0.0.1:1/'], 1, 'connection refused'],
  [
    'an unknown webhook',
    ['stripe', '--webhook', '01890000-0000-7000-8000-000000000000'],
    1,
    'There is no such webhook.',
  ],
  ['an invalid header', ['stripe', '--to', 'http://127.0.0.1:1/', '--header', 'x'], 2, '--header must be'],
])('%s is an error that says what to do', async (_, args, code, text) => {
  const result = await trigger(args);
  expect([result.code, result.stderr]).toEqual([code, expect.stringContaining(text)]);
});
