import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { providerCommand } from '../../src/cli/provider.ts';
import { runCommand } from '../support/run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'valetkey-provider-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (args: string[], stdin?: string) => runCommand(providerCommand, args, stdin);

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const VALID = `{
  "name": "Acme CRM",
  "grant_types": ["client_credentials"],
  "token_url": "https://acme.example/token"
}`;

test('a valid file is summarized, and the exit code is 0', async () => {
  const file = await fileOf('acme-crm.json', VALID);
  expect(await run(['check', file])).toEqual({
    stdout: `${file}: Acme CRM, oauth2 (client_credentials)\n`,
    stderr: '',
    exitCode: 0,
  });
});

test('the files of the catalog are valid', async () => {
  const { stdout, exitCode } = await run([
    'check',
    'seeds/providers/google.json',
    'seeds/providers/trello.json',
  ]);
  expect([stdout.split('\n').length - 1, exitCode]).toEqual([2, 0]);
});

test.each<[string, string, RegExp]>([
  ['broken JSON', '{\n  "name": "Acme",\n}', /:2:17: error: Unexpected comma/],
  ['an unknown member', VALID.replace('"name"', '"title": "x",\n"name"'), /:2:12: error: .*"title"/],
  [
    'a missing member',
    VALID.replace('["client_credentials"]', '["authorization_code"]'),
    /:1:1: error: authorization_url is required/,
  ],
  ['an invalid URL', VALID.replace('https:', 'ftp:'), /:4:16: error: token_url must be an absolute URL/],
])('%s is an error with file, line and column', async (_, text, line) => {
  const { stdout, stderr, exitCode } = await run(['check', await fileOf('acme.json', text)]);
  expect(stderr).toMatch(line);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
});

test('revocation without a URL is a warning', async () => {
  const file = await fileOf(
    'acme.json',
    VALID.replace('"name"', '"revocation": { "method": "DELETE" },\n"name"'),
  );
  const { stderr, exitCode } = await run(['check', file]);
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/acme\.json:2:17: warning: revocation has no effect without revocation_url/);
});

test.each([
  ['http', 'http://acme.example/token'],
  ['a private address', 'https://10.0.0.7/token'],
])('a URL with %s is a warning, because an operator can allow it', async (_, url) => {
  const file = await fileOf('acme.json', VALID.replace('https://acme.example/token', url));
  const { stdout, stderr, exitCode } = await run(['check', file]);
  expect([stdout, exitCode]).toEqual([`${file}: Acme CRM, oauth2 (client_credentials)\n`, 0]);
  expect(stderr).toMatch(/acme\.json:4:16: warning: .*OUTBOUND_ALLOW/);
});

test('a URL with http is a warning even if it has a placeholder', async () => {
  const text = VALID.replace('https://acme', 'http://{site}.acme').replace(
    '"name"',
    '"parameters": { "site": { "description": "Site", "pattern": "^[a-z]+$", "example": "shop" } },\n"name"',
  );
  const { stderr, exitCode } = await run(['check', await fileOf('acme.json', text)]);
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/:5:16: warning: .*https:/);
});

test('every problem of every file is reported, and valid files are still summarized', async () => {
  const broken = await fileOf('broken.json', '{"name": "", "grant_types": ["implicit"]}');
  const { stdout, stderr, exitCode } = await run([
    'check',
    broken,
    await fileOf('fine.json', VALID),
    join(folder, 'none.json'),
  ]);
  expect(stderr.split('\n')).toHaveLength(4);
  expect(stderr).toContain('none.json: error: No such file.');
  expect(stdout).toContain('fine.json: Acme CRM');
  expect(exitCode).toBe(1);
});

test('the file must be named after the ID', async () => {
  const { stderr, exitCode } = await run(['check', await fileOf('Acme CRM.json', VALID)]);
  expect(stderr).toContain('The file name must consist of lowercase letters and digits');
  expect(exitCode).toBe(1);
});

test('standard input is read once', async () => {
  expect((await run(['check', '-'], VALID)).stdout).toBe('<stdin>: Acme CRM, oauth2 (client_credentials)\n');
  expect((await run(['check', '-', '-'], VALID)).exitCode).toBe(2);
});

test('--json prints one document', async () => {
  const file = await fileOf('acme.json', '{"name": "Acme"}');
  const { stdout, stderr, exitCode } = await run(['check', '--json', file]);
  const { files } = JSON.parse(stdout) as { files: { diagnostics: { pointer: string }[] }[] };
  expect(files[0]!.diagnostics.map(({ pointer }) => pointer)).toEqual(['/grant_types', '/token_url']);
  expect(files[0]).toMatchObject({ file, ok: false });
  expect([stderr, exitCode]).toEqual(['', 1]);
});
