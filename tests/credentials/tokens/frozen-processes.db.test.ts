import { once } from 'node:events';
import { connect as connectTo, createServer, type AddressInfo, type Server } from 'node:net';
import { LEASE_DURATION } from '../../../src/credentials/tokens/refresh-policy.ts';
import type { RunningProgram } from '../../support/program.ts';
import { serverProcesses, type ServerProcesses } from '../../support/server-processes.ts';
import { until } from '../../support/until.ts';

/**
 * An HTTP proxy that can hold back its response to CONNECT. Meanwhile, a server that uses it holds the lease of a
 * refresh but has not called the provider yet.
 */
interface Gate {
  url: string;
  /** Holds the next connection. Resolves once it has arrived. */
  hold(): Promise<void>;
  release(): void;
  server: Server;
}

async function startGate(): Promise<Gate> {
  let holding: { arrived(): void; until: Promise<void> } | undefined;
  let release: () => void = () => undefined;
  const server = createServer((client) => {
    client.on('error', () => undefined);
    const answer = async (head: Buffer): Promise<void> => {
      const [, host, port] = /^CONNECT ([^: ]+):(\d+) /.exec(head.toString())!;
      const held = holding;
      holding = undefined;
      held?.arrived();
      await held?.until;
      const target = connectTo(Number(port), host);
      target.on('error', () => client.destroy());
      target.once('connect', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(target).pipe(client);
      });
    };
    client.once('data', (head) => void answer(head));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: () =>
      new Promise((arrived) => {
        holding = { arrived, until: new Promise((resolve) => (release = resolve)) };
      }),
    release: () => release(),
    server,
  };
}

let on: ServerProcesses;
let gate: Gate;

beforeAll(async () => {
  on = await serverProcesses();
  gate = await startGate();
});
afterAll(async () => {
  gate.server.close();
  await on.close();
});

const endAll = (servers: RunningProgram[]) => Promise.all(servers.map((server) => server.end('SIGTERM')));
const leaseUntil = async (id: string) => Number((await on.row(id).first('lease_until')).lease_until);
const called = async (id: string) => (await on.row(id).first('called_at')).called_at !== null;

test('a process frozen between lease and call does not use the old refresh token on resuming', async () => {
  const [frozen, successor] = await Promise.all([on.start({ OUTBOUND_PROXY: gate.url }), on.start()]);
  const id = await on.expiredCredential(frozen!);
  const before = await on.seen();
  const arrived = gate.hold();
  const late = on.tokenOf(frozen!, id);
  await arrived;
  frozen!.child.kill('SIGSTOP');
  const { status, token } = await on.tokenOf(successor!, id);
  expect(status).toBe(200);
  gate.release();
  frozen!.child.kill('SIGCONT');
  expect(await late).toEqual({ status: 200, token });
  const after = await on.seen();
  expect(after.refreshes - before.refreshes).toBe(1);
  expect(after.alive.at(-1)).toBe(true);
  // The stored refresh token is the valid one.
  await on.row(id).update({ expires_at: 1000, refresh_at: 500, obtained_at: 1 });
  expect((await on.tokenOf(frozen!, id)).status).toBe(200);
  expect((await on.seen()).alive.at(-1)).toBe(true);
  await endAll([frozen!, successor!]);
});

test('a live process keeps its lease, however long its call takes to start', async () => {
  const [slow, other] = await Promise.all([on.start({ OUTBOUND_PROXY: gate.url }), on.start()]);
  const id = await on.expiredCredential(slow!);
  const before = await on.seen();
  const arrived = gate.hold();
  const answers = [on.tokenOf(slow!, id)];
  await arrived;
  answers.push(on.tokenOf(other!, id));
  const first = await leaseUntil(id);
  await until(async () => (await leaseUntil(id)) >= first + LEASE_DURATION || undefined);
  gate.release();
  const [one, two] = await Promise.all(answers);
  expect(one).toMatchObject({ status: 200 });
  expect(two).toEqual(one);
  expect((await on.seen()).refreshes - before.refreshes).toBe(1);
  await endAll([slow!, other!]);
});

test('a process frozen during its call is waited for while alive, and its response is kept', async () => {
  const [frozen, successor] = await Promise.all([on.start(), on.start({ OUTBOUND_TIMEOUT: '16' })]);
  const id = await on.expiredCredential(frozen!);
  const before = await on.seen();
  await on.misbehave({ delayAfter: 1_000 });
  const late = on.tokenOf(frozen!, id);
  await until(async () => (await on.seen()).refreshes === before.refreshes + 1 || undefined);
  frozen!.child.kill('SIGSTOP');
  await on.misbehave(undefined);
  // Longer than the lease.
  expect((await on.tokenOf(successor!, id)).status).toBe(503);
  expect((await on.seen()).refreshes - before.refreshes).toBe(1);
  frozen!.child.kill('SIGCONT');
  const { status, token } = await late;
  expect(status).toBe(200);
  expect(await on.tokenOf(successor!, id)).toEqual({ status, token });
  expect((await on.seen()).alive.at(-1)).toBe(true);
  await endAll([frozen!, successor!]);
});

test('a process that dies on another machine during its call only delays the caller', async () => {
  const [doomed, successor] = await Promise.all([on.start(), on.start()]);
  const id = await on.expiredCredential(doomed!);
  const before = await on.seen();
  await on.misbehave({ delay: 60_000, resetBefore: true });
  const lost = on.tokenOf(doomed!, id).catch(() => undefined);
  await until(async () => (await on.seen()).refreshes === before.refreshes + 1 || undefined);
  expect(await called(id)).toBe(true);
  await doomed!.end('SIGKILL');
  await lost;
  await on.row(id).update({ lease_owner: 'another.machine/1/1#refresh' });
  await on.misbehave(undefined);
  // A caller waits for up to 30 seconds.
  expect((await on.tokenOf(successor!, id)).status).toBe(200);
  const after = await on.seen();
  expect(after.refreshes - before.refreshes).toBe(2);
  expect(after.alive.at(-1)).toBe(true);
  await endAll([successor!]);
});
