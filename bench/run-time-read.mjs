// The run-time reads, of an OAuth client and of a live token: basic auth, permission, one joined row, decryption,
// JSON:API answer, audit.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../tests/support/postgres-server.mjs';
import { populate } from './populate.mjs';
import { LOAD_CORE, load, pin, pinning, startServer } from './processes.mjs';

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');
/** Each with a key of its own; the clients that each has grow with the size. */
const TENANTS = 100;
/** So many different clients are asked for in one run, spread evenly over all. */
const ASKED = 50_000;

export async function runTimeRead({ sizes, seconds, rounds, connections, only }) {
  console.log(
    `Run-time read: ${rounds} rounds of ${seconds} s, ${connections} connections; ${pinning}; Node ${process.versions.node}\n`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-bench-'));
  const postgres = await startPostgres({ fsync: false });
  pin(postgres.pid, LOAD_CORE);
  try {
    const contestants = await prepare({ folder, postgres, sizes, only });
    const results = new Map(contestants.map(({ name }) => [name, []]));
    for (let round = 1; round <= rounds; round += 1) {
      for (const contestant of contestants) {
        const server = await startServer(contestant.script, contestant.environment);
        const result = await load({ port: server.port, ...contestant.asks, connections, seconds });
        await server.stop();
        results.get(contestant.name).push(result);
        console.log(
          `  round ${round}  ${contestant.name.padEnd(34)} ${String(result.rate).padStart(7)}/s  p50 ${result.p50} ms  p99 ${result.p99} ms${result.failures > 0 ? `  ${result.failures} FAILED` : ''}`,
        );
      }
    }
    print(contestants, results);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepare({ folder, postgres, sizes, only }) {
  const ours = [];
  const tokens = [];
  for (const size of sizes) {
    for (const engine of ['sqlite', 'postgres']) {
      if (only !== undefined && only !== engine) continue;
      const url =
        engine === 'sqlite'
          ? `sqlite:${join(folder, `${size}.db`)}`
          : await database(postgres.url, `bench_${size}`);
      console.log(`Filling ${engine} with ${size.toLocaleString('en')} clients …`);
      const filled = await populate({
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
      const named = (what) => `valetkey, ${engine}, ${size.toLocaleString('en')} ${what}`;
      ours.push({ name: named('clients'), script, environment, asks: asksFor(filled) });
      if (filled.credentialIds.length === 0) continue;
      const asks = tokensOf(filled);
      tokens.push({ name: named('tokens'), script, environment, asks });
      if (engine === 'sqlite') {
        const bare = {
          DATABASE_FILE: url.slice('sqlite:'.length),
          DATA_KEYS: JSON.stringify(filled.dataKeys),
        };
        tokens.unshift({
          name: 'node:http, SELECT, decryption',
          script: 'one-select.mjs',
          environment: bare,
          asks,
        });
      }
    }
  }
  const answer = await answerOf(ours[0]);
  const floor = {
    environment: { BENCH_ANSWER: JSON.stringify(answer) },
    asks: { paths: ours[0].asks.paths.slice(0, 1), authorizations: ours[0].asks.authorizations.slice(0, 1) },
  };
  return [
    { name: 'node:http, same bytes', script: 'bare-http.mjs', ...floor },
    { name: 'Express 5 (stock), same bytes', script: 'bare-express.mjs', ...floor },
    ...ours,
    ...tokens,
  ];
}

/** Paths and credentials in step: request i asks for a client of the tenant whose credentials are i modulo tenants. */
function asksFor({ owners, componentIds, authorizations, addressOf }) {
  const count =
    Math.ceil(Math.min(ASKED, owners.length * componentIds.length) / owners.length) * owners.length;
  const paths = Array.from({ length: count }, (_, index) => {
    const component = componentIds[(Math.floor(index / owners.length) * 7919 + index) % componentIds.length];
    return addressOf(owners[index % owners.length], component);
  });
  return { paths, authorizations };
}

/** A live token for each request; the credentials in step with the tenants, as above. */
function tokensOf({ owners, credentialIds, authorizations }) {
  const byTenant = new Map(owners.map((owner) => [owner, []]));
  for (const [tenant, id] of credentialIds) byTenant.get(tenant).push(id);
  const paths = Array.from({ length: credentialIds.length }, (_, index) => {
    const tenant = owners[index % owners.length];
    return `/v2/tenants/${tenant}/credentials/${byTenant.get(tenant)[Math.floor(index / owners.length)]}/tokens`;
  });
  return { method: 'POST', paths, authorizations };
}

/** What ours answers, so that the floors answer the same bytes. */
async function answerOf(contestant) {
  const server = await startServer(contestant.script, contestant.environment);
  const { paths, authorizations } = contestant.asks;
  const response = await fetch(`http://127.0.0.1:${server.port}${paths[0]}`, {
    headers: { Authorization: authorizations[0] },
  });
  const body = await response.text();
  const names = ['x-request-id', 'x-content-type-options', 'cache-control', 'content-type', 'etag'];
  const headers = Object.fromEntries(names.map((name) => [name, response.headers.get(name)]));
  await server.stop();
  if (response.status !== 200) throw new Error(`the read answers ${response.status}: ${body}`);
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

function print(contestants, results) {
  const median = (name, figure) =>
    results
      .get(name)
      .map((result) => result[figure])
      .sort((a, b) => a - b)[Math.floor(results.get(name).length / 2)];
  const [http, express] = contestants.map(({ name }) => median(name, 'rate'));
  console.log(
    '\nMedians                              per second   of node:http   of Express   p50 ms   p99 ms   p99/p50',
  );
  for (const { name } of contestants) {
    const [rate, p50, p99] = ['rate', 'p50', 'p99'].map((figure) => median(name, figure));
    const cells = [
      name.padEnd(36),
      String(rate).padStart(11),
      (rate / http).toFixed(2).padStart(14),
      (rate / express).toFixed(2).padStart(12),
      p50.toFixed(2).padStart(8),
      p99.toFixed(2).padStart(8),
      (p99 / p50).toFixed(1).padStart(9),
    ];
    console.log(cells.join(' '));
  }
}
