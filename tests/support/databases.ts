import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

declare global {
  /** The kind of database that a `*.db.test.ts` suite runs on, set by the jest project. */
  var TEST_DATABASE: 'sqlite' | 'postgres';
}

export interface TestDatabase {
  /** A value for DATABASE_URL. */
  url: string;
  /** Removes the database and closes its open connections. */
  drop(): Promise<void>;
}

/** Creates an empty database of the kind under test. */
export function createDatabase(): Promise<TestDatabase> {
  return globalThis.TEST_DATABASE === 'postgres' ? createPostgresDatabase() : createSqliteDatabase();
}

async function createSqliteDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-test-'));
  return {
    url: `sqlite:${join(folder, 'valetkey.db')}`,
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

async function createPostgresDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (server === undefined) throw new Error('TEST_POSTGRES_URL is set by the jest project "postgres" only');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name}`);
  return {
    url: Object.assign(new URL(server), { pathname: `/${name}` }).href,
    drop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
