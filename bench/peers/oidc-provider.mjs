// oidc-provider 9 with nothing but what is measured: client credentials, introspection, opaque tokens. Its clients
// are in its configuration, which is the cheapest for it: it looks none up. With DATABASE_URL it stores tokens where
// ours are, by connections with the same settings; without, in its own memory.
import { generateKeyPairSync } from 'node:crypto';
import { connect } from '../../dist/db/index.js';
import { rawDb } from '../../dist/db/raw.js';
import { createTable, knexAdapter } from './knex-adapter.mjs';

// Its warnings, of storage in memory and of older Nodes, would stand among the figures.
console.warn = () => {};
const { default: Provider } = await import('oidc-provider');

const { PORT, DATABASE_URL, BENCH_APPS } = process.env;
const { apps, scope, lifetime } = JSON.parse(BENCH_APPS);

async function storage() {
  if (DATABASE_URL === undefined) return {};
  const { sql: knex } = rawDb(connect({ url: DATABASE_URL, poolMax: 10 }));
  await createTable(knex);
  return { adapter: knexAdapter(knex) };
}

// It signs nothing here, but would warn of the keys it comes with.
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const provider = new Provider(`http://127.0.0.1:${PORT}`, {
  ...(await storage()),
  clients: apps.map(({ id, secret }) => ({
    client_id: id,
    client_secret: secret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
    scope,
  })),
  scopes: [scope],
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    devInteractions: { enabled: false },
  },
  routes: { token: '/oauth2/token', introspection: '/oauth2/introspect' },
  ttl: { ClientCredentials: lifetime },
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig' }] },
  cookies: { keys: ['bench'] },
});
provider.listen(Number(PORT), '127.0.0.1');
