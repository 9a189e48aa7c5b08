import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import sqlite3 from 'sqlite3';
import { rawDb } from '../../src/db/raw.ts';
import { document, makeClient, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import { until } from '../support/until.ts';
import { startPostgres, type PostgresServer } from '../support/postgres-server.mjs';

/** A read, a write and a runtime request: they access the database in three different ways. */
function requestsOf(
  owner: Caller,
  component: string,
): (() => Promise<{ status: number; outcome: unknown }>)[] {
  const outcome = async (answer: Promise<Awaited<ReturnType<Caller['get']>>>) => {
    const { status, body, headers } = await answer;
    return { status, outcome: [status, body.errors?.[0].code, headers['retry-after']] };
  };
  return [
    () => outcome(owner.get('flows')),
    () => outcome(owner.post('flows', document('flow', { name: 'A flow' }))),
    () => outcome(owner.get(`components/${component}/oauth-client`)),
  ];
}

const AWAY = [503, 'database_unavailable', '2'];

async function flowsOf(owner: Caller): Promise<number> {
  return (await owner.get('flows')).body.meta.total as number;
}

if (globalThis.TEST_DATABASE === 'postgres') {
  describe('a PostgreSQL server that is killed', () => {
    // A separate server because it is killed; with fsync because it would otherwise lose committed data.
    let postgres: PostgresServer;
    let app: TestApp;
    let owner: Caller;
    let component: string;

    beforeAll(async () => {
      postgres = await startPostgres({ fsync: true });
      app = await startApp({ DATABASE_URL: postgres.url });
      owner = await app.tenant();
      component = await makeComponent(owner);
      await makeClient(owner, component);
    });
    afterAll(async () => {
      await app.close();
      await postgres.stop();
    });

    /** Makes the server read-only for sessions that exist, as in a standby, or undoes it. @param witness one of them */
    async function setReadOnly(witness: pg.Client, value: 'on' | 'off'): Promise<void> {
      const client = await session();
      await client.query('SET default_transaction_read_only = off');
      await client.query(`ALTER SYSTEM SET default_transaction_read_only = ${value}`);
      await client.query('SELECT pg_reload_conf()');
      await client.end();
      await until(async () => {
        const { rows } = await witness.query<Record<string, string>>('SHOW default_transaction_read_only');
        return Object.values(rows[0]!)[0] === value || undefined;
      });
    }

    async function session(): Promise<pg.Client> {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      return client;
    }

    test.each(['SIGKILL', 'SIGINT', 'SIGQUIT'] as const)(
      'with %s causes 503 responses until it is back, then everything recovers by itself',
      async (signal) => {
        const requests = requestsOf(owner, component);
        const before = await flowsOf(owner);
        await Promise.all(requests.map((request) => request()));

        await postgres.kill(signal);
        for (const request of requests) {
          expect((await request()).outcome).toEqual(AWAY);
          // All at once: every connection of the pool must report it, not only the first one used.
          const outcomes = await Promise.all(
            Array.from({ length: 10 }, async () => (await request()).outcome),
          );
          expect(outcomes).toEqual(Array.from({ length: 10 }, () => AWAY));
        }
        expect((await app.request('GET', '/livez')).status).toBe(200);
        const ready = await app.request('GET', '/readyz');
        expect([ready.status, ready.body.checks.database]).toEqual([503, 'unreachable']);

        await postgres.restart();
        expect((await app.request('GET', '/readyz')).status).toBe(200);
        expect(await Promise.all(requests.map(async (request) => (await request()).status))).toEqual([
          200, 201, 200,
        ]);
        expect(await flowsOf(owner)).toBe(before + 2);
      },
    );

    test('during many requests loses nothing acknowledged; the other requests get a 503', async () => {
      const [, create] = requestsOf(owner, component);
      const before = await flowsOf(owner);
      let done = 0;
      let away = 0;
      let killed: Promise<void> | undefined;
      const write = async (): Promise<void> => {
        for (let count = 0; count < 30; count += 1) {
          const { status, outcome } = await create!();
          if (status === 201) done += 1;
          else {
            expect(outcome).toEqual(AWAY);
            away += 1;
          }
          if (done === 20) killed ??= postgres.kill('SIGINT');
        }
      };
      await Promise.all(Array.from({ length: 8 }, write));
      await killed;
      await postgres.restart();
      const there = (await flowsOf(owner)) - before;
      expect(away).toBeGreaterThan(0);
      // A commit whose acknowledgment was lost may be there too; one that was acknowledged must be.
      expect(there).toBeGreaterThanOrEqual(done);
      expect(there).toBeLessThanOrEqual(done + 8);
    });

    test('a server that has become a standby is not ready, and is used again when it is one no longer', async () => {
      const [read, create] = requestsOf(owner, component);
      const witness = await session();
      await setReadOnly(witness, 'on');
      const ready = await until(async () => {
        const answer = await app.request('GET', '/readyz');
        return answer.status === 200 ? undefined : answer;
      });
      expect([ready.status, ready.body.checks.database]).toEqual([503, 'read-only']);
      expect((await create!()).outcome).toEqual(AWAY);
      expect((await read!()).status).toBe(200);
      await setReadOnly(witness, 'off');
      await until(async () => (await app.request('GET', '/readyz')).status === 200 || undefined);
      expect((await create!()).status).toBe(201);
      await witness.end();
    });

    test('after a failover, connections to the old primary are replaced before a request fails', async () => {
      const [, create] = requestsOf(owner, component);
      const createMany = () => Promise.all(Array.from({ length: 40 }, async () => (await create!()).status));
      // Every connection of the pool is open.
      await createMany();
      const witness = await session();
      // Sessions from before this refuse to write; new ones do not, as if they were with the new primary.
      await witness.query('ALTER DATABASE postgres SET default_transaction_read_only = off');
      await setReadOnly(witness, 'on');
      expect(new Set(await createMany())).toEqual(new Set([201]));
      await setReadOnly(witness, 'off');
      await witness.end();
    });

    test('loses no secret reads: those before the outage are in the audit log after it', async () => {
      const isLogged = async (id: string): Promise<true | undefined> => {
        const { body } = await owner.get(
          'audit-events?filter[action]=oauth-clients.get_secret&page[size]=200',
        );
        const events = body.data as { attributes: { details: { hand_outs: { request_id: string }[] } } }[];
        const handOuts = events.flatMap(({ attributes }) => attributes.details.hand_outs);
        return handOuts.some(({ request_id }) => request_id === id) ? true : undefined;
      };
      const failures = (): number =>
        app.logged().split('secret reads could not be written to the database').length;
      const { status, headers } = await owner.get(`components/${component}/oauth-client`);
      expect(status).toBe(200);
      const before = failures();
      await postgres.kill('SIGKILL');
      // Wait for the first failed attempt to write them.
      await until(async () => failures() > before || undefined);
      await postgres.restart();
      expect(await until(() => isLogged(headers['x-request-id']!))).toBe(true);
    });
  });
} else {
  describe('a SQLite file', () => {
    let folder: string;
    let app: TestApp;
    let owner: Caller;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'valetkey-outage-'));
      app = await startApp({ DATABASE_URL: `sqlite:${folder}/valetkey.db` });
      owner = await app.tenant();
    });
    afterAll(async () => {
      await app.close();
      rmSync(folder, { recursive: true });
    });

    const create = async () => {
      const { status, body, headers } = await owner.post('flows', document('flow', { name: 'A flow' }));
      return [status, body.errors?.[0].code, headers['retry-after']];
    };
    const pragma = (text: string): Promise<unknown> =>
      Promise.resolve(rawDb(app.platform.services.database).sql.raw(`PRAGMA ${text}`));

    test('that another process has locked can be read; a write waits and then gets a 503', async () => {
      const component = await makeComponent(owner);
      await makeClient(owner, component);
      const other = new sqlite3.Database(`${folder}/valetkey.db`);
      const run = (sql: string) =>
        new Promise<void>((resolve, reject) => {
          other.exec(sql, (error) => (error === null ? resolve() : reject(error)));
        });
      await run('BEGIN IMMEDIATE');
      const [outcome, read] = await Promise.all([
        create(),
        owner.get(`components/${component}/oauth-client`),
      ]);
      expect(read.status).toBe(200);
      expect(outcome).toEqual(AWAY);
      await run('COMMIT');
      expect((await create())[0]).toBe(201);
      // A lock that is released in time only delays the write.
      await run('BEGIN IMMEDIATE');
      const waiting = create();
      await run('COMMIT');
      expect((await waiting)[0]).toBe(201);
      await new Promise<void>((resolve) => other.close(() => resolve()));
    });

    test.each([
      ['that cannot grow', 'max_page_count=1', 'max_page_count=1073741823'],
      ['that is read-only', 'query_only=ON', 'query_only=OFF'],
    ])('%s responds to writes with 503, still serves reads, and recovers', async (_what, begin, end) => {
      const before = await flowsOf(owner);
      await pragma(begin);
      const large = document('component', { name: 'Large', descriptor: { title: 'x'.repeat(500_000) } });
      const { status, body, headers } = await owner.post('components', large);
      expect([status, body.errors?.[0].code, headers['retry-after']]).toEqual(AWAY);
      expect(await flowsOf(owner)).toBe(before);
      await pragma(end);
      expect((await create())[0]).toBe(201);
      expect(await flowsOf(owner)).toBe(before + 1);
    });

    test('that is read-only makes the server not ready, and it becomes ready by itself', async () => {
      const state = async () => (await app.request('GET', '/readyz')).body.checks.database as string;
      expect(await state()).toBe('ok');
      await pragma('query_only=ON');
      await until(async () => (await state()) === 'read-only' || undefined);
      expect((await app.request('GET', '/readyz')).status).toBe(503);
      await pragma('query_only=OFF');
      await until(async () => (await state()) === 'ok' || undefined);
    });
  });
}
