// The databases under test: SQLite in a temporary folder, and PostgreSQL without fsync.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../tests/support/postgres-server.mjs';
import { LOAD_CORE, pin } from './processes.mjs';

export const DATABASES = [
  ['sqlite', 'SQLite'],
  ['postgres', 'PostgreSQL'],
];

export const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

/**
 * @param work gets `folder`, for its files; `newDatabase(dialect, name)`, which returns the URL of an empty database;
 *   and `settings(url)`, the environment for a server on it
 */
export async function withDatabases(work) {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-bench-'));
  const postgres = await startPostgres({ fsync: false });
  pin(postgres.pid, LOAD_CORE);
  try {
    await work({
      folder,
      newDatabase: (dialect, name) =>
        dialect === 'sqlite' ? `sqlite:${join(folder, `${name}.db`)}` : newDatabase(postgres.url, name),
      settings: (url) => ({
        DATABASE_URL: url,
        MASTER_KEY,
        NODE_ENV: 'production',
        LOG_LEVEL: 'warn',
        DATA_DIR: folder,
      }),
    });
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function newDatabase(server, name) {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
