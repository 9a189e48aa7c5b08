// What arrives at webhooks: accepted events per second beside the floor, while they are handed on to a fast target and
// while the target is slow; how long an event takes to its target at half that rate; and what a million stored events
// do to all that.
import { DATABASES, withDatabases } from './databases.mjs';
import {
  directTo,
  forgetAll,
  forgetWaiting,
  populateEvents,
  populateWebhooks,
} from './populate-webhooks.mjs';
import { LOAD_CORE, load, pinning, startServer } from './processes.mjs';
import { printWebhooks } from './webhook-tables.mjs';

const GENERATOR = 'load-events.mjs';
const [TENANTS, WEBHOOKS_PER_TENANT] = [5, 4];
const STORED = 1_000_000;
/** Seconds that a target takes to answer in order that deliveries do next to nothing: less than one may take. */
const SLOWLY = 10;
/** Seconds: the program has more to warm up than its floor. */
const WARM_UP = 4;
/** Milliseconds that deliveries get to come to an end after the last event. */
const PATIENCE = 15_000;

export async function webhooks({ seconds, rounds, connections, quick }) {
  console.log(
    `\nWebhooks: ${rounds} rounds of ${seconds} s, ${connections} connections, ${TENANTS * WEBHOOKS_PER_TENANT} webhooks of ${TENANTS} tenants; ${pinning}; Node ${process.versions.node}\n`,
  );
  const slow = await startTarget({ BENCH_WAIT: String(SLOWLY * 1000) });
  try {
    await withDatabases(async (databases) => {
      const contestants = [];
      for (const [dialect, name] of DATABASES)
        contestants.push(await contestant({ dialect, name, databases, quick }));
      const orders = { seconds, connections, warmUp: WARM_UP };
      for (let round = 1; round <= rounds; round += 1)
        for (const one of contestants) await measure(one, { round, slow, orders });
      printWebhooks(contestants);
    });
  } finally {
    await slow.stop();
  }
}

async function contestant({ dialect, name, databases: { newDatabase, settings }, quick }) {
  const filled = async (database) => {
    const url = await newDatabase(dialect, database);
    const shape = { tenants: TENANTS, webhooksPerTenant: WEBHOOKS_PER_TENANT, targetUrl: null };
    const environment = {
      ...settings(url),
      OUTBOUND_ALLOW: '127.0.0.1',
      // So much that it limits nothing.
      WEBHOOK_RATE: '100000',
      WEBHOOK_TENANT_RATE: '100000',
      SHUTDOWN_TIMEOUT: '1',
    };
    return { url, environment, clear: forgetAll, tenants: await populateWebhooks({ url, ...shape }) };
  };
  const empty = await filled('empty');
  if (quick) return { name, empty, results: new Map() };
  const full = { ...(await filled('million')), clear: forgetWaiting };
  await populateEvents({ ...full, count: STORED });
  return { name, empty, full, results: new Map() };
}

/** One round of a database. */
async function measure({ name, empty, full, results }, { round, slow, orders }) {
  const note = (what, result) => {
    results.set(what, [...(results.get(what) ?? []), result]);
    console.log(`  round ${round}  ${name.padEnd(10)} ${what.padEnd(32)} ${inShort(result)}`);
  };
  note('Express, one INSERT', await floor(empty, orders));
  const bySignature = await accept(empty, 'signature', orders);
  note('signature', bySignature);
  note('signature, target slow', await accept(empty, 'signature', { ...orders, target: slow }));
  note('token', await accept(empty, 'oauth2', orders));
  if (full !== undefined) note('signature, a million events', await accept(full, 'signature', orders));
  const half = Math.round(bySignature.rate / 2);
  note('deliveries', await accept(empty, 'signature', { ...orders, rate: half }));
  if (full !== undefined)
    note('deliveries, a million events', await accept(full, 'signature', { ...orders, rate: half }));
}

function inShort({ rate, p50, p99, cpu, failures, delivered, missing }) {
  const accepted = `${String(rate).padStart(7)}/s  p50 ${p50.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms  CPU ${cpu.toFixed(0)} µs`;
  const handedOn =
    delivered === undefined
      ? ''
      : `  handed on ${delivered.rate.toFixed(0)}/s, after p50 ${delivered.p50} ms, p99 ${delivered.p99} ms, at most ${delivered.max} ms`;
  const faults = `${failures > 0 ? `  ${failures} FAILED` : ''}${missing > 0 ? `  ${missing} NOT HANDED ON` : ''}`;
  return accepted + handedOn + faults;
}

async function floor({ environment }, orders) {
  const server = await startServer('insert-event.mjs', environment);
  try {
    return await load({ ...orders, ...server, senders: [{ path: '/events' }] }, GENERATOR);
  } finally {
    await server.stop();
  }
}

/**
 * Events accepted, and what became of them meanwhile.
 * @param orders.target one that serves several measurements; otherwise it is a new one
 * @param orders.rate per second; then all that was accepted is waited for at the target
 */
async function accept({ url, environment, tenants, clear }, authentication, { target: given, ...orders }) {
  const target = given ?? (await startTarget({}));
  await directTo({ url, targetUrl: target.url });
  const server = await startServer('../dist/cli/main.js', environment);
  try {
    const senders = await sendersOf(server, tenants, authentication);
    const { port, pid } = server;
    const accepted = await load({ ...orders, port, pid, senders }, GENERATOR);
    const arrived = () => target.tell(accepted);
    if (orders.rate !== undefined) await until(async () => (await arrived()).events >= accepted.good);
    const delivered = await arrived();
    const missing = orders.rate === undefined ? undefined : accepted.good - delivered.events;
    return given === undefined ? { ...accepted, delivered, missing } : accepted;
  } finally {
    await server.stop();
    if (given === undefined) await target.stop();
    await clear({ url });
  }
}

async function startTarget(environment) {
  const server = await startServer('event-target.mjs', environment, LOAD_CORE);
  const url = `http://127.0.0.1:${server.port}/`;
  return {
    ...server,
    url,
    tell: async ({ from, to }) => (await fetch(`${url}?from=${from}&to=${to}`)).json(),
  };
}

async function until(isSo) {
  const deadline = Date.now() + PATIENCE;
  while (!(await isSo()) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 200));
}

/** One for each webhook; those who show a token have one of their tenant's app. */
async function sendersOf({ port }, tenants, authentication) {
  const senders = tenants.map(async ({ app, webhooks: { [authentication]: webhooks } }) => {
    if (authentication === 'signature') return webhooks.map(({ path, secret }) => ({ path, secret }));
    const authorization = `Bearer ${await getToken(port, app)}`;
    return webhooks.map(({ path }) => ({ path, authorization }));
  });
  return (await Promise.all(senders)).flat();
}

async function getToken(port, { id, secret }) {
  const response = await fetch(`http://127.0.0.1:${port}/oauth2/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'apps.webhook:execute' }),
  });
  return (await response.json()).access_token;
}
