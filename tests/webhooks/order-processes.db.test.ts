import { createHash, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { document, startApp, TEST_MASTER_KEY, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { buildProgram, startServer, type RunningProgram } from '../support/program.ts';
import { until } from '../support/until.ts';
import {
  githubHeaders,
  GITHUB_SECRET,
  makeWebhook,
  UNDERSTOOD,
  type MadeWebhook,
} from '../support/webhooks.ts';

const KEYS = ['a', 'b', 'c', 'd'];
const EVENTS_OF_EACH = 25;
/** Milliseconds. Three servers and this process may share few cores. */
const PATIENCE = 200_000;

/** Only reads the database; it delivers nothing. */
let app: TestApp;
let folder: string;
let owner: Caller;
let webhook: MadeWebhook;
let servers: RunningProgram[];
let target: OrderedTarget;

beforeAll(async () => {
  buildProgram();
  app = await startApp(LOOPBACK_ALLOWED);
  await app.platform.services.webhooks.deliverer.stop(0);
  folder = mkdtempSync(join(tmpdir(), 'valetkey-order-'));
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  owner = await app.tenant();
  target = await startOrderedTarget();
  webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
  const delivery = { order: { key: 'data.key' }, retry_schedule: Array.from({ length: 30 }, () => 1) };
  await owner.patch(`flows/${webhook.flow}`, document('flow', { delivery }));
  servers = await Promise.all([start(), start()]);
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  await target.close();
});

function start(): Promise<RunningProgram> {
  return startServer({
    ...LOOPBACK_ALLOWED,
    DATABASE_URL: app.databaseUrl,
    DATA_DIR: folder,
    MASTER_KEY: TEST_MASTER_KEY,
    WEBHOOK_RATE: '1000',
    WEBHOOK_TENANT_RATE: '1000',
  });
}

interface OrderedTarget {
  url: string;
  /** The numbers of the events of a key in the order in which they arrived; repeats in a row once. */
  arrived: Map<string, number[]>;
  /** Requests that arrived while another event of the same key was in progress. */
  overlaps: string[];
  close(): Promise<void>;
}

/** A target that takes a while, and refuses some of the requests. */
async function startOrderedTarget(): Promise<OrderedTarget> {
  const arrived = new Map(KEYS.map((key) => [key, [] as number[]]));
  const overlaps: string[] = [];
  const inProgress = new Map<string, { n: number; open: boolean }[]>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { key: string; n: number } };
      const numbers = arrived.get(data.key)!;
      if (numbers.at(-1) !== data.n) numbers.push(data.n);
      const others = (inProgress.get(data.key) ?? []).filter(({ open }) => open);
      if (others.some(({ n }) => n !== data.n)) overlaps.push(`${data.key}${data.n}`);
      const own = { n: data.n, open: true };
      inProgress.set(data.key, [...others, own]);
      response.on('close', () => (own.open = false));
      setTimeout(() => response.writeHead(randomInt(10) === 0 ? 500 : 204).end(), randomInt(20));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    overlaps,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends the events of a key one after the other, each to any server, and again until one has accepted it. */
async function sendAll(key: string): Promise<void> {
  for (let n = 0; n < EVENTS_OF_EACH; n += 1) {
    const body = JSON.stringify({ id: `${key}${n}`, data: { key, n } });
    const delivery = createHash('sha256').update(body).digest('hex');
    await until(async () => {
      const server = servers[randomInt(servers.length)]!;
      const response = await fetch(server.url + webhook.path, {
        method: 'POST',
        headers: githubHeaders(body, GITHUB_SECRET, delivery),
        body,
      }).catch(() => undefined);
      return response?.status === 202 || undefined;
    });
  }
}

async function expectOrder(): Promise<void> {
  const pending = () =>
    tablesOf(app)('webhook_events').where({ webhook_id: webhook.id, state: 'pending' }).limit(1);
  await until(async () => (await pending()).length === 0 || undefined, PATIENCE);
  const inOrder = Array.from({ length: EVENTS_OF_EACH }, (_, n) => n);
  for (const key of KEYS) expect([key, target.arrived.get(key)]).toEqual([key, inOrder]);
  expect(target.overlaps).toEqual([]);
}

test('two processes deliver the events of each key one at a time and in order', async () => {
  await Promise.all(KEYS.map(sendAll));
  await expectOrder();
});

test('servers that are killed during deliveries leave the order as it is', async () => {
  const sending = Promise.all(KEYS.map(sendAll));
  for (let kill = 1; kill <= 3; kill += 1) {
    const before = [...target.arrived.values()].flat().length;
    const more = Math.min(before + 15, KEYS.length * EVENTS_OF_EACH);
    const arrivals = () => [...target.arrived.values()].flat().length;
    await until(() => Promise.resolve(arrivals() >= more || undefined), PATIENCE);
    const killed = servers.shift()!;
    await killed.end('SIGKILL');
    servers.push(await start());
  }
  await sending;
  await expectOrder();
});
