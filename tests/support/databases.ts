import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { connect } from '../../src/db/index.ts';
import { migrate } from '../../src/db/migrate.ts';

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

/** Creates a database with the current schema: a copy of one that is migrated once per worker. */
export function createMigratedDatabase(): Promise<TestDatabase> {
  return globalThis.TEST_DATABASE === 'postgres' ? copyPostgresTemplate() : copySqliteTemplate();
}

async function migrated(url: string): Promise<void> {
  const database = connect({ url, poolMax: 1 });
  await migrate(database);
  await database.close();
}

async function createSqliteDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-test-'));
  return {
    url: `sqlite:${join(folder, 'valetkey.db')}`,
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

let sqliteTemplate: Promise<Buffer> | undefined;

async function copySqliteTemplate(): Promise<TestDatabase> {
  sqliteTemplate ??= (async () => {
    const database = await createSqliteDatabase();
    await migrated(database.url);
    const file = await readFile(fileOf(database));
    await database.drop();
    return file;
  })();
  const [file, database] = await Promise.all([sqliteTemplate, createSqliteDatabase()]);
  await writeFile(fileOf(database), file);
  return database;
}

function fileOf({ url }: TestDatabase): string {
  return url.slice('sqlite:'.length);
}

async function createPostgresDatabase(template = 'template1'): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (server === undefined) throw new Error('TEST_POSTGRES_URL is set by the jest project "postgres" only');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: Object.assign(new URL(server), { pathname: `/${name}` }).href,
    drop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

let postgresTemplate: Promise<string> | undefined;

async function copyPostgresTemplate(): Promise<TestDatabase> {
  postgresTemplate ??= (async () => {
    const { url } = await createPostgresDatabase();
    await migrated(url);
    return new URL(url).pathname.slice(1);
  })();
  return createPostgresDatabase(await postgresTemplate);
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
