import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { document, TEST_MASTER_KEY } from '../support/app.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { authorizationOf } from '../support/seeded-tenant.ts';
import { runProgram, startServer, type RunningProgram } from '../support/program.ts';

let database: TestDatabase;
let folder: string;
let environment: Record<string, string>;
let tenant: { tenant_id: string; email: string; api_key: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-shutdown-'));
  database = await createDatabase();
  environment = { DATABASE_URL: database.url, MASTER_KEY: TEST_MASTER_KEY, DATA_DIR: folder };
  const made = await runProgram(
    ['tenant', 'create', '--name', 'A', '--owner-email', 'a@acme.test', '--json'],
    environment,
  );
  tenant = JSON.parse(made.stdout);
});

afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const BODY = JSON.stringify(document('flow', { name: 'in flight' }));

/** Starts a request but does not send its last byte. */
async function startRequest(server: RunningProgram): Promise<ClientRequest> {
  const sent = httpRequest(`${server.url}/v2/tenants/${tenant.tenant_id}/flows`, {
    method: 'POST',
    headers: {
      Authorization: authorizationOf({ email: tenant.email, apiKey: tenant.api_key }),
      'Content-Type': 'application/json',
      'Content-Length': String(BODY.length),
      Expect: '100-continue',
    },
  });
  sent.flushHeaders();
  // The server sends 100 Continue once it handles the request.
  await once(sent, 'continue');
  sent.write(BODY.slice(0, -1));
  return sent;
}

/** Starts a readiness check now and completes it later: the server takes no new connections after the signal. */
async function prepareCheck(server: RunningProgram): Promise<() => Promise<string>> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  // One write: once the first request has its response, the start of the second has arrived too.
  socket.write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\nGET /readyz HTTP/1.1\r\n');
  await once(socket, 'data');
  return () => {
    socket.write('Host: a\r\nConnection: close\r\n\r\n');
    return text(socket);
  };
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'on %s a request in flight completes, /readyz fails immediately, and the exit code is 0',
  async (signal) => {
    const server = await startServer(environment);
    const sent = await startRequest(server);
    const checkReadiness = await prepareCheck(server);
    const closed = once(server.child, 'close');
    server.child.kill(signal);
    while (!server.logged().includes('shutting down')) await once(server.child.stdout!, 'data');
    const answer = await checkReadiness();
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toContain('"server":"shutting down"');
    sent.end(BODY.slice(-1));
    const [response] = await once(sent, 'response');
    expect(response.statusCode).toBe(201);
    await text(response);
    expect(await closed).toEqual([0, null]);
    expect(server.logged()).toContain('"msg":"stopped"');
  },
);

test('a request that does not complete within SHUTDOWN_TIMEOUT is aborted', async () => {
  const server = await startServer({ ...environment, SHUTDOWN_TIMEOUT: '1' });
  const sent = await startRequest(server);
  const broken = once(sent, 'error');
  const started = Date.now();
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  await broken;
  expect(Date.now() - started).toBeGreaterThanOrEqual(900);
});

test('a port in use is reported in one sentence, before a demo tenant is created', async () => {
  const server = await startServer(environment);
  const empty = await createDatabase();
  const development = { ...environment, DATABASE_URL: empty.url, NODE_ENV: 'development' };
  const { port } = new URL(server.url);
  const second = await runProgram(['serve'], { ...development, PORT: port });
  await server.end('SIGTERM');
  expect(second.code).toBe(1);
  expect(second.stderr).toBe(
    `valetkey: Port ${port} on 127.0.0.1 is already in use. Stop the other program or set PORT to another port.\n`,
  );
  // The demo tenant's API key is shown only once, so a failing start must not create it.
  expect((await runProgram(['demo'], development)).stdout).toContain('export LOGIN=owner@demo.test:vk_');
  await empty.drop();
});
