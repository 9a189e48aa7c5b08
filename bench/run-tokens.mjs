// Tokens by client credentials, and introspection of live tokens: ours and oidc-provider's, on the same databases,
// beside the floor. The same requests for all, at the same addresses.
import { newToken } from '../dist/crypto/index.js';
import { newId } from '../dist/system/ids.js';
import { DATABASES, withDatabases } from './databases.mjs';
import { populateApps } from './populate-apps.mjs';
import { load, pinning, startServer } from './processes.mjs';
import { printTokens } from './token-tables.mjs';

const GENERATOR = 'load-forms.mjs';
/** Each of a tenant of its own. */
const APPS = 100;
/** So many different tokens are asked about; oidc-provider's memory forgets all but the last thousand. */
const LIVE_TOKENS = 800;
const AT_ONCE = 50;
/** One that both know, and an hour, so that nothing ends while it is measured. */
const [scope, lifetime] = ['read.flows', 3600];
const TOKEN_FORM = `grant_type=client_credentials&scope=${scope}`;

const OPERATIONS = [
  {
    name: 'tokens',
    path: '/oauth2/token',
    expected: '"access_token":"',
    forms: () => [TOKEN_FORM],
  },
  {
    name: 'introspection',
    path: '/oauth2/introspect',
    expected: '"active":true',
    // The hint spares oidc-provider a look-up.
    forms: async (port, authorizations) =>
      (await getTokens(port, authorizations)).map((token) => `token=${token}&token_type_hint=access_token`),
  },
];

export async function tokens({ seconds, rounds, connections }) {
  console.log(
    `Tokens and introspection: ${rounds} rounds of ${seconds} s, ${connections} connections, ${APPS} apps; ${pinning}; Node ${process.versions.node}\n`,
  );
  await withDatabases(async (databases) => {
    const { contestants, authorizations } = await prepare(databases);
    const results = new Map();
    for (let round = 1; round <= rounds; round += 1) {
      for (const operation of OPERATIONS) {
        for (const contestant of contestants(operation)) {
          const { rate, p50, p99, cpu, failures } = await measure(contestant, operation, {
            authorizations,
            connections,
            seconds,
          });
          const key = `${operation.name}, ${contestant.name}`;
          results.set(key, [...(results.get(key) ?? []), { rate, p50, p99, cpu }]);
          console.log(
            `  round ${round}  ${key.padEnd(42)} ${String(rate).padStart(7)}/s  p50 ${p50.toFixed(3)} ms  p99 ${p99.toFixed(3)} ms  CPU ${cpu.toFixed(1)} µs${failures > 0 ? `  ${failures} FAILED` : ''}`,
          );
        }
      }
    }
    printTokens(
      OPERATIONS.map((operation) => ({ operation: operation.name, contestants: contestants(operation) })),
      results,
    );
  });
}

async function prepare({ newDatabase, settings: settingsFor }) {
  const apps = Array.from({ length: APPS }, () => ({ id: newId(), secret: newToken('vkcs_') }));
  const authorizations = apps.map(
    ({ id, secret }) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  );
  const settings = { apps, scope, lifetime };
  const peer = (name, database, url) => ({
    name,
    database,
    script: 'peers/oidc-provider.mjs',
    environment: {
      BENCH_APPS: JSON.stringify(settings),
      NODE_ENV: 'production',
      ...(url && { DATABASE_URL: url }),
    },
  });
  // Those that are compared run one after the other: what else the machine does then changes least between them.
  const servers = [peer('oidc-provider, memory')];
  for (const [database, name] of DATABASES) {
    const environment = settingsFor(await newDatabase(database, 'ours'));
    await populateApps({ url: environment.DATABASE_URL, ...settings });
    servers.push(
      { name: `valetkey, ${name}`, database, script: '../dist/cli/main.js', environment },
      peer(`oidc-provider, ${name}`, database, await newDatabase(database, 'peer')),
    );
  }
  const floors = new Map();
  for (const operation of OPERATIONS)
    floors.set(operation, await floorOf(servers[1], operation, authorizations));
  return { authorizations, contestants: (operation) => [floors.get(operation), ...servers] };
}

async function measure({ script, environment, forms }, operation, { authorizations, ...orders }) {
  const server = await startServer(script, environment);
  try {
    const { path, expected } = operation;
    const asked = forms ?? (await operation.forms(server.port, authorizations));
    const { port, pid } = server;
    return await load({ port, pid, path, authorizations, forms: asked, expected, ...orders }, GENERATOR);
  } finally {
    await server.stop();
  }
}

/** node:http that answers what ours answers, asked the same. */
async function floorOf({ script, environment }, { path, expected, forms }, authorizations) {
  const server = await startServer(script, environment);
  try {
    const asked = await forms(server.port, authorizations);
    const response = await post(server.port, path, authorizations[0], asked[0]);
    const body = await response.text();
    if (!body.includes(expected)) throw new Error(`${path} answers ${response.status}: ${body}`);
    // What node:http adds by itself is left to it.
    const added = ['date', 'connection', 'keep-alive', 'transfer-encoding'];
    const own = [...response.headers].filter(([name]) => !added.includes(name));
    const headers = { ...Object.fromEntries(own), 'content-length': Buffer.byteLength(body) };
    return {
      name: 'node:http, same bytes',
      script: 'bare-http.mjs',
      environment: { BENCH_ANSWER: JSON.stringify({ headers, body }) },
      forms: asked,
    };
  } finally {
    await server.stop();
  }
}

/** Live tokens: the i-th is the app's whose credentials are the i-th, modulo their number. */
async function getTokens(port, authorizations) {
  const got = [];
  while (got.length < LIVE_TOKENS) {
    const some = Array.from({ length: AT_ONCE }, async (_, index) => {
      const authorization = authorizations[(got.length + index) % authorizations.length];
      const response = await post(port, '/oauth2/token', authorization, TOKEN_FORM);
      return (await response.json()).access_token;
    });
    got.push(...(await Promise.all(some)));
  }
  return got;
}

function post(port, path, authorization, form) {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { Authorization: authorization, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: form,
  });
}
