import { createHash, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFlow, startApp, TEST_MASTER_KEY, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { addTrigger } from '../support/triggers.ts';
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
/** Senders of lists, and how often a server is killed among them. */
const [LIST_SENDERS, LIST_KILLS] = [8, 8];

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

/** Events of a request, and the flows that each of them is for. */
const [LISTED, FLOWS] = [4, ['/own', '/one', '/two']];

/** A statement that takes a few milliseconds, so that most kills come while a list is being stored or copied. */
const SLOWLY = {
  sqlite:
    'WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 40000) SELECT max(n) FROM count',
  postgres: 'PERFORM pg_sleep(0.01)',
};

/** What the target received of a request with a list. */
interface Got {
  path: string;
  /** The number of the request. */
  data: number;
  /** The sender's ID of the event. */
  id: string;
  webhookId: string;
}

const gotOfLists = (): Got[] =>
  target.received.map(({ path, headers, body }) => {
    const { id, data } = JSON.parse(body.toString()) as { id: string; data: number };
    return { path, id, data, webhookId: headers['webhook-id'] as string };
  });

/** Checks that what a process left behind is never a part of a list, and never a part of the copies of an event. */
async function expectNothingHalf(webhook: MadeWebhook): Promise<void> {
  const rows = (await keptOf(webhook).select()) as Record<string, unknown>[];
  const own = rows.filter(({ fanned_out_from }) => fanned_out_from === null);
  const counts = own.map((row) => ({
    parsed: row['parsed'] !== null,
    listed: own.filter(({ split_from }) => split_from === row['id']).length,
    routed: row['routing'] !== null,
    copies: rows.filter(({ fanned_out_from }) => fanned_out_from === row['id']).length,
    isSplit: row['split_from'] !== null,
  }));
  for (const { parsed, listed, routed, copies, isSplit } of counts)
    expect({ listed, copies }).toEqual({
      listed: parsed && !isSplit ? LISTED - 1 : 0,
      copies: routed ? FLOWS.length - 1 : 0,
    });
}

const keptOf = ({ id }: MadeWebhook) =>
  tablesOf(app)('webhook_events').where({ webhook_id: id }).whereNot({ state: 'duplicate' });

test('lists of events for several flows are whole whenever a server is killed, and all are delivered', async () => {
  const additional = await Promise.all(FLOWS.slice(1).map(() => makeFlow(owner, [])));
  const expression = 'body.events.{"id": id, "data": $$.body.data}';
  const parser = { ...UNDERSTOOD.config_services.webhook_parser, expression };
  const webhook = await makeWebhook(owner, 'https://third.example', {
    ...UNDERSTOOD,
    config_services: { ...UNDERSTOOD.config_services, webhook_parser: parser },
    additional_flows: additional.map((flow_id) => ({ flow_id })),
  });
  for (const [n, id] of [webhook.flow, ...additional].entries())
    await tablesOf(app)('flows')
      .where({ id })
      .update({ target_url: target.url + FLOWS[n], status: 'active' });
  const listOf = (n: number) => {
    const events = Array.from({ length: LISTED }, (_, at) => ({ id: `${n}.${at}` }));
    return JSON.stringify({ data: n, events });
  };
  target.answer((response) => void response.writeHead(204).end());
  const removeTrigger = await addTrigger(app, {
    on: 'BEFORE INSERT',
    table: 'webhook_events',
    condition: 'NEW.split_from IS NOT NULL OR NEW.fanned_out_from IS NOT NULL',
    statement: SLOWLY[globalThis.TEST_DATABASE],
  });
  const stream: Stream = { sent: new Set(), accepted: new Map() };
  for (let round = 0; round < LIST_KILLS; round += 1) {
    const server = await start();
    const accepted = stream.accepted.size + randomInt(1, LIST_SENDERS);
    let killed: Promise<unknown> | undefined;
    // At any time, and not only when the server can respond.
    const kill = () => delay(randomInt(500)).then(() => server.end('SIGKILL'));
    const sending = Array.from({ length: LIST_SENDERS }, async () => {
      for (
        let sent = 0;
        sent < 4 && (await send(server, webhook, listOf(stream.sent.size), stream));
        sent += 1
      )
        if (stream.accepted.size >= accepted) killed ??= kill();
    });
    await Promise.all(sending);
    await killed;
    await expectNothingHalf(webhook);
  }
  await removeTrigger();
  const last = await start();
  const unsure = [...stream.sent].filter((body) => !stream.accepted.has(body));
  for (const body of unsure) expect(await send(last, webhook, body, stream)).toBe(true);
  await allDelivered();

  await expectNothingHalf(webhook);
  expect(await eventsKept(app, webhook)).toBe(stream.sent.size * LISTED * FLOWS.length);
  expect(await keptOf(webhook).distinct('state')).toEqual([{ state: 'delivered' }]);
  const byEvent = new Map<string, Got[]>();
  for (const one of gotOfLists()) {
    const name = `${one.path} ${one.id}`;
    byEvent.set(name, [...(byEvent.get(name) ?? []), one]);
  }
  const numbers = Array.from({ length: stream.sent.size }, (_, n) => n);
  const expected = numbers.flatMap((n) =>
    FLOWS.flatMap((path) => Array.from({ length: LISTED }, (_, at) => `${path} ${n}.${at}`)),
  );
  expect([...byEvent.keys()].toSorted()).toEqual(expected.toSorted());
  for (const repeated of byEvent.values()) {
    expect(new Set(repeated.map(({ webhookId }) => webhookId)).size).toBe(1);
    // Only a process that died can have left its attempt unrecorded.
    expect(repeated.length).toBeLessThanOrEqual(1 + LIST_KILLS);
  }
});
