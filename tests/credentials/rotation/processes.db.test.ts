import { document } from '../../support/app.ts';
import { inDays } from '../../support/rotation.ts';
import { serverProcesses, type ServerProcesses } from '../../support/server-processes.ts';
import type { RunningProgram } from '../../support/program.ts';
import { until } from '../../support/until.ts';

let on: ServerProcesses;
beforeAll(async () => {
  on = await serverProcesses();
});
afterAll(() => on.close());

/** A credential whose token has expired, at a provider that accepts only the secret that was replaced. */
async function rotatedCredential(server: RunningProgram): Promise<string> {
  const id = await on.expiredCredential(server);
  const change = { client_secret: 'n3w', previous_client_secret_expires_at: inDays(7) };
  const { status } = await on.call(server, 'PATCH', `credentials/${id}`, document('credential', change));
  expect(status).toBe(200);
  return id;
}

const requests = (count: number) => until(async () => (await on.seen()).refreshes === count || undefined);

test('callers of two processes cause one refresh, with both secrets, and the grant survives', async () => {
  const servers = await Promise.all([on.start(), on.start()]);
  const id = await rotatedCredential(servers[0]!);
  const before = await on.seen();
  await on.misbehave({ delay: 500 });
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => on.tokenOf(servers[index % 2]!, id)),
  );
  await on.misbehave(undefined);
  expect(new Set(answers.map(({ status, token }) => `${status} ${token}`)).size).toBe(1);
  expect(answers[0]!.status).toBe(200);
  const after = await on.seen();
  expect(after.refreshes - before.refreshes).toBe(2);
  expect(after.alive.at(-1)).toBe(true);
  await Promise.all(servers.map((server) => server.end('SIGTERM')));
});

test('if a server dies between the two requests, another takes over and the grant survives', async () => {
  const [doomed, successor] = await Promise.all([on.start(), on.start()]);
  const id = await rotatedCredential(doomed!);
  const before = await on.seen();
  await on.misbehave({ delay: 2_000 });
  const lost = on.tokenOf(doomed!, id).catch(() => undefined);
  await requests(before.refreshes + 1);
  // The second request reaches the provider and gets stuck there, unprocessed.
  await on.misbehave({ delay: 4_000, resetBefore: true });
  await requests(before.refreshes + 2);
  await doomed!.end('SIGKILL');
  await lost;
  await on.misbehave(undefined);
  expect((await on.tokenOf(successor!, id)).status).toBe(200);
  const after = await on.seen();
  expect(after.refreshes - before.refreshes).toBe(4);
  expect(after.alive.at(-1)).toBe(true);
  await successor!.end('SIGTERM');
});

test('a secret that another process replaced meanwhile is used next', async () => {
  const [busy, other] = await Promise.all([on.start(), on.start()]);
  const id = await on.expiredCredential(busy!);
  // The provider refuses the wrong secret that the request was sent with.
  const wrong = { client_secret: 'wrong', previous_client_secret_expires_at: null };
  await on.call(busy!, 'PATCH', `credentials/${id}`, document('credential', wrong));
  const before = await on.seen();
  await on.misbehave({ delay: 2_000 });
  const token = on.tokenOf(busy!, id);
  await requests(before.refreshes + 1);
  const right = { client_secret: 's3cret', previous_client_secret_expires_at: inDays(1) };
  const { status } = await on.call(other!, 'PATCH', `credentials/${id}`, document('credential', right));
  expect(status).toBe(200);
  await on.misbehave(undefined);
  await token;
  expect((await on.tokenOf(other!, id)).status).toBe(200);
  expect((await on.seen()).alive.at(-1)).toBe(true);
  await Promise.all([busy!, other!].map((server) => server.end('SIGTERM')));
});
