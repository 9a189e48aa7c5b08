// What a million expired tokens do: the rate of new tokens without them, with them, and while the server's own
// housekeeping deletes them, which begins about a minute after the server has started and takes some minutes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newToken } from '../dist/crypto/index.js';
import { connect } from '../dist/db/index.js';
import { rawDb } from '../dist/db/raw.js';
import { newId } from '../dist/system/ids.js';
import { startPostgres } from '../tests/support/postgres-server.mjs';
import { populateApps } from './populate-apps.mjs';
import { LOAD_CORE, load, pin, pinning, startServer } from './processes.mjs';

const EXPIRED = 1_000_000;
/** A statement of the server's may take 15 seconds. */
const AT_ONCE = 50_000;
/** Windows of measurement: those during the housekeeping, and all of them, should it not begin. */
const PURGING = 6;
const MOST_WINDOWS = 30;
const scope = 'read.flows';
const TOKEN_FORM = `grant_type=client_credentials&scope=${scope}`;

/** A random hash for every row, so that they lie scattered in the indexes as real ones do. */
const INSERTS = {
  sqlite: `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${AT_ONCE})
    INSERT INTO access_tokens (tenant_id, token_hash, app_id, scopes, created_at, expires_at)
    SELECT ?, lower(hex(randomblob(32))), ?, '${scope}', 0, 1 FROM n`,
  postgres: `INSERT INTO access_tokens (tenant_id, token_hash, app_id, scopes, created_at, expires_at)
    SELECT ?, md5(random()::text) || md5(random()::text), ?, '${scope}', 0, 1 FROM generate_series(1, ${AT_ONCE})`,
};

export async function expired({ seconds, connections }) {
  console.log(
    `\nNew tokens with ${EXPIRED} expired ones: windows of ${seconds} s, ${connections} connections; ${pinning}\n`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-bench-'));
  const postgres = await startPostgres({ fsync: false });
  pin(postgres.pid, LOAD_CORE);
  try {
    for (const [name, url] of [
      ['SQLite', `sqlite:${join(folder, 'valetkey.db')}`],
      ['PostgreSQL', postgres.url],
    ])
      await measure(name, url, { folder, seconds, connections });
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(name, url, { folder, seconds, connections }) {
  const app = { id: newId(), secret: newToken('vkcs_') };
  await populateApps({ url, apps: [app], scope, lifetime: 3600 });
  const authorizations = [`Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}`];
  const environment = {
    DATABASE_URL: url,
    MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    DATA_DIR: folder,
  };
  const database = connect({ url, poolMax: 1 });
  const { sql, dialect } = rawDb(database);
  const left = async () => Number((await sql('access_tokens').where('expires_at', 1).count({ n: '*' }))[0].n);
  const window = async ({ port, pid }, note) => {
    const asked = { path: '/oauth2/token', forms: [TOKEN_FORM], expected: '"access_token":"' };
    const { rate, p50, p99 } = await load(
      { port, pid, authorizations, ...asked, connections, seconds },
      'load-forms.mjs',
    );
    const [most, few] = [p99.toFixed(1).padStart(7), p50.toFixed(1).padStart(6)];
    console.log(
      `  ${name.padEnd(10)} ${note.padEnd(34)} ${String(rate).padStart(7)}/s  p50 ${few} ms  p99 ${most} ms`,
    );
  };
  const during = async (work) => {
    const server = await startServer('../dist/cli/main.js', environment);
    try {
      await work(server);
    } finally {
      await server.stop();
    }
  };

  await during((server) => window(server, 'no expired tokens'));
  const { tenant_id } = await sql('oauth_apps').first('tenant_id');
  for (let rows = 0; rows < EXPIRED; rows += AT_ONCE) await sql.raw(INSERTS[dialect], [tenant_id, app.id]);
  await sql.raw('ANALYZE');
  await during(async (server) => {
    for (
      let count = EXPIRED, purging = 0, windows = 0;
      purging < PURGING && windows < MOST_WINDOWS;
      windows += 1
    ) {
      await window(server, `from ${count} expired tokens`);
      count = await left();
      if (count < EXPIRED) purging += 1;
    }
  });
  await database.close();
}
