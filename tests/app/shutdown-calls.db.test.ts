import { once } from 'node:events';
import { document, TEST_MASTER_KEY } from '../support/app.ts';
import { agree, credentialAt } from '../support/credentials.ts';
import { startPostgres } from '../support/postgres-server.mjs';
import { runProgram, startServer, type RunningProgram } from '../support/program.ts';
import { serverProcesses, type ServerProcesses } from '../support/server-processes.ts';
import { until } from '../support/until.ts';

let on: ServerProcesses;

beforeAll(async () => {
  on = await serverProcesses();
});
afterAll(() => on.close());
afterEach(() => on.misbehave(undefined));

const SHORT = { SHUTDOWN_TIMEOUT: '1' };

/** Requests a token and returns once its refresh has reached the provider, without waiting for the response. */
async function startRefresh(server: RunningProgram): Promise<{ id: string; answer: Promise<Response> }> {
  const id = await on.expiredCredential(server);
  const { refreshes } = await on.seen();
  await on.misbehave({ delayAfter: 4_000 });
  const answer = on.call(server, 'POST', `credentials/${id}/tokens`);
  answer.catch(() => undefined);
  await until(async () => (await on.seen()).refreshes > refreshes || undefined);
  return { id, answer };
}

test('SIGTERM waits for a refresh beyond SHUTDOWN_TIMEOUT, stores its tokens and responds', async () => {
  const server = await on.start(SHORT);
  const { id, answer } = await startRefresh(server);
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect((await answer).status).toBe(200);
  expect(await on.row(id).first()).toMatchObject({ state: 'connected', lease_owner: null, called_at: null });
  expect(server.logged()).toContain('waiting for token responses from providers');
  await on.misbehave(undefined);
  // The new refresh token has been stored.
  await on.row(id).update({ expires_at: 1000, refresh_at: 500, obtained_at: 1 });
  const next = await on.start();
  expect((await on.tokenOf(next, id)).status).toBe(200);
  expect((await on.seen()).alive.at(-1)).toBe(true);
  await next.end('SIGTERM');
});

test('SIGTERM waits for a code exchange, and the browser gets its page', async () => {
  const server = await on.start({ ...SHORT, PUBLIC_URL: 'http://127.0.0.1:9' });
  const made = await on.call(
    server,
    'POST',
    'credentials',
    document('credential', credentialAt(on.provider)),
  );
  const { id } = ((await made.json()) as { data: { id: string } }).data;
  const started = await on.call(server, 'POST', `credentials/${id}/connections`, document('connection'));
  const { data } = (await started.json()) as { data: { attributes: { authorization_url: string } } };
  const back = await agree(data.attributes.authorization_url);
  await on.misbehave({ delayAfter: 4_000 });
  const page = fetch(`${server.url}/callback/oauth2${back}`);
  // Once the attempt is used up, the exchange is next.
  await until(async () => {
    const attempt = await on.attempts().where({ credential_id: id }).first('version');
    return (attempt as { version: number }).version > 1 || undefined;
  });
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect((await page).status).toBe(200);
  expect(await on.row(id).first()).toMatchObject({ state: 'connected' });
});

test('a second signal exits immediately, and the log names the refresh that was lost', async () => {
  const server = await on.start();
  const { id, answer } = await startRefresh(server);
  const closed = once(server.child, 'close');
  server.child.kill('SIGINT');
  await until(async () => server.logged().includes('"msg":"shutting down"') || undefined);
  // npm forwards a signal that the terminal has already sent, so these two count as one.
  server.child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(server.child.exitCode).toBeNull();
  server.child.kill('SIGINT');
  expect(await closed).toEqual([130, null]);
  await expect(answer).rejects.toThrow('fetch failed');
  const lost = server
    .logged()
    .split('\n')
    .find((line) => line.includes('a refresh was aborted'));
  expect(JSON.parse(lost!)).toMatchObject({
    level: 'error',
    credential: id,
    tenant: on.tenant.tenant_id,
  });
});

test('on SIGTERM a request that waits for a refresh by another process gets a 503', async () => {
  const server = await on.start(SHORT);
  const id = await on.expiredCredential(server);
  const { refreshes } = await on.seen();
  await on.row(id).update({ lease_owner: 'another.machine/1/1#x', lease_until: Date.now() + 60_000 });
  const answer = on.call(server, 'POST', `credentials/${id}/tokens`);
  answer.catch(() => undefined);
  // The request has arrived once a later one has its response.
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect((await answer).status).toBe(503);
  expect((await on.seen()).refreshes).toBe(refreshes);
});

if (globalThis.TEST_DATABASE === 'postgres') {
  test('SIGTERM stops the process even if the database is unavailable and data is unwritten', async () => {
    const postgres = await startPostgres();
    const environment = { ...SHORT, DATABASE_URL: postgres.url, MASTER_KEY: TEST_MASTER_KEY };
    const made = await runProgram(
      ['tenant', 'create', '--name', 'A', '--owner-email', 'a@acme.test', '--json'],
      environment,
    );
    const { tenant_id, email, api_key } = JSON.parse(made.stdout) as Record<string, string>;
    const server = await startServer(environment);
    const { status } = await fetch(`${server.url}/v2/tenants/${tenant_id}/flows`, {
      headers: { authorization: `Basic ${Buffer.from(`${email}:${api_key}`).toString('base64')}` },
    });
    expect(status).toBe(200);
    await postgres.kill('SIGKILL');
    // The last use of the API key is still unwritten. Any exit code is fine, as long as the process exits.
    expect((await server.end('SIGTERM')).signal).toBeNull();
    expect(server.logged()).toMatch(/"msg":"(?:stopped|shutdown failed)"/);
    await postgres.stop();
  });
}
