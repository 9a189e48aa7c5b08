// Access tokens issued with client credentials, and introspections of active tokens: Valetkey and oidc-provider on the
// same databases, and node:http as the baseline. All get the same requests.
import { newToken } from '../dist/crypto/index.js';
import { newId } from '../dist/system/ids.js';
import { DATABASES, withDatabases } from './databases.mjs';
import { populateApps } from './populate-apps.mjs';
import { load, pinning, startServer } from './processes.mjs';
import { printTokens } from './token-tables.mjs';

const GENERATOR = 'load-forms.mjs';
/** Each belongs to a different tenant. */
const APPS = 100;
/** The number of different tokens to introspect. In memory, oidc-provider keeps only the last thousand. */
const ACTIVE_TOKENS = 800;
/** Concurrent requests for these tokens. */
const BATCH = 50;
/** A scope that both support; and an hour, so that no token expires during the measurement. */
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
    name: 'introspections',
    path: '/oauth2/introspect',
    expected: '"active":true',
    // With the hint, oidc-provider needs one lookup less.
    forms: async (port, authorizations) =>
      (await getTokens(port, authorizations)).map((token) => `token=${token}&token_type_hint=access_token`),
  },
];

export async function tokens({ seconds, rounds, connections }) {
  console.log(
    `\nTokens and introspections: ${rounds} rounds of ${seconds} s, ${connections} connections, ${APPS} apps; ${pinning}; Node ${process.versions.node}\n`,
  );
  await withDatabases(async (databases) => {
    const { candidates, authorizations } = await prepare(databases);
    const results = new Map();
    for (let round = 1; round <= rounds; round += 1) {
      for (const operation of OPERATIONS) {
        for (const candidate of candidates(operation)) {
          const { rate, p50, p99, cpu, failures } = await measure(candidate, operation, {
            authorizations,
            connections,
            seconds,
          });
          const key = `${operation.name}, ${candidate.name}`;
          results.set(key, [...(results.get(key) ?? []), { rate, p50, p99, cpu }]);
          console.log(
            `  round ${round}  ${key.padEnd(42)} ${String(rate).padStart(7)}/s  p50 ${p50.toFixed(3)} ms  p99 ${p99.toFixed(3)} ms  CPU ${cpu.toFixed(1)} µs${failures > 0 ? `  ${failures} FAILED` : ''}`,
          );
        }
      }
    }
    printTokens(
      OPERATIONS.map((operation) => ({ operation: operation.name, candidates: candidates(operation) })),
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
  // Servers that are compared run right after each other, so that other load on the machine affects them alike.
  const servers = [peer('oidc-provider, in memory')];
  for (const [database, name] of DATABASES) {
    const environment = settingsFor(await newDatabase(database, 'valetkey'));
    await populateApps({ url: environment.DATABASE_URL, ...settings });
    servers.push(
      { name: `Valetkey, ${name}`, database, script: '../dist/cli/main.js', environment },
      peer(`oidc-provider, ${name}`, database, await newDatabase(database, 'peer')),
    );
  }
  const baselines = new Map();
  for (const operation of OPERATIONS)
    baselines.set(operation, await baselineFor(servers[1], operation, authorizations));
  return { authorizations, candidates: (operation) => [baselines.get(operation), ...servers] };
}

async function measure({ script, environment, forms }, operation, { authorizations, ...options }) {
  const server = await startServer(script, environment);
  try {
    const { path, expected } = operation;
    const { port, pid } = server;
    const sent = forms ?? (await operation.forms(port, authorizations));
    return await load({ port, pid, path, authorizations, forms: sent, expected, ...options }, GENERATOR);
  } finally {
    await server.stop();
  }
}

/** node:http that returns Valetkey's response to the same request. */
async function baselineFor({ script, environment }, { path, expected, forms }, authorizations) {
  const server = await startServer(script, environment);
  try {
    const sent = await forms(server.port, authorizations);
    const response = await post(server.port, path, authorizations[0], sent[0]);
    const body = await response.text();
    if (!body.includes(expected)) throw new Error(`${path} returned ${response.status}: ${body}`);
    // node:http adds these itself.
    const added = ['date', 'connection', 'keep-alive', 'transfer-encoding'];
    const own = [...response.headers].filter(([name]) => !added.includes(name));
    const headers = { ...Object.fromEntries(own), 'content-length': Buffer.byteLength(body) };
    return {
      name: 'node:http, same bytes',
      script: 'bare-http.mjs',
      environment: { BENCH_RESPONSE: JSON.stringify({ headers, body }) },
      forms: sent,
    };
  } finally {
    await server.stop();
  }
}

/** Active tokens. Token i belongs to app i modulo the number of apps, as do the credentials of request i. */
async function getTokens(port, authorizations) {
  const tokens = [];
  while (tokens.length < ACTIVE_TOKENS) {
    const batch = Array.from({ length: BATCH }, async (_, index) => {
      const authorization = authorizations[(tokens.length + index) % authorizations.length];
      const response = await post(port, '/oauth2/token', authorization, TOKEN_FORM);
      return (await response.json()).access_token;
    });
    tokens.push(...(await Promise.all(batch)));
  }
  return tokens;
}

function post(port, path, authorization, form) {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { Authorization: authorization, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: form,
  });
}
