import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { run } from '../../src/cli/program.ts';
import { TEST_MASTER_KEY } from '../support/app.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { runProgram, startServer } from '../support/program.ts';

const UNKNOWN = '01890000-0000-7000-8000-000000000000';

let home: TestDatabase;
let folder: string;
let environment: Record<string, string>;
beforeEach(async () => {
  home = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'valetkey-cli-'));
  environment = {
    DATABASE_URL: home.url,
    DATA_DIR: join(folder, 'data'),
    MASTER_KEY: TEST_MASTER_KEY,
    PORT: '0',
  };
});
afterEach(async () => {
  await home.drop();
  rmSync(folder, { recursive: true });
});

/** Runs a command line in this process. */
async function valetkey(line: string, settings = environment, input = '') {
  let [stdout, stderr, code] = ['', '', 0];
  const io = {
    stdout: (text: string) => void (stdout += text),
    stderr: (text: string) => void (stderr += text),
    setExitCode: (exit: 0 | 1 | 2) => void (code = exit),
    readStdin: async () => Buffer.from(input),
  };
  await run(line.split(' '), io, settings);
  expect(stdout + stderr).not.toMatch(/^\s+at /m);
  return { stdout, stderr, code };
}

const made = async (line: string) =>
  JSON.parse((await valetkey(`${line} --json`)).stdout) as Record<string, string>;

test.each([
  '',
  'serve',
  'migrate',
  'demo',
  'tenant create',
  'user create',
  'api-key create',
  'api-key list',
  'api-key revoke',
  'tenant list',
  'tenant delete',
  'user list',
  'keys prune',
  'component check',
  'component migrate',
  'listen',
  'trigger',
  'keys rotate',
  'doctor',
])('`%s --help` prints the usage and exits with 0', async (command) => {
  const { stdout, code } = await valetkey(`${command} --help`.trim());
  expect(stdout).toContain(`Usage: valetkey${command === '' ? '' : ` ${command}`}`);
  expect(code).toBe(0);
});

test.each([
  'bogus',
  'tenant bogus',
  'tenant create',
  'tenant create --name',
  'doctor --bogus',
  'keys',
  'tenant create --name Acme --owner-email nonsense',
  'api-key create --tenant x --email a@acme.test --expires-at soon',
  'tenant delete',
  'tenant list everything',
])('`%s` is a usage error', async (line) => {
  const { stderr, code } = await valetkey(line);
  expect(code).toBe(2);
  expect(stderr).not.toBe('');
});

test('tenant create prints exactly what the owner needs, and the API key works', async () => {
  const tenant = await made('tenant create --name Acme --owner-email Owner@Acme.test');
  expect(Object.keys(tenant)).toEqual(['tenant_id', 'user_id', 'email', 'api_key']);
  expect(tenant['email']).toBe('owner@acme.test');
  const server = await startServer(environment);
  const authorization = `Basic ${Buffer.from(`${tenant['email']}:${tenant['api_key']}`).toString('base64')}`;
  const answer = await fetch(`${server.url}/v2/tenants/${tenant['tenant_id']}`, {
    headers: { authorization },
  });
  expect(answer.status).toBe(200);
  await server.end('SIGTERM');
});

test('user create and api-key create print what they created and name invalid options', async () => {
  const { tenant_id } = await made('tenant create --name Acme --owner-email owner@acme.test');
  const user = await made(`user create --tenant ${tenant_id} --email dev@acme.test --role developer`);
  expect(user).toMatchObject({ tenant_id, email: 'dev@acme.test', role: 'developer' });
  // A link to the sign-in pages, for users without a password and for those who forgot it.
  expect(user['password_link']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/password\?token=vkpl_\w+$/);
  const again = await made('user password-link --email dev@acme.test');
  expect(again).toEqual({
    email: 'dev@acme.test',
    password_link: expect.stringContaining('/password?token=vkpl_'),
  });
  expect(again['password_link']).not.toBe(user['password_link']);
  expect(await made('user confirm --email dev@acme.test')).toEqual({
    user_id: user['user_id'],
    email: 'dev@acme.test',
  });
  const key = await made(`api-key create --tenant ${tenant_id} --email dev@acme.test`);
  expect(key).toMatchObject({ tenant_id, user_id: user['user_id'], api_key: expect.stringMatching(/^vk_/) });
  const failures = [
    [
      `user create --tenant ${tenant_id} --email dev@acme.test --role developer`,
      'This person is already a user of the tenant.',
    ],
    [`user create --tenant ${tenant_id} --email x@acme.test --role king`, '--role: there is no role "king".'],
    ['user confirm --email nobody@acme.test', '--email: there is no user nobody@acme.test.'],
    ['user password-link --email nobody@acme.test', '--email: there is no user nobody@acme.test.'],
    [
      `user create --tenant ${UNKNOWN} --email x@acme.test --role admin`,
      `--tenant: there is no tenant ${UNKNOWN}.`,
    ],
    [
      `api-key create --tenant ${tenant_id} --email nobody@acme.test`,
      '--email: the tenant has no user nobody@acme.test.',
    ],
  ] as const;
  for (const [line, sentence] of failures) {
    const { stderr, code } = await valetkey(line);
    expect([stderr, code]).toEqual([expect.stringContaining(sentence), 1]);
  }
});

test('migrate runs all pending migrations, then none', async () => {
  expect((await valetkey('migrate --json')).stdout).toBe(
    '{"steps":["0001_initial","0002_credentials","0003_authorization-server","0004_webhooks","0005_statistics","0006_sorted-lists","0007_reason-codes","0008_secret-places","0009_webhook-receipts","0010_pushed-limits","0011_sign-in-limits","0012_component-carry-overs","0013_refresh-calls","0014_invitations","0015_failing-refreshes","0016_webhook-failures","0017_provider-settings","0018_providers","0019_previous-client-secrets","0020_device-authorization","0021_connection-ends","0022_connection-settings","0023_webhook-handshakes","0024_event-lists","0025_exchange-and-dpop","0026_webhook-fan-out","0027_delivery-settings","0028_replays","0029_rejected-requests","0030_alerts","0031_ordered-delivery","0032_senders","0033_target-certificates","0034_webhook-decryption-keys","0035_event-states","0036_event-summaries","0037_flow-failures","0038_held-events"]}\n',
  );
  expect((await valetkey('migrate')).stdout).toBe('The schema is up to date.\n');
});

test('doctor prints the settings without secrets and changes nothing', async () => {
  // The built program, because only that includes the console.
  const { stdout, code } = await runProgram(['doctor'], environment);
  expect(code).toBe(0);
  expect(stdout).toContain('MASTER_KEY');
  expect(stdout).not.toContain(TEST_MASTER_KEY);
  expect(existsSync(join(folder, 'data'))).toBe(false);
  expect((await valetkey('migrate --json')).stdout).toContain('0001_initial');
  await made('tenant create --name Acme --owner-email owner@acme.test');
  const { master_keys } = JSON.parse((await valetkey('doctor --json')).stdout) as { master_keys: object[] };
  expect(master_keys).toEqual([
    { id: expect.stringMatching(/^mk_/), current: true, needed: true, tenant_keys: 1 },
  ]);
});

test('a database that is unavailable is reported in one sentence', async () => {
  const { stderr, code } = await valetkey('migrate', {
    ...environment,
    DATABASE_URL: 'postgres://127.0.0.1:1/none',
  });
  expect([stderr, code]).toEqual([
    expect.stringContaining('Cannot connect to postgres://127.0.0.1:1/none (ECONNREFUSED).'),
    1,
  ]);
});

test('a password from standard input must be neither too short nor easy to guess', async () => {
  const { tenant_id } = await made('tenant create --name Acme --owner-email owner@acme.test');
  const create = (email: string, password: string) =>
    valetkey(
      `user create --tenant ${tenant_id} --email ${email} --role viewer --password-stdin --json`,
      environment,
      password,
    );
  const short = await create('a@acme.test', 'too short\n');
  expect([short.stderr, short.code]).toEqual([
    expect.stringMatching(/^valetkey: --password-stdin: The password must have 12 to 200 characters\.$/m),
    1,
  ]);
  const weak = await create('a@acme.test', 'acmeacmeacme1\n');
  expect([weak.stderr, weak.code]).toEqual([
    expect.stringMatching(/^valetkey: --password-stdin: The password is too easy to guess: .*the tenant/m),
    1,
  ]);
  const set = await create('b@acme.test', 'a password of one line\n');
  expect(Object.keys(JSON.parse(set.stdout) as object)).toEqual(['tenant_id', 'user_id', 'email', 'role']);
});

test('an invalid setting is named', async () => {
  const { stderr, code } = await valetkey('serve', { ...environment, PORT: 'x' });
  expect([stderr, code]).toEqual(['valetkey: PORT must be a whole number from 0 to 65535, not "x".\n', 1]);
});

test('the demo tenant is created once, and never in production', async () => {
  expect((await valetkey('demo', { ...environment, NODE_ENV: 'production' })).code).toBe(1);
  expect((await valetkey('demo')).stdout).toContain('export LOGIN=owner@demo.test:vk_');
  const again = await valetkey('demo');
  expect(again.stdout).toMatch(/with the existing demo tenant[^]*api-key create --tenant .* --json/);
  expect(again.stdout).not.toContain(':vk_');
});

test('the demo tenant is not created if there are other tenants', async () => {
  await valetkey('tenant create --name Acme --owner-email owner@acme.test');
  const { stderr, code } = await valetkey('demo');
  expect([stderr, code]).toEqual([expect.stringContaining('has tenants already'), 1]);
});

test('the commands printed by the first start can be pasted into a shell', async () => {
  const server = await startServer({ ...environment, NODE_ENV: 'development' });
  while (!server.stderr().includes('api-key create')) await once(server.child.stderr!, 'data');
  const commands = server
    .stderr()
    .split('\n')
    .filter((line) => /^ {2}(export|curl)/.test(line))
    .map((line) => line.trim().replace(/^curl /, 'curl -s -w "\\n%{http_code}\\n" '));
  expect(commands.length).toBe(10);
  const { stdout } = await promisify(execFile)('bash', ['-c', commands.join('\n')]);
  const statuses = stdout.split('\n').filter((line) => /^\d{3}$/.test(line));
  expect(statuses).toEqual(['201', '200', '200', '200', '200', '204']);
  await server.end('SIGTERM');
});

test('the built server responds to a wrong API key with 401', async () => {
  const server = await startServer(environment);
  const headers = { Authorization: `Basic ${Buffer.from('owner@acme.test:wrong').toString('base64')}` };
  const response = await fetch(`${server.url}/v2/me`, { headers });
  expect([response.status, await response.json()]).toEqual([
    401,
    { errors: [expect.objectContaining({ code: 'unauthenticated' })] },
  ]);
  await server.end('SIGTERM');
});
