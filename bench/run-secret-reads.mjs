// Reads of an OAuth client or an access token at run time: Basic authentication, permission check, one joined row,
// decryption, JSON:API response, audit.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../tests/support/postgres-server.mjs';
import { DATABASES } from './databases.mjs';
import { populate } from './populate.mjs';
import { LOAD_CORE, load, pin, pinning, startServer } from './processes.mjs';

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');
/** Each has its own data key, and an equal share of the rows. */
const TENANTS = 100;
/** The number of different clients that are read in one run, spread evenly over all. */
const CLIENTS_READ = 50_000;
const LABEL_WIDTH = 40;

export async function secretReads({ sizes, seconds, rounds, connections, only }) {
  console.log(
    `Run-time reads: ${rounds} rounds of ${seconds} s, ${connections} connections; ${pinning}; Node ${process.versions.node}\n`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-bench-'));
  const postgres = await startPostgres({ fsync: false });
  pin(postgres.pid, LOAD_CORE);
  try {
    const candidates = await prepare({ folder, postgres, sizes, only });
    const results = new Map(candidates.map(({ name }) => [name, []]));
    for (let round = 1; round <= rounds; round += 1) {
      for (const { name, script, environment, requests } of candidates) {
        const server = await startServer(script, environment);
        const result = await load({ port: server.port, ...requests, connections, seconds });
        await server.stop();
        results.get(name).push(result);
        console.log(
          `  round ${round}  ${name.padEnd(LABEL_WIDTH)} ${String(result.rate).padStart(7)}/s  p50 ${result.p50} ms  p99 ${result.p99} ms${result.failures > 0 ? `  ${result.failures} FAILED` : ''}`,
        );
      }
    }
    print(candidates, results);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepare({ folder, postgres, sizes, only }) {
  const clients = [];
  const tokens = [];
  for (const size of sizes) {
    for (const [engine, engineName] of DATABASES) {
      if (only !== undefined && only !== engine) continue;
      const url =
        engine === 'sqlite'
          ? `sqlite:${join(folder, `${size}.db`)}`
          : await database(postgres.url, `bench_${size}`);
      console.log(`Filling ${engineName} with ${size.toLocaleString('en')} clients …`);
      const populated = await populate({
        url,
        masterKey: MASTER_KEY,
        tenants: TENANTS,
        components: size / TENANTS,
        credentials: size === sizes[0] ? size / TENANTS : 0,
        progress: (done) => console.log(`  ${done.toLocaleString('en')}`),
      });
      const environment = {
        DATABASE_URL: url,
        MASTER_KEY,
        NODE_ENV: 'production',
        LOG_LEVEL: 'warn',
        DATA_DIR: folder,
      };
      const script = '../dist/cli/main.js';
      const labelOf = (what) => `${what}, ${engineName}, ${size.toLocaleString('en')} rows`;
      clients.push({
        name: labelOf('OAuth client'),
        script,
        environment,
        requests: clientRequests(populated),
      });
      if (populated.credentialIds.length === 0) continue;
      const requests = tokenRequests(populated);
      tokens.push({ name: labelOf('access token'), script, environment, requests });
      if (engine === 'sqlite')
        tokens.unshift({
          name: 'node:http, one SELECT, one decryption',
          script: 'one-select.mjs',
          environment: {
            DATABASE_FILE: url.slice('sqlite:'.length),
            DATA_KEYS: JSON.stringify(populated.dataKeys),
          },
          requests,
        });
    }
  }
  const { paths, authorizations } = clients[0].requests;
  const baseline = {
    environment: { BENCH_RESPONSE: JSON.stringify(await responseOf(clients[0])) },
    requests: { paths: paths.slice(0, 1), authorizations: authorizations.slice(0, 1) },
  };
  return [
    { name: 'node:http, same bytes', script: 'bare-http.mjs', ...baseline },
    { name: 'Express 5, default settings, same bytes', script: 'bare-express.mjs', ...baseline },
    ...clients,
    ...tokens,
  ];
}

/** Request i reads a client of tenant i modulo the number of tenants, as do its credentials. */
function clientRequests({ owners, componentIds, authorizations, pathOf }) {
  const count =
    Math.ceil(Math.min(CLIENTS_READ, owners.length * componentIds.length) / owners.length) * owners.length;
  const paths = Array.from({ length: count }, (_, index) => {
    const component = componentIds[(Math.floor(index / owners.length) * 7919 + index) % componentIds.length];
    return pathOf(owners[index % owners.length], component);
  });
  return { paths, authorizations };
}

/** Request i reads a token of tenant i modulo the number of tenants. */
function tokenRequests({ owners, credentialIds, authorizations }) {
  const byTenant = new Map(owners.map((owner) => [owner, []]));
  for (const [tenant, id] of credentialIds) byTenant.get(tenant).push(id);
  const paths = Array.from({ length: credentialIds.length }, (_, index) => {
    const tenant = owners[index % owners.length];
    return `/v2/tenants/${tenant}/credentials/${byTenant.get(tenant)[Math.floor(index / owners.length)]}/tokens`;
  });
  return { method: 'POST', paths, authorizations };
}

/** Valetkey's response, for the baselines to return. */
async function responseOf({ script, environment, requests: { paths, authorizations } }) {
  const server = await startServer(script, environment);
  const response = await fetch(`http://127.0.0.1:${server.port}${paths[0]}`, {
    headers: { Authorization: authorizations[0] },
  });
  const body = await response.text();
  const names = ['x-request-id', 'x-content-type-options', 'cache-control', 'content-type', 'etag'];
  const headers = Object.fromEntries(names.map((name) => [name, response.headers.get(name)]));
  await server.stop();
  if (response.status !== 200) throw new Error(`the read returned ${response.status}: ${body}`);
  return { headers: { ...headers, 'content-length': Buffer.byteLength(body) }, body };
}

async function database(server, name) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

function print(candidates, results) {
  const median = (name, figure) =>
    results
      .get(name)
      .map((result) => result[figure])
      .sort((a, b) => a - b)[Math.floor(results.get(name).length / 2)];
  const [http, express] = candidates.map(({ name }) => median(name, 'rate'));
  console.log(
    `\n${'Medians'.padEnd(LABEL_WIDTH)}  per second   vs. node:http   vs. Express   p50 ms   p99 ms   p99/p50`,
  );
  for (const { name } of candidates) {
    const [rate, p50, p99] = ['rate', 'p50', 'p99'].map((figure) => median(name, figure));
    const cells = [
      name.padEnd(LABEL_WIDTH),
      String(rate).padStart(11),
      (rate / http).toFixed(2).padStart(15),
      (rate / express).toFixed(2).padStart(13),
      p50.toFixed(2).padStart(8),
      p99.toFixed(2).padStart(8),
      (p99 / p50).toFixed(1).padStart(9),
    ];
    console.log(cells.join(' '));
  }
}
