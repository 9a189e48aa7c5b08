import { type RunningProgram } from '../../support/program.ts';
import { serverProcesses, type ServerProcesses } from '../../support/server-processes.ts';
import { until } from '../../support/until.ts';

/** Four processes on one PostgreSQL; two on one SQLite file, which is as many as make sense there. */
const PROCESSES = globalThis.TEST_DATABASE === 'postgres' ? 4 : 2;

let on: ServerProcesses;

beforeAll(async () => {
  on = await serverProcesses();
});
afterAll(() => on.close());

const startAll = () => Promise.all(Array.from({ length: PROCESSES }, () => on.start()));
const endAll = (servers: RunningProgram[]) => Promise.all(servers.map((server) => server.end('SIGTERM')));

test(`200 callers on ${PROCESSES} processes make exactly one refresh, and the grant lives`, async () => {
  const servers = await startAll();
  const id = await on.ended(servers[0]!);
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
  // The next one works as well: the refresh token that was stored is the one that is good.
  await on.row(id).update({ expires_at: 1000, refresh_at: 500, obtained_at: 1 });
  expect((await on.tokenOf(servers.at(-1)!, id)).status).toBe(200);
  await endAll(servers);
});

test('a server killed before the provider has answered: another takes over at once, and the grant lives', async () => {
  const [doomed, heir] = await Promise.all([on.start(), on.start()]);
  const id = await on.ended(doomed!);
  const before = await on.seen();
  // The request reaches the provider and gets stuck there, unprocessed.
  await on.misbehave({ delay: 4_000, resetBefore: true });
  const lost = on.tokenOf(doomed!, id).catch(() => undefined);
  await until(async () => (await on.seen()).refreshes === before.refreshes + 1 || undefined);
  await doomed!.end('SIGKILL');
  await lost;
  await on.misbehave(undefined);
  const { status } = await on.tokenOf(heir!, id);
  expect(status).toBe(200);
  const after = await on.seen();
  expect(after.refreshes - before.refreshes).toBe(2);
  expect(after.alive.at(-1)).toBe(true);
  await heir!.end('SIGTERM');
});

test('a server killed between answer and commit: one try with the old refresh token, then honesty', async () => {
  const [doomed, heir] = await Promise.all([on.start(), on.start()]);
  const id = await on.ended(doomed!);
  const before = await on.seen();
  // The provider spends the refresh token, and its answer comes too late for the one who asked.
  await on.misbehave({ delayAfter: 4_000 });
  const lost = on.tokenOf(doomed!, id).catch(() => undefined);
  await until(async () => (await on.seen()).refreshes === before.refreshes + 1 || undefined);
  await doomed!.end('SIGKILL');
  await lost;
  await on.misbehave(undefined);
  const answer = await on.call(heir!, 'POST', `credentials/${id}/tokens`);
  expect(answer.status).toBe(409);
  const { errors } = (await answer.json()) as { errors: { code: string; detail: string }[] };
  expect(errors[0]).toMatchObject({
    code: 'credential_needs_reauthorization',
    detail: expect.stringContaining('A refresh was interrupted'),
  });
  await on.tokenOf(heir!, id);
  expect((await on.seen()).refreshes - before.refreshes).toBe(2);
  await heir!.end('SIGTERM');
});

test('a server that is asked to end finishes the refresh that is under way', async () => {
  const server = await on.start();
  const id = await on.ended(server);
  const before = await on.seen();
  await on.misbehave({ delay: 1_500 });
  // Due, but alive: it is handed out at once, and nobody waits for the refresh.
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
