import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../src/db/index.ts';
import { rawDb } from '../../src/db/raw.ts';
import { document, TEST_MASTER_KEY } from '../support/app.ts';
import { authorizationOf } from '../support/seeded-tenant.ts';
import { startPostgres } from '../support/postgres-server.mjs';
import { runProgram, startServer, type RunningProgram } from '../support/program.ts';

/** Several rounds, so that the server is killed at different moments of the writes. Each one starts a server. */
const ROUNDS = 6;
const WRITERS = 8;

let environment: Record<string, string>;
let tenant: { tenant_id: string; email: string; api_key: string };
let close: () => Promise<void>;

beforeAll(async () => {
  // Not the test run's PostgreSQL, which runs without fsync.
  if (globalThis.TEST_DATABASE === 'postgres') {
    const postgres = await startPostgres({ fsync: true });
    environment = { DATABASE_URL: postgres.url, MASTER_KEY: TEST_MASTER_KEY };
    close = () => postgres.stop();
  } else {
    const folder = mkdtempSync(join(tmpdir(), 'valetkey-crash-'));
    environment = { DATA_DIR: folder };
    close = async () => rmSync(folder, { recursive: true });
  }
  const made = await runProgram(
    ['tenant', 'create', '--name', 'A', '--owner-email', 'a@acme.test', '--json'],
    environment,
  );
  tenant = JSON.parse(made.stdout);
});

afterAll(() => close());

const call = (server: RunningProgram, method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${server.url}/v2/tenants/${tenant.tenant_id}/${path}`, {
    method,
    headers: {
      Authorization: authorizationOf({ email: tenant.email, apiKey: tenant.api_key }),
      'Content-Type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  });

test('a server killed during writes loses nothing acknowledged and leaves nothing half written', async () => {
  const acknowledged = new Set<string>();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const server = await startServer(environment);
    const target = acknowledged.size + round * 15;
    const write = async (): Promise<void> => {
      for (;;) {
        const answer = await call(server, 'POST', 'flows', document('flow', { name: 'kept' })).catch(
          () => undefined,
        );
        if (answer === undefined) return;
        expect(answer.status).toBe(201);
        const body = (await answer.json().catch(() => undefined)) as { data: { id: string } } | undefined;
        if (body === undefined) return;
        acknowledged.add(body.data.id);
        if (acknowledged.size === target) server.child.kill('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, write));
    expect(await server.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  }

  const database = connect({ url: urlOf(environment), poolMax: 2 });
  const { sql } = rawDb(database);
  const there = new Set((await sql('flows').pluck('id')) as string[]);
  const audited = new Set(
    (await sql('audit_events').where({ action: 'flows.create' }).pluck('resource_id')) as string[],
  );
  await database.close();
  expect([...acknowledged].filter((id) => !there.has(id))).toEqual([]);
  // A change and its audit event are in one transaction.
  expect(audited).toEqual(there);
});

test('a secret read is logged on disk within a second of the response, and immediately on SIGTERM', async () => {
  const server = await startServer(environment);
  const component = await made(server, 'components', document('component', { descriptor: NEEDS_CLIENT }));
  const client = await made(
    server,
    'oauth-clients',
    document(
      'oauth-client',
      { client_id: 'c', client_secret: 's' },
      { component: { type: 'component', id: component } },
    ),
  );
  const handOut = async (at: RunningProgram): Promise<void> => {
    expect((await call(at, 'GET', `components/${component}/oauth-client`)).status).toBe(200);
  };
  const secretReads = async (at: RunningProgram): Promise<number> => {
    const answer = await call(
      at,
      'GET',
      `audit-events?filter[resource]=${client}&filter[action]=oauth-clients.get_secret`,
    );
    const { data } = (await answer.json()) as {
      data: { attributes: { details: { hand_outs: unknown[] } } }[];
    };
    return data.reduce((count, { attributes }) => count + attributes.details.hand_outs.length, 0);
  };

  await handOut(server);
  const answered = Date.now();
  while ((await secretReads(server)) < 1) expect(Date.now() - answered).toBeLessThan(1_000);
  await server.end('SIGKILL');

  const second = await startServer(environment);
  expect(await secretReads(second)).toBe(1);
  await Promise.all(Array.from({ length: 20 }, () => handOut(second)));
  expect(await second.end('SIGTERM')).toEqual({ code: 0, signal: null });

  const third = await startServer(environment);
  expect(await secretReads(third)).toBe(21);
  await third.end('SIGTERM');
});

const NEEDS_CLIENT = {
  title: 'Van',
  credentials: {
    oauth2: {
      client_id: '',
      client_secret: '',
      auth_uri: 'https://a.example/a',
      token_uri: 'https://a.example/t',
    },
    useOAuthClient: true,
  },
};

async function made(server: RunningProgram, path: string, body: object): Promise<string> {
  const answer = await call(server, 'POST', path, body);
  return ((await answer.json()) as { data: { id: string } }).data.id;
}

function urlOf({ DATABASE_URL, DATA_DIR }: Record<string, string>): string {
  return DATABASE_URL ?? `sqlite:${DATA_DIR}/valetkey.db`;
}
