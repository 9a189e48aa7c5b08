import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connect, platformDb, type Database } from '../../src/db/index.ts';
import { document, TEST_MASTER_KEY } from '../support/app.ts';
import { credentialAt } from '../support/credentials.ts';
import { createDatabase } from '../support/databases.ts';
import { runProgram, startServer, type RunningProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

/** Four processes on one PostgreSQL; two on one SQLite file, which is as many as make sense there. */
const PROCESSES = globalThis.TEST_DATABASE === 'postgres' ? 4 : 2;

interface Tenant {
  tenant_id: string;
  email: string;
  api_key: string;
}

let environment: Record<string, string>;
let database: Database;
let tenant: Tenant;
let third: { url: string; child: ChildProcess };
let close: () => Promise<void>;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-processes-'));
  const fresh = globalThis.TEST_DATABASE === 'postgres' ? await createDatabase() : undefined;
  const url = fresh?.url ?? `sqlite:${folder}/valetkey.db`;
  environment = {
    DATABASE_URL: url,
    DATA_DIR: folder,
    MASTER_KEY: TEST_MASTER_KEY,
    OUTBOUND_ALLOW: '127.0.0.1',
  };
  const made = await runProgram(
    ['tenant', 'create', '--name', 'A', '--owner-email', 'a@acme.test', '--json'],
    environment,
  );
  tenant = JSON.parse(made.stdout) as Tenant;
  database = connect({ url, poolMax: 2 });
  third = await startThirdParty();
  close = async () => {
    third.child.kill();
    await database.close();
    await fresh?.drop();
    rmSync(folder, { recursive: true });
  };
});

afterAll(() => close());

/** The provider double in a process of its own: it must outlive the servers that are killed. */
async function startThirdParty(): Promise<{ url: string; child: ChildProcess }> {
  const main = fileURLToPath(new URL('../support/providers/main.mjs', import.meta.url));
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout! }).once('line', resolve),
  );
  return { url, child };
}

async function misbehave(behaviour: object | undefined): Promise<void> {
  const body = behaviour === undefined ? '' : new URLSearchParams({ always: JSON.stringify(behaviour) });
  await fetch(`${third.url}/requests`, { method: 'POST', body });
}

async function seenByThirdParty(): Promise<{ refreshes: number; alive: boolean[] }> {
  return (await (await fetch(`${third.url}/requests`)).json()) as { refreshes: number; alive: boolean[] };
}

function call(server: RunningProgram, method: string, path: string, body?: object): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${tenant.email}:${tenant.api_key}`).toString('base64')}`;
  return fetch(`${server.url}/v2/tenants/${tenant.tenant_id}/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function tokenOf(server: RunningProgram, id: string): Promise<{ status: number; token: string }> {
  const answer = await call(server, 'POST', `credentials/${id}/tokens`);
  const { data } = (await answer.json()) as { data?: { attributes: { access_token: string } } };
  return { status: answer.status, token: data?.attributes.access_token ?? '' };
}

/** A credential that was connected by password, and whose token has ended. */
async function ended(server: RunningProgram): Promise<string> {
  const attributes = credentialAt(third, { grant_type: 'password' });
  const made = await call(server, 'POST', 'credentials', document('credential', attributes));
  const { id } = ((await made.json()) as { data: { id: string } }).data;
  const person = document('connection', { username: 'ann', password: 'right' });
  const { status } = await call(server, 'POST', `credentials/${id}/connections`, person);
  expect(status).toBe(201);
  await row(id).update({ expires_at: 1000, refresh_at: 500, obtained_at: 1 });
  return id;
}

const row = (id: string) => platformDb(database).sql('connections').where({ credential_id: id });

const startAll = () => Promise.all(Array.from({ length: PROCESSES }, () => startServer(environment)));
const endAll = (servers: RunningProgram[]) => Promise.all(servers.map((server) => server.end('SIGTERM')));

test(`200 callers on ${PROCESSES} processes make exactly one refresh, and the grant lives`, async () => {
  const servers = await startAll();
  const id = await ended(servers[0]!);
  const before = await seenByThirdParty();
  await misbehave({ delay: 1_500 });
  const callers = Array.from({ length: 200 }, (_, index) => tokenOf(servers[index % PROCESSES]!, id));
  const answers = await Promise.all(callers);
  await misbehave(undefined);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
  const after = await seenByThirdParty();
  expect(after.refreshes - before.refreshes).toBe(1);
  expect(after.alive.at(-1)).toBe(true);
  // The next one works as well: the refresh token that was stored is the one that is good.
  await row(id).update({ expires_at: 1000, refresh_at: 500, obtained_at: 1 });
  expect((await tokenOf(servers.at(-1)!, id)).status).toBe(200);
  await endAll(servers);
});

test('a server killed before the provider has answered: another takes over at once, and the grant lives', async () => {
  const [doomed, heir] = await Promise.all([startServer(environment), startServer(environment)]);
  const id = await ended(doomed!);
  const before = await seenByThirdParty();
  // The request reaches the provider and gets stuck there, unprocessed.
  await misbehave({ delay: 4_000, resetBefore: true });
  const lost = tokenOf(doomed!, id).catch(() => undefined);
  await until(async () => (await seenByThirdParty()).refreshes === before.refreshes + 1 || undefined);
  await doomed!.end('SIGKILL');
  await lost;
  await misbehave(undefined);
  const { status } = await tokenOf(heir!, id);
  expect(status).toBe(200);
  const after = await seenByThirdParty();
  expect(after.refreshes - before.refreshes).toBe(2);
  expect(after.alive.at(-1)).toBe(true);
  await heir!.end('SIGTERM');
});

test('a server killed between answer and commit: one try with the old refresh token, then honesty', async () => {
  const [doomed, heir] = await Promise.all([startServer(environment), startServer(environment)]);
  const id = await ended(doomed!);
  const before = await seenByThirdParty();
  // The provider spends the refresh token, and its answer comes too late for the one who asked.
  await misbehave({ delayAfter: 4_000 });
  const lost = tokenOf(doomed!, id).catch(() => undefined);
  await until(async () => (await seenByThirdParty()).refreshes === before.refreshes + 1 || undefined);
  await doomed!.end('SIGKILL');
  await lost;
  await misbehave(undefined);
  const answer = await call(heir!, 'POST', `credentials/${id}/tokens`);
  expect(answer.status).toBe(409);
  const { errors } = (await answer.json()) as { errors: { code: string; detail: string }[] };
  expect(errors[0]).toMatchObject({
    code: 'credential_needs_reauthorization',
    detail: expect.stringContaining('A refresh was interrupted'),
  });
  await tokenOf(heir!, id);
  expect((await seenByThirdParty()).refreshes - before.refreshes).toBe(2);
  await heir!.end('SIGTERM');
});

test('a server that is asked to end finishes the refresh that is under way', async () => {
  const server = await startServer(environment);
  const id = await ended(server);
  const before = await seenByThirdParty();
  await misbehave({ delay: 1_500 });
  // Due, but alive: it is handed out at once, and nobody waits for the refresh.
  const soon = Date.now() + 600_000;
  await row(id).update({ obtained_at: 1, refresh_at: 2, expires_at: soon });
  expect((await tokenOf(server, id)).status).toBe(200);
  await until(async () => (await seenByThirdParty()).refreshes === before.refreshes + 1 || undefined);
  await server.end('SIGTERM');
  await misbehave(undefined);
  const [stored] = (await row(id)) as { lease_owner: string | null; state: string; expires_at: string }[];
  expect(stored).toMatchObject({ lease_owner: null, state: 'connected' });
  expect(Number(stored!.expires_at)).toBeGreaterThan(soon);
});
