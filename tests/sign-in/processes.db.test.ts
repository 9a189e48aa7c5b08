import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_MASTER_KEY } from '../support/app.ts';
import { createDatabase } from '../support/databases.ts';
import { hidden, PASSWORD } from '../support/oauth.ts';
import { unlessOverloaded } from '../support/overload.ts';
import { runProgram, startServer, type RunningProgram } from '../support/program.ts';

/** Four processes on one PostgreSQL; two on one SQLite file, as more make no sense there. */
const PROCESSES = globalThis.TEST_DATABASE === 'postgres' ? 4 : 2;
const BURST = 24;
const EMAIL = 'person@acme.test';

let servers: RunningProgram[];
let close: () => Promise<void>;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-sign-in-'));
  const fresh = globalThis.TEST_DATABASE === 'postgres' ? await createDatabase() : undefined;
  const environment = {
    DATABASE_URL: fresh?.url ?? `sqlite:${folder}/valetkey.db`,
    DATA_DIR: folder,
    MASTER_KEY: TEST_MASTER_KEY,
  };
  const made = async (args: string[], input?: string) =>
    JSON.parse((await runProgram([...args, '--json'], environment, input)).stdout) as { tenant_id: string };
  const { tenant_id } = await made(['tenant', 'create', '--name', 'A', '--owner-email', 'a@acme.test']);
  const person = ['--tenant', tenant_id, '--email', EMAIL, '--role', 'viewer', '--password-stdin'];
  await made(['user', 'create', ...person], PASSWORD);
  servers = await Promise.all(Array.from({ length: PROCESSES }, () => startServer(environment)));
  close = async () => {
    await Promise.all(servers.map((server) => server.end('SIGTERM')));
    await fresh?.drop();
    rmSync(folder, { recursive: true });
  };
});
afterAll(() => close());

/** Opens a sign-in form in a browser. @returns a function that submits it and returns the status */
async function openForm(server: RunningProgram): Promise<(password: string) => Promise<number>> {
  const page = await fetch(`${server.url}/login?to=/console`);
  const cookie = page.headers.getSetCookie().map((set) => set.split(';', 1)[0]);
  const fields = hidden({ text: await page.text() } as Parameters<typeof hidden>[0]);
  return async (password) => {
    // An overloaded server responds without checking the password.
    const answer = await unlessOverloaded(() =>
      fetch(`${server.url}/login`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: cookie.join('; ') },
        body: new URLSearchParams({ ...fields, email: EMAIL, password }),
      }),
    );
    await answer.arrayBuffer();
    return answer.status;
  };
}

const formsOn = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => openForm(servers[index % PROCESSES]!)));

test('all correct passwords of a burst across all processes are accepted', async () => {
  const forms = await formsOn(BURST);
  const statuses = await Promise.all(forms.map((signIn) => signIn(PASSWORD)));
  expect(statuses).toEqual(Array.from({ length: BURST }, () => 303));
});

test('all correct passwords of a burst are accepted after wrong ones that do not lock the source yet', async () => {
  const wrong = await formsOn(4);
  expect(await Promise.all(wrong.map((signIn) => signIn('nonsense')))).toEqual([401, 401, 401, 401]);
  const forms = await formsOn(BURST);
  const statuses = await Promise.all(forms.map((signIn) => signIn(PASSWORD)));
  expect(statuses).toEqual(Array.from({ length: BURST }, () => 303));
});

test('wrong passwords are counted across all processes', async () => {
  const wrong = await formsOn(6);
  for (const signIn of wrong) expect(await signIn('nonsense')).toBe(401);
  const statuses = await Promise.all((await formsOn(PROCESSES)).map((signIn) => signIn(PASSWORD)));
  expect(statuses).toEqual(Array.from({ length: PROCESSES }, () => 401));
});
