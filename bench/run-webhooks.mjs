// Events accepted per second, compared with the baseline, while they are delivered to a fast target or to one that is
// too slow; how long an event takes to reach its target at half that rate; and both with a million stored events.
import { DATABASES, withDatabases } from './databases.mjs';
import {
  deleteAll,
  deletePending,
  populateEvents,
  populateWebhooks,
  setTarget,
} from './populate-webhooks.mjs';
import { LOAD_CORE, load, pinning, startServer } from './processes.mjs';
import {
  BATCH,
  BATCH_OF,
  printWebhooks,
  SIGNED,
  SIGNED_ALONE,
  SIGNED_FULL,
  VERIFICATION,
  VERIFIED,
  WITH_TOKEN,
} from './webhook-tables.mjs';

const GENERATOR = 'load-events.mjs';
const [TENANTS, WEBHOOKS_PER_TENANT] = [5, 4];
const STORED = 1_000_000;
/** Seconds until a slow target responds: less than a delivery may take, so that there are next to no deliveries. */
const SLOW_RESPONSE = 10;
/** Seconds, because Valetkey takes longer to warm up than the baseline. */
const WARM_UP = 4;
/** Milliseconds to wait for the remaining deliveries after the last event. */
const DRAIN_TIMEOUT = 15_000;

export async function webhooks({ seconds, rounds, connections, quick }) {
  console.log(
    `\nWebhooks: ${rounds} rounds of ${seconds} s, ${connections} connections, ${TENANTS * WEBHOOKS_PER_TENANT} webhooks of ${TENANTS} tenants; ${pinning}; Node ${process.versions.node}\n`,
  );
  const slow = await startTarget({ BENCH_DELAY: String(SLOW_RESPONSE * 1000) });
  try {
    await withDatabases(async (databases) => {
      const setups = [];
      for (const [dialect, name] of DATABASES)
        setups.push(await prepare({ dialect, name, databases, quick }));
      const options = { seconds, connections, warmUp: WARM_UP };
      for (let round = 1; round <= rounds; round += 1)
        for (const setup of setups) await measure(setup, { round, slow, options });
      printWebhooks(setups);
    });
  } finally {
    await slow.stop();
  }
}

async function prepare({ dialect, name, databases: { newDatabase, settings }, quick }) {
  const populated = async (database) => {
    const url = await newDatabase(dialect, database);
    const shape = { tenants: TENANTS, webhooksPerTenant: WEBHOOKS_PER_TENANT, targetUrl: null };
    const environment = {
      ...settings(url),
      OUTBOUND_ALLOW: '127.0.0.1',
      // High enough not to limit anything.
      WEBHOOK_RATE: '100000',
      WEBHOOK_TENANT_RATE: '100000',
      SHUTDOWN_TIMEOUT: '1',
    };
    return { url, environment, clear: deleteAll, tenants: await populateWebhooks({ url, ...shape }) };
  };
  const empty = await populated('empty');
  if (quick) return { name, empty, results: new Map() };
  const full = { ...(await populated('million')), clear: deletePending };
  await populateEvents({ ...full, count: STORED });
  return { name, empty, full, results: new Map() };
}

/** Runs one round on one database. */
async function measure({ name, empty, full, results }, { round, slow, options }) {
  const record = (measurement, result) => {
    results.set(measurement, [...(results.get(measurement) ?? []), result]);
    console.log(`  round ${round}  ${name.padEnd(10)} ${measurement.padEnd(36)} ${summaryOf(result)}`);
  };
  record('Express 5, one INSERT', await runBaseline(empty, options));
  record('Express 5, one INSERT, sent', await runSendingBaseline(empty, options));
  const signed = await acceptEvents(empty, 'signature', options);
  record(SIGNED, signed);
  record(SIGNED_ALONE, await acceptEvents(empty, 'signature', { ...options, target: slow }));
  record(BATCH, await acceptEvents(empty, 'batch', { ...options, target: slow, batch: BATCH_OF }));
  const { senders, environment } = verificationBaseline(empty);
  record(VERIFICATION, await runBaseline(empty, { ...options, senders }, environment));
  record(VERIFIED, await acceptEvents(empty, 'ed25519', { ...options, target: slow }));
  record(WITH_TOKEN, await acceptEvents(empty, 'oauth2', options));
  if (full !== undefined) record(SIGNED_FULL, await acceptEvents(full, 'signature', options));
  const paced = { ...options, rate: Math.round(signed.rate / 2) };
  record('deliveries', await acceptEvents(empty, 'signature', paced));
  if (full !== undefined)
    record('deliveries, a million stored events', await acceptEvents(full, 'signature', paced));
}

function summaryOf({ rate, p50, p99, cpu, failures, delivered, missing }) {
  const accepted = `${String(rate).padStart(7)}/s  p50 ${p50.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms  CPU ${cpu.toFixed(0)} µs`;
  const deliveries =
    delivered === undefined
      ? ''
      : `  delivered ${delivered.rate.toFixed(0)}/s, latency p50 ${delivered.p50} ms, p99 ${delivered.p99} ms, max ${delivered.max} ms`;
  const faults = `${failures > 0 ? `  ${failures} FAILED` : ''}${missing > 0 ? `  ${missing} NOT DELIVERED` : ''}`;
  return accepted + deliveries + faults;
}

async function runBaseline({ environment }, options, more = {}) {
  const server = await startServer('insert-event.mjs', { ...environment, ...more });
  try {
    return await load({ senders: [{ path: '/events' }], ...options, ...server }, GENERATOR);
  } finally {
    await server.stop();
  }
}

async function runSendingBaseline(setup, options) {
  const target = await startTarget({});
  try {
    return await runBaseline(setup, options, { BENCH_TARGET: target.url });
  } finally {
    await target.stop();
  }
}

/** All events have one sender, whose key the baseline knows. */
function verificationBaseline({ tenants }) {
  const [{ publicKey, privateKey }] = tenants[0].webhooks.ed25519;
  return { senders: [{ path: '/events', privateKey }], environment: { BENCH_PUBLIC_KEY: publicKey } };
}

/**
 * Measures accepted events and their deliveries.
 * @param options.target an existing target; by default a new one is started, and its deliveries are measured
 * @param options.rate events per second; if set, waits until all accepted events have reached the target
 */
async function acceptEvents({ url, environment, tenants, clear }, kind, { target: given, ...options }) {
  const target = given ?? (await startTarget({}));
  await setTarget({ url, targetUrl: target.url });
  const server = await startServer('../dist/cli/main.js', environment);
  try {
    const senders = await sendersOf(server, tenants, kind);
    const { port, pid } = server;
    const accepted = await load({ ...options, port, pid, senders }, GENERATOR);
    const report = () => target.report(accepted);
    if (options.rate !== undefined) await until(async () => (await report()).events >= accepted.succeeded);
    const delivered = await report();
    const missing = options.rate === undefined ? undefined : accepted.succeeded - delivered.events;
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
    report: async ({ from, to }) => (await fetch(`${url}?from=${from}&to=${to}`)).json(),
  };
}

async function until(condition) {
  const deadline = Date.now() + DRAIN_TIMEOUT;
  while (!(await condition()) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 200));
}

/** A sender for each webhook of a kind, with its secret or key, or an access token of the tenant's app. */
async function sendersOf({ port }, tenants, kind) {
  const senders = tenants.map(async ({ app, webhooks: { [kind]: webhooks } }) => {
    if (kind !== 'oauth2') return webhooks;
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
