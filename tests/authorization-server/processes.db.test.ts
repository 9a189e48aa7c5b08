import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, TEST_MASTER_KEY, type Caller, type TestApp } from '../support/app.ts';
import {
  codeFor,
  givePassword,
  introspect,
  redeem,
  registerApp,
  type RegisteredApp,
} from '../support/oauth.ts';
import { unlessOverloaded } from '../support/overload.ts';
import { startServer, type RunningProgram } from '../support/program.ts';

/** Servers in separate processes, on the same database as the one in this process. */
const PROCESSES = 3;
const AT_ONCE = 50;

let app: TestApp;
let servers: RunningProgram[];
let folder: string;
let owner: Caller;
let client: RegisteredApp;

beforeAll(async () => {
  app = await startApp();
  folder = mkdtempSync(join(tmpdir(), 'valetkey-authorization-'));
  const environment = { DATABASE_URL: app.databaseUrl, DATA_DIR: folder, MASTER_KEY: TEST_MASTER_KEY };
  servers = await Promise.all(Array.from({ length: PROCESSES }, () => startServer(environment)));
  owner = await app.tenant();
  await givePassword(app, owner);
  client = await registerApp(owner, { scopes: ['read.flows', 'offline_access'] });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGTERM')));
  await app.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  status: number;
  body: { access_token: string; refresh_token: string; error?: string };
}

/** Sends the same request fifty times at once, spread over all processes. */
function everywhere(fields: Record<string, string>): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: AT_ONCE }, async (_, index) => {
      const answer = await unlessOverloaded(() =>
        fetch(`${servers[index % PROCESSES]!.url}/oauth2/token`, {
          method: 'POST',
          headers: { ...client.basic, 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams(fields),
        }),
      );
      return { status: answer.status, body: (await answer.json()) as Answer['body'] };
    }),
  );
}

test('one code, used fifty times across processes, succeeds once and leaves no active token', async () => {
  const answers = await everywhere({
    grant_type: 'authorization_code',
    code: await codeFor(app, owner, client),
  });
  const won = answers.filter(({ status }) => status === 200);
  expect([won.length, answers.filter(({ body }) => body.error === 'invalid_grant').length]).toEqual([
    1,
    AT_ONCE - 1,
  ]);
  for (const token of [won[0]!.body.access_token, won[0]!.body.refresh_token])
    expect(await introspect(app, client, token)).toEqual({ active: false });
});

test('one refresh token, used fifty times across processes, leaves one active successor', async () => {
  const { body } = await redeem(app, client, await codeFor(app, owner, client));
  const answers = await everywhere({ grant_type: 'refresh_token', refresh_token: body.refresh_token });
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(AT_ONCE);
  const states = await Promise.all(
    answers.map((answer) => introspect(app, client, answer.body.refresh_token)),
  );
  expect(states.filter(({ active }) => active)).toHaveLength(1);
});

test('tokens stay active when the process that issued them is killed after its response', async () => {
  const [victim] = servers.splice(0, 1);
  const { body } = await redeem(app, client, await codeFor(app, owner, client));
  const answer = await fetch(`${victim!.url}/oauth2/token`, {
    method: 'POST',
    headers: client.basic,
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: body.refresh_token }),
  });
  const renewed = (await answer.json()) as Answer['body'];
  await victim!.end('SIGKILL');
  expect((await introspect(app, client, renewed.access_token)).active).toBe(true);
  expect((await introspect(app, client, renewed.refresh_token)).active).toBe(true);
});
