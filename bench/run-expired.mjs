// Tokens issued per second without expired tokens, with a million of them, and while the server deletes these. The
// deletion starts about a minute after the server and takes several minutes.
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
/** Rows per statement: one that takes 15 seconds times out. */
const BATCH = 50_000;
/** Measurements during the deletion, and in total if the deletion does not start. */
const DURING_DELETION = 6;
const MAX_MEASUREMENTS = 30;
const scope = 'read.flows';
const TOKEN_FORM = `grant_type=client_credentials&scope=${scope}`;

/** Random hashes, to be scattered in the indexes as real ones are. */
const INSERTS = {
  sqlite: `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${BATCH})
    INSERT INTO access_tokens (tenant_id, token_hash, app_id, scopes, created_at, expires_at)
    SELECT ?, lower(hex(randomblob(32))), ?, '${scope}', 0, 1 FROM n`,
  postgres: `INSERT INTO access_tokens (tenant_id, token_hash, app_id, scopes, created_at, expires_at)
    SELECT ?, md5(random()::text) || md5(random()::text), ?, '${scope}', 0, 1 FROM generate_series(1, ${BATCH})`,
};

export async function expired({ seconds, connections }) {
  console.log(
    `\nTokens issued with ${EXPIRED.toLocaleString('en')} expired ones: measurements of ${seconds} s, ${connections} connections; ${pinning}\n`,
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
  const countExpired = async () =>
    Number((await sql('access_tokens').where('expires_at', 1).count({ n: '*' }))[0].n);
  const issueTokens = async ({ port, pid }, label) => {
    const request = { path: '/oauth2/token', forms: [TOKEN_FORM], expected: '"access_token":"' };
    const { rate, p50, p99 } = await load(
      { port, pid, authorizations, ...request, connections, seconds },
      'load-forms.mjs',
    );
    console.log(
      `  ${name.padEnd(10)} ${label.padEnd(34)} ${String(rate).padStart(7)}/s  p50 ${p50.toFixed(1).padStart(6)} ms  p99 ${p99.toFixed(1).padStart(7)} ms`,
    );
  };
  const withServer = async (work) => {
    const server = await startServer('../dist/cli/main.js', environment);
    try {
      await work(server);
    } finally {
      await server.stop();
    }
  };

  await withServer((server) => issueTokens(server, 'without expired tokens'));
  const { tenant_id } = await sql('oauth_apps').first('tenant_id');
  for (let rows = 0; rows < EXPIRED; rows += BATCH) await sql.raw(INSERTS[dialect], [tenant_id, app.id]);
  await sql.raw('ANALYZE');
  await withServer(async (server) => {
    for (
      let count = EXPIRED, deleting = 0, measurements = 0;
      deleting < DURING_DELETION && measurements < MAX_MEASUREMENTS;
      measurements += 1
    ) {
      await issueTokens(server, `${count.toLocaleString('en')} expired tokens`);
      count = await countExpired();
      if (count < EXPIRED) deleting += 1;
    }
  });
  await database.close();
}
