import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { senderCommand } from '../../src/cli/sender.ts';
import { runCommand } from '../support/run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'valetkey-sender-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (args: string[], stdin?: string) => runCommand(senderCommand, args, stdin);

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const VALID = `{
  "name": "Acme Shop",
  "secret_description": "Any text.",
  "config_services": { "webhook_event_verification": { "type": "token", "header": "X-Token" } },
  "samples": [
    { "type": "order", "method": "POST", "headers": { "X-Token": "sample" }, "body": "{}", "secret": "sample" }
  ]
}`;

test('a valid file is summarized, and the exit code is 0', async () => {
  const file = await fileOf('acme-shop.json', VALID);
  expect(await run(['check', file])).toEqual({
    stdout: `${file}: Acme Shop, token (order)\n`,
    stderr: '',
    exitCode: 0,
  });
});

test('all built-in presets are valid', async () => {
  const files = readdirSync('seeds/senders').map((file) => `seeds/senders/${file}`);
  const { stdout, stderr, exitCode } = await run(['check', ...files]);
  expect([stdout.split('\n').length - 1, stderr, exitCode]).toEqual([files.length, '', 0]);
});

test.each<[string, string, RegExp]>([
  ['broken JSON', '{\n  "name": "Acme",\n}', /:2:17: error: Unexpected comma/],
  ['an unknown member', VALID.replace('"name"', '"title": "x",\n"name"'), /:2:12: error: .*"title"/],
  ['a missing setting', VALID.replace(', "header": "X-Token"', ''), /:4:\d+: error: /],
  [
    'a sample that a webhook would refuse',
    VALID.replace('"X-Token": "sample"', '"X-Token": "other"'),
    /:6:5: error: A webhook with this preset refuses the sample\. /,
  ],
])('%s is an error with file, line and column', async (_, text, line) => {
  const { stdout, stderr, exitCode } = await run(['check', await fileOf('acme.json', text)]);
  expect(stderr).toMatch(line);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
});

test('the file must be named after the ID, and standard input has none', async () => {
  const { stderr, exitCode } = await run(['check', await fileOf('Acme Shop.json', VALID)]);
  expect(stderr).toContain('The file name must consist of lowercase letters and digits');
  expect(exitCode).toBe(1);
  expect((await run(['check', '-'], VALID)).stdout).toBe('<stdin>: Acme Shop, token (order)\n');
});
