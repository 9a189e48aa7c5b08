// oidc-provider 9 with only the measured features: client credentials, introspection and opaque tokens. Its clients are
// in its configuration, so it never has to look one up. Stores tokens in memory, or, with DATABASE_URL, in a database
// over connections with the same settings as Valetkey's.
import { generateKeyPairSync } from 'node:crypto';
import { connect } from '../../dist/db/index.js';
import { rawDb } from '../../dist/db/raw.js';
import { createTable, knexAdapter } from './knex-adapter.mjs';

// Its warnings about in-memory storage and the Node version would be printed among the results.
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

// Nothing is signed here, but without a key it would use its development keys, and warn.
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
