import { createHash, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFlow, startApp, TEST_MASTER_KEY, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { buildProgram, startServer, type RunningProgram } from '../support/program.ts';
import { until } from '../support/until.ts';
import {
  eventsKept,
  FROM_GITHUB,
  githubHeaders,
  GITHUB_SECRET,
  makeWebhook,
  startFlowTarget,
  UNDERSTOOD,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

const SENDERS = 8;
const KILLS = 4;

/** Only reads the database; it delivers nothing. */
let app: TestApp;
let folder: string;
let owner: Caller;
let target: FlowTarget;
let servers: RunningProgram[];
/** The target responds several requests late, so that deliveries are always in progress. */
let unanswered: ServerResponse[];

beforeAll(async () => {
  buildProgram();
  app = await startApp();
  await app.platform.services.webhooks.deliverer.stop(0);
  folder = mkdtempSync(join(tmpdir(), 'valetkey-webhooks-'));
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget();
  [servers, unanswered] = [[], []];
  target.answer((response) => {
    unanswered.push(response);
    if (unanswered.length > 10) unanswered.shift()!.writeHead(204).end();
  });
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  await target.close();
});

async function start(): Promise<RunningProgram> {
  const server = await startServer({
    ...LOOPBACK_ALLOWED,
    DATABASE_URL: app.databaseUrl,
    DATA_DIR: folder,
    MASTER_KEY: TEST_MASTER_KEY,
    WEBHOOK_RATE: '1000',
    WEBHOOK_TENANT_RATE: '1000',
  });
  servers.push(server);
  return server;
}

/** The bodies of events that were sent, and the IDs of those accepted. */
interface Stream {
  sent: Set<string>;
  accepted: Map<string, string>;
}

/** @returns whether the event was accepted; false if the server is gone */
async function send(
  server: RunningProgram,
  { path }: MadeWebhook,
  body: string,
  stream: Stream,
): Promise<boolean> {
  stream.sent.add(body);
  const answer = await fetch(server.url + path, {
    method: 'POST',
    headers: githubHeaders(body, GITHUB_SECRET, deliveryOf(body)),
    body,
  })
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    .catch(() => undefined);
  if (answer === undefined) return false;
  if (answer.status !== 202) throw new Error(`${answer.status}: ${answer.text}`);
  stream.accepted.set(body, (JSON.parse(answer.text) as { id: string }).id);
  return true;
}

/** Sends events until a random number is accepted, then kills the server while more are being sent. */
async function streamAndKill(server: RunningProgram, webhook: MadeWebhook, stream: Stream): Promise<void> {
  const enough = stream.accepted.size + randomInt(20, 150);
  let killed: Promise<unknown> | undefined;
  const sending = Array.from({ length: SENDERS }, async () => {
    while (await send(server, webhook, bodyOf(stream.sent.size), stream))
      if (stream.accepted.size >= enough) killed ??= server.end('SIGKILL');
  });
  await Promise.all(sending);
  await killed;
}

/** GitHub repeats a delivery under the same ID. */
const deliveryOf = (body: string) => createHash('sha256').update(body).digest('hex');

const bodyOf = (n: number) => JSON.stringify({ id: n, data: n });

async function allDelivered(): Promise<void> {
  target.answer((response) => void response.writeHead(204).end());
  for (const response of unanswered.splice(0)) response.writeHead(204).end();
  const waiting = () => tablesOf(app)('webhook_events').whereNotNull('next_attempt_at').limit(1);
  await until(async () => (await waiting()).length === 0 || undefined);
}

/** The bodies that the target received, by event ID. */
function gotById(): Map<string, Set<string>> {
  const got = new Map<string, Set<string>>();
  for (const { headers, body } of target.received) {
    const id = headers['webhook-id'] as string;
    got.set(id, (got.get(id) ?? new Set()).add(body.toString()));
  }
  return got;
}

test('events that a killed server accepted are delivered by the next one under the same ids', async () => {
  const webhook = await makeWebhook(owner, 'https://third.example', FROM_GITHUB);
  await tablesOf(app)('flows').where({ id: webhook.flow }).update({ target_url: target.url });
  const stream: Stream = { sent: new Set(), accepted: new Map() };
  for (let kill = 0; kill < KILLS; kill += 1) await streamAndKill(await start(), webhook, stream);
  const last = await start();
  // A sender that got no response sends again, whether or not the event was stored.
  const unsure = [...stream.sent].filter((body) => !stream.accepted.has(body));
  for (const body of unsure) expect(await send(last, webhook, body, stream)).toBe(true);
  await allDelivered();

  const got = gotById();
  for (const [body, id] of stream.accepted) expect([...(got.get(id) ?? [])]).toEqual([body]);
  expect(got.size).toBe(stream.sent.size);
  expect(await eventsKept(app, webhook)).toBe(stream.sent.size);
});

test('events that a killed server was parsing are delivered by another', async () => {
  const webhook = await makeWebhook(owner, 'https://third.example', UNDERSTOOD);
  await tablesOf(app)('flows').where({ id: webhook.flow }).update({ target_url: target.url });
  const stream: Stream = { sent: new Set(), accepted: new Map() };
  await start();
  for (let kill = 0; kill < 2; kill += 1) await streamAndKill(await start(), webhook, stream);
  await allDelivered();

  const got = gotById();
  for (const [body, id] of stream.accepted) {
    const { data } = JSON.parse(body) as { data: number };
    const made = { kind: 'event', type: null, id: String(data), user: null, data, credential: null };
    expect([...(got.get(id) ?? [])].map((text) => JSON.parse(text) as object)).toEqual([made]);
  }
  // Events that were stored without a response may have been delivered as well, but nothing else.
  expect(got.size).toBe(await eventsKept(app, webhook));
});

test('events of a killed server reach every flow of their webhook, and are copied once', async () => {
  const additional = await makeFlow(owner, []);
  const webhook = await makeWebhook(owner, 'https://third.example', {
    ...UNDERSTOOD,
    filter: { expression: 'data >= 0' },
    additional_flows: [{ flow_id: additional, filter: { expression: 'data >= 0' } }],
  });
  const flows = () => tablesOf(app)('flows');
  await flows()
    .where({ id: webhook.flow })
    .update({ target_url: `${target.url}/own` });
  await flows()
    .where({ id: additional })
    .update({ target_url: `${target.url}/other`, status: 'active' });
  const stream: Stream = { sent: new Set(), accepted: new Map() };
  await start();
  for (let kill = 0; kill < 2; kill += 1) await streamAndKill(await start(), webhook, stream);
  await allDelivered();

  const rows = await tablesOf(app)('webhook_events').where({ webhook_id: webhook.id }).select();
  const flowsOf = (body: string) => {
    const { data } = JSON.parse(body) as { data: number };
    const got = target.received.filter(
      (one) => (JSON.parse(one.body.toString()) as { data: number }).data === data,
    );
    return [...new Set(got.map(({ path }) => path))].toSorted();
  };
  for (const [body, id] of stream.accepted) {
    expect(rows.filter(({ fanned_out_from }) => fanned_out_from === id)).toHaveLength(1);
    expect(flowsOf(body)).toEqual(['/other', '/own']);
  }
  expect(rows.every(({ state }) => state === 'delivered')).toBe(true);
});
