import { type RunningProgram } from '../../support/program.ts';
import { serverProcesses, type ServerProcesses } from '../../support/server-processes.ts';
import { until } from '../../support/until.ts';

/** Four processes share one PostgreSQL; only two share one SQLite file, because more make no sense there. */
const PROCESSES = globalThis.TEST_DATABASE === 'postgres' ? 4 : 2;

let on: ServerProcesses;

beforeAll(async () => {
  on = await serverProcesses();
});
afterAll(() => on.close());

const startAll = () => Promise.all(Array.from({ length: PROCESSES }, () => on.start()));
const endAll = (servers: RunningProgram[]) => Promise.all(servers.map((server) => server.end('SIGTERM')));

test(`200 callers on ${PROCESSES} processes cause exactly one refresh, and the grant survives`, async () => {
  const servers = await startAll();
  const id = await on.expiredCredential(servers[0]!);
  const before = await on.seen();
  await on.misbehave({ delay: 1_500 });
  const callers = Array.from({ length: 200 }, (_, index) => on.tokenOf(servers[index % PROCESSES]!, id));
  const answers = await Promise.all(callers);
  await on.misbehave(undefined);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
  const after = await on.seen();
  expect(after.refreshes - before.refreshes).toBe(1);
  expect(after.alive.at(-1)).toBe(true);
  // The next refresh works too: the stored refresh token is the valid one.
  await on.row(id).update({ expires_at: 1000, refresh_at: 500, obtained_at: 1 });
  expect((await on.tokenOf(servers.at(-1)!, id)).status).toBe(200);
  await endAll(servers);
});

test('if a server dies before the provider responds, another takes over and the grant survives', async () => {
  const [doomed, successor] = await Promise.all([on.start(), on.start()]);
  const id = await on.expiredCredential(doomed!);
  const before = await on.seen();
  // The request reaches the provider and gets stuck there, unprocessed.
  await on.misbehave({ delay: 4_000, resetBefore: true });
  const lost = on.tokenOf(doomed!, id).catch(() => undefined);
  await until(async () => (await on.seen()).refreshes === before.refreshes + 1 || undefined);
  await doomed!.end('SIGKILL');
  await lost;
  await on.misbehave(undefined);
  const { status } = await on.tokenOf(successor!, id);
  expect(status).toBe(200);
  const after = await on.seen();
  expect(after.refreshes - before.refreshes).toBe(2);
  expect(after.alive.at(-1)).toBe(true);
  await successor!.end('SIGTERM');
});

test('a server killed before storing the response leads to one retry, then to reauthorization', async () => {
  const [doomed, successor] = await Promise.all([on.start(), on.start()]);
  const id = await on.expiredCredential(doomed!);
  const before = await on.seen();
  // The provider uses up the refresh token, but its response comes too late for the server that asked.
  await on.misbehave({ delayAfter: 4_000 });
  const lost = on.tokenOf(doomed!, id).catch(() => undefined);
  await until(async () => (await on.seen()).refreshes === before.refreshes + 1 || undefined);
  await doomed!.end('SIGKILL');
  await lost;
  await on.misbehave(undefined);
  const answer = await on.call(successor!, 'POST', `credentials/${id}/tokens`);
  expect(answer.status).toBe(409);
  const { errors } = (await answer.json()) as { errors: { code: string; detail: string }[] };
  expect(errors[0]).toMatchObject({
    code: 'credential_needs_reauthorization',
    detail: expect.stringContaining('A refresh was interrupted'),
  });
  await on.tokenOf(successor!, id);
  expect((await on.seen()).refreshes - before.refreshes).toBe(2);
  await successor!.end('SIGTERM');
});

test('a server that is shutting down finishes its running refresh', async () => {
  const server = await on.start();
  const id = await on.expiredCredential(server);
  const before = await on.seen();
  await on.misbehave({ delay: 1_500 });
  // Due but still valid: it is returned immediately, without waiting for the refresh.
  const soon = Date.now() + 600_000;
  await on.row(id).update({ obtained_at: 1, refresh_at: 2, expires_at: soon });
  expect((await on.tokenOf(server, id)).status).toBe(200);
  await until(async () => (await on.seen()).refreshes === before.refreshes + 1 || undefined);
  await server.end('SIGTERM');
  await on.misbehave(undefined);
  const [stored] = (await on.row(id)) as { lease_owner: string | null; state: string; expires_at: string }[];
  expect(stored).toMatchObject({ lease_owner: null, state: 'connected' });
  expect(Number(stored!.expires_at)).toBeGreaterThan(soon);
});
