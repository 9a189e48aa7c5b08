import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { listenCommand } from '../../src/cli/listen.ts';
import { timeOfId } from '../../src/system/ids.ts';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { commandLine } from '../support/command-line.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { spawnProgram } from '../support/program.ts';
import { runCommand } from '../support/run-command.ts';
import { until } from '../support/until.ts';
import {
  FROM_GITHUB,
  insertEvents,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  UNDERSTOOD,
  type FlowTarget,
} from '../support/webhooks.ts';

const UNKNOWN = '01890000-0000-7000-8000-000000000000';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let local: FlowTarget;
let environment: Record<string, string>;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  [target, local] = [await startFlowTarget(), await startFlowTarget()];
  environment = environmentOf(owner);
});
afterAll(async () => {
  await app.close();
  await target.close();
  await local.close();
});

function environmentOf({ tenantId, email, apiKey }: Caller, url = app.url): Record<string, string> {
  return { VALETKEY_API: `${url}/v2/tenants/${tenantId}`, VALETKEY_LOGIN: `${email}:${apiKey}` };
}

/** Runs `listen` in this process. @returns what it has printed so far, and how to stop it */
function listen(webhook: string, { forward = local.url, settings = environment, json = true } = {}) {
  const stopping = new AbortController();
  const printed = { stdout: '', stderr: '' };
  const args = ['--webhook', webhook, '--forward', forward, ...(json ? ['--json'] : [])];
  const done = runCommand((io) => {
    const copying = (to: 'stdout' | 'stderr') => (text: string) => {
      io[to](text);
      printed[to] += text;
    };
    return listenCommand(
      { ...io, stdout: copying('stdout'), stderr: copying('stderr') },
      settings,
      () => stopping.signal,
    );
  }, args);
  const lines = () =>
    printed.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    printed,
    lines,
    until: (count: number) => until(async () => (lines().length >= count ? lines() : undefined)),
    seen: (text: string) => until(async () => printed.stderr.includes(text) || undefined),
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** Signs as Standard Webhooks does. */
function signatureOf(secret: string, id: string, timestamp: string, body: Buffer): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}

test('each event arrives at the URL like a delivery, signed with the printed secret, and its status is printed', async () => {
  const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  const child = spawnProgram(
    ['listen', '--webhook', webhook.id, '--forward', `${local.url}/here`],
    environment,
  );
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr!.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const secret = await until(async () => /^Signing secret: (whsec_\S+)\n/.exec(stdout)?.[1]);
  local.answer((response) => void response.writeHead(418).end());
  const { body: sent } = await sendSigned(app, webhook, '{"n":1}');
  const line = await until(async () => /^\d{4}-.*\n/m.exec(stdout)?.[0]);
  expect(line).toMatch(new RegExp(`Z  event  ${sent.id}  418 in \\d+ ms\n`));
  const closed = once(child, 'close');
  child.kill('SIGINT');
  expect([await closed, stderr]).toEqual([
    [0, null],
    `Forwarding events to ${local.url}/here. Press Ctrl-C to stop.\n`,
  ]);
  const { path, headers, body } = local.received.at(-1)!;
  const delivered = await until(async () => target.received.find((one) => one.body.equals(body)));
  expect([path, body.toString(), headers['content-type']]).toEqual(['/here', '{"n":1}', 'application/json']);
  expect(headers['x-github-delivery']).toBe(delivered.headers['x-github-delivery']);
  expect(headers['webhook-id']).toBe(sent.id);
  const [timestamp, signature] = [headers['webhook-timestamp'], headers['webhook-signature']] as string[];
  expect(signature).toBe(signatureOf(secret, sent.id, timestamp!, body));
  expect(secret).not.toBe(webhook.signingSecret);
});

test('the secret is the same for the same key and webhook, and differs for others', async () => {
  const [one, other] = [
    await makeWebhook(owner, target.url, FROM_GITHUB),
    await makeWebhook(owner, target.url, FROM_GITHUB),
  ];
  const member = await app.member(owner, 'viewer');
  const secrets: unknown[] = [];
  for (const [id, settings] of [
    [one.id, environment],
    [one.id, environment],
    [other.id, environment],
    [one.id, environmentOf(member)],
  ] as const) {
    const listener = listen(id, { settings });
    secrets.push((await listener.until(1))[0]!['signing_secret']);
    await listener.stop();
  }
  expect(secrets[1]).toBe(secrets[0]);
  expect(new Set(secrets).size).toBe(3);
});

test('an event that could not be parsed, and a URL where nothing listens, are printed; then it goes on', async () => {
  const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  const listener = listen(webhook.id, { forward: `http://127.0.0.1:${port}` });
  await listener.until(1);
  await sendSigned(app, webhook, 'not JSON');
  await sendSigned(app, webhook, '{"type":"book.lent","data":1}');
  const [, unparsed, refused] = await listener.until(3);
  await listener.stop();
  expect([unparsed!['type'], refused!['type']]).toEqual([null, 'book.lent']);
  expect([unparsed!['error'], refused!['error']]).toEqual([
    'Not forwarded: The body is not valid JSON.',
    `Nothing listens at http://127.0.0.1:${port} (connection refused).`,
  ]);
});

test('after the server was restarted, it continues with the next event, which another process accepted', async () => {
  const first = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
  const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  const listener = listen(webhook.id, { settings: environmentOf(owner, first.url) });
  await listener.until(1);
  const sent = [(await sendSigned(app, webhook, '{"n":1}')).body.id];
  await listener.until(2);
  await first.close();
  await listener.seen('Trying again.');
  sent.push((await sendSigned(app, webhook, '{"n":2}')).body.id);
  const second = await startApp({
    ...LOOPBACK_ALLOWED,
    DATABASE_URL: app.databaseUrl,
    PORT: new URL(first.url).port,
  });
  const lines = await listener.until(3);
  await listener.stop();
  await second.close();
  expect(lines.slice(1).map(({ id }) => id)).toEqual(sent);
  expect(listener.printed.stderr).toContain('Connected again.');
});

test('if the server restarts before the first event, it misses none', async () => {
  const first = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
  const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  const listener = listen(webhook.id, { settings: environmentOf(owner, first.url) });
  await listener.until(1);
  await first.close();
  await listener.seen('Trying again.');
  const [early] = await insertEvents(app, owner, webhook, [{ received_at: Date.now() }]);
  // By the time of the second connection, the event is older than what a stream begins with.
  await until(async () => Date.now() - timeOfId(early!) > 1_500 || undefined);
  const second = await startApp({
    ...LOOPBACK_ALLOWED,
    DATABASE_URL: app.databaseUrl,
    PORT: new URL(first.url).port,
  });
  const [, event] = await listener.until(2);
  await listener.stop();
  await second.close();
  expect(event).toMatchObject({ id: early });
});

test.each<[string, Record<string, string>, { webhook?: string; forward?: string }, number, string]>([
  ['a wrong key', { VALETKEY_LOGIN: 'a@acme.test:vk_wrong' }, {}, 1, 'These credentials are not valid.'],
  ['an unknown webhook', {}, { webhook: UNKNOWN }, 1, 'There is no such webhook.'],
  ['an unknown tenant', { VALETKEY_API: `/v2/tenants/${UNKNOWN}` }, {}, 1, 'There is no such tenant.'],
  [
    'an API where nothing listens',
    { VALETKEY_API: `http://127.0.0.1:1/v2/tenants/${UNKNOWN}` },
    {},
    1,
    'refused',
  ],
  ['no API', { VALETKEY_API: '' }, {}, 2, 'Set VALETKEY_API'],
  ['no key', { VALETKEY_LOGIN: '' }, {}, 2, 'Set VALETKEY_LOGIN to email:apikey.'],
  ['an invalid ID', {}, { webhook: 'x' }, 2, 'Pass the ID of a webhook'],
  ['an invalid URL', {}, { forward: 'localhost:3000' }, 2, '--forward must be an http or https URL'],
])(
  '%s is an error that says what to do',
  async (_, settings, { webhook = UNKNOWN, forward = 'http://127.0.0.1:1' }, code, text) => {
    const given: Record<string, string> = { ...environment, ...settings };
    if (given['VALETKEY_API']!.startsWith('/')) given['VALETKEY_API'] = app.url + given['VALETKEY_API'];
    const result = await commandLine(['listen', '--webhook', webhook, '--forward', forward], given);
    expect([result.code, result.stderr]).toEqual([code, expect.stringContaining(text)]);
  },
);
