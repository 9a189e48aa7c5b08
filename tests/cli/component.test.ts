import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { componentCommand } from '../../src/cli/component.ts';
import { runCommand } from '../support/run-command.ts';
import { migrateDescriptor } from '../../src/components/descriptor/index.ts';
import { fixtureText } from '../components/descriptor-fixtures.ts';

const URIS = [
  '--auth-uri',
  'https://pizzavan.example/authorize',
  '--token-uri',
  'https://pizzavan.example/token',
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'valetkey-component-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (args: string[], stdin?: string) => runCommand(componentCommand, args, stdin);

async function fileOf(name: string, text: string | Uint8Array = fixtureText(name)): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

interface JsonOutput {
  files: Record<string, unknown>[];
}

describe('component check', () => {
  test('an acceptable file is summarized, and the exit code is 0', async () => {
    const file = await fileOf('flag-at-root.json');
    const { stdout, stderr, exitCode } = await run(['check', file]);
    expect(stdout).toContain(`${file}: uses the tenant's OAuth client`);
    expect(stdout).toMatch(/client_id +HARBOUR_CLIENT_ID\n/);
    expect(stdout).toMatch(/client_secret +HARBOUR_CLIENT_SECRET\n/);
    expect(stdout).toMatch(/not linked +HARBOUR_API_VERSION\n/);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });

  test('broken JSON is an error with file, line and column, and no stack trace', async () => {
    const file = await fileOf('broken.json', '{\n  "a": 1,\n}');
    const { stdout, stderr, exitCode } = await run(['check', file]);
    expect(stderr).toBe(
      `${file}:2:9: error: Unexpected comma before a closing bracket. JSON does not allow trailing commas.\n`,
    );
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
  });

  test('a problem is reported as an error at its value', async () => {
    const file = await fileOf('flag.json', '{"title": "Flag",\n  "useOAuthClient": "true"\n}');
    const { stderr, exitCode } = await run(['check', file]);
    expect(stderr).toBe(`${file}:2:21: error: useOAuthClient must be true or false, not a string.\n`);
    expect(exitCode).toBe(1);
  });

  test('an open question is a warning with exit code 0, as an upload would accept the file', async () => {
    const file = await fileOf('two-pairs.json');
    const { stderr, exitCode } = await run(['check', file]);
    expect(stderr).toContain('two-pairs.json:1:1: warning: More than one pair');
    expect(exitCode).toBe(0);
    expect((await run(['check', '--strict', file])).exitCode).toBe(1);
  });

  test('a client secret in the file causes a warning and is never printed', async () => {
    const oauth2 = { client_id: 'abc', client_secret: 'hush-hush-1', token_uri: 'https://a.example/t' };
    const file = await fileOf('literal.json', JSON.stringify({ credentials: { oauth2 } }));
    const output = await run(['check', file]);
    expect(output.stderr).toContain(': warning: client_secret is hard-coded in the file');
    const { stdout } = await run(['check', '--json', file]);
    expect((JSON.parse(stdout) as JsonOutput).files[0]).toMatchObject({ oauth2: { client_id: 'abc' } });
    const diff = await run([
      'migrate',
      '--diff',
      '--set',
      'client_id=A_ID',
      '--set',
      'client_secret=A_S',
      file,
    ]);
    for (const { stdout: out, stderr } of [output, { stdout, stderr: '' }, diff]) {
      expect(out + stderr).not.toContain('hush-hush-1');
    }
    expect(diff.stdout).toContain('{{A_S}}');
  });

  test.each(['{}', '{"title": " "}', '{"title": 7}'])(
    'a file without a title, such as %s, causes a warning, as an upload would need a name',
    async (text) => {
      const file = await fileOf('untitled.json', text);
      const { stderr, exitCode } = await run(['check', file]);
      expect(stderr).toBe(
        `${file}:1:1: warning: The file has no title, so it can only be uploaded with a name. Add a title.\n`,
      );
      expect(exitCode).toBe(0);
      expect((await run(['check', '--strict', file])).exitCode).toBe(1);
    },
  );

  test.each([
    ['OAuth 1', '{"credentials": {"oauth1": {}}}', 'OAuth 1'],
    ['a false flag', '{"useOAuthClient": false, "env": ["A_KEY", "A_SECRET"]}', 'useOAuthClient is false'],
    ['an incomplete file', '{"useOAuthClient": true, "env": ["A_KEY", "A_SECRET"]}', 'migrate: incomplete'],
  ])('the summary of %s says what migrate would do', async (_, text, expected) => {
    expect((await run(['check', await fileOf('a.json', text)])).stdout).toContain(expected);
  });

  test('an unreadable file is reported in a sentence, and the other files are still checked', async () => {
    await mkdir(join(folder, 'directory'));
    const files = [join(folder, 'absent.json'), join(folder, 'directory'), await fileOf('api-key.json')];
    const { stdout, stderr, exitCode } = await run(['check', ...files]);
    expect(stderr).toBe(
      `${files[0]}: error: No such file.\n` +
        `${files[1]}: error: This is a directory. Pass the files in it.\n`,
    );
    expect(stdout).toBe(`${files[2]}: no OAuth\n`);
    expect(exitCode).toBe(1);
  });

  test('files that are not UTF-8 or are larger than 2 MiB are rejected', async () => {
    const latin = await fileOf('latin.json', Buffer.from([0x7b, 0x22, 0xe4, 0x22, 0x7d]));
    const large = await fileOf('large.json', ' '.repeat(2 * 1024 * 1024 + 1));
    const { stderr, exitCode } = await run(['check', latin, large]);
    expect(stderr).toContain(`${latin}:1:3: error: The file is not valid UTF-8. Save it as UTF-8.\n`);
    expect(stderr).toContain('The file is too large');
    expect(exitCode).toBe(1);
  });

  test('- reads standard input', async () => {
    const { stdout, exitCode } = await run(['check', '-'], fixtureText('auth-client-types.json'));
    expect(stdout).toBe("<stdin>: uses the tenant's OAuth client (authClientTypes)\n");
    expect(exitCode).toBe(0);
  });

  test('--json prints one document for all files', async () => {
    const files = [await fileOf('empty-client.json'), await fileOf('broken.json', '{')];
    const { stdout, stderr, exitCode } = await run(['check', '--json', ...files]);
    expect(JSON.parse(stdout)).toMatchObject({
      files: [
        {
          file: files[0],
          ok: true,
          style: 'oauth-client',
          linked: { client_id: 'PIZZAVAN_KEY' },
          diagnostics: [],
        },
        {
          file: files[1],
          ok: false,
          diagnostics: [{ line: 1, column: 2, severity: 'error', code: 'syntax' }],
        },
      ],
    });
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 });
  });

  test('file names and contents cannot send control characters to the terminal', async () => {
    const name = join(folder, 'a\u001b[31m.json');
    await writeFile(name, '{"env": ["\\u001b]0;x\\u0007"]}');
    const { stdout, stderr } = await run(['check', name]);
    expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
    expect(stderr).toContain('\\u001b[31m');
  });
});

describe('component migrate', () => {
  const migrated = migrateDescriptor(fixtureText('legacy-block.json')).text;

  test('without --write, the new text goes to standard output, and the file is unchanged', async () => {
    const file = await fileOf('legacy-block.json');
    const { stdout, stderr, exitCode } = await run(['migrate', file]);
    expect(stdout).toBe(migrated);
    expect(stderr).toBe(`${file}: migrated\n  /credentials/useOAuthClient = true\n`);
    expect(exitCode).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(fixtureText('legacy-block.json'));
  });

  test('a file from standard input that needs no change is printed unchanged', async () => {
    const { stdout, exitCode } = await run(['migrate', '-'], fixtureText('api-key.json'));
    expect({ stdout, exitCode }).toEqual({ stdout: fixtureText('api-key.json'), exitCode: 0 });
  });

  test('with several files, each new text is printed below its file name', async () => {
    const files = [
      await fileOf('legacy-block.json'),
      await fileOf('api-key.json'),
      await fileOf('extra-keys.json'),
    ];
    const { stdout } = await run(['migrate', ...files]);
    expect(stdout.match(/^==> .* <==$/gm)).toEqual([`==> ${files[0]} <==`, `==> ${files[2]} <==`]);
    expect(stdout).toContain(`<==\n${migrated}`);
  });

  test('--write replaces the file and leaves no other files behind', async () => {
    const file = await fileOf('legacy-block.json');
    const { stdout, stderr, exitCode } = await run(['migrate', '--write', file]);
    expect(await readFile(file, 'utf8')).toBe(migrated);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
    expect(stderr).toContain(`${file}: migrated, written\n`);
    expect(await readdir(folder)).toEqual(['legacy-block.json']);
  });

  test('--write keeps the file mode and follows a symbolic link', async () => {
    const file = await fileOf('legacy-block.json');
    await chmod(file, 0o640);
    const link = join(folder, 'link.json');
    await symlink('legacy-block.json', link);
    await run(['migrate', '--write', link]);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await readFile(file, 'utf8')).toBe(migrated);
  });

  test('a second --write writes nothing', async () => {
    const file = await fileOf('legacy-block.json');
    await run(['migrate', '--write', file]);
    const before = await stat(file);
    const { stderr, exitCode } = await run(['migrate', '--write', file]);
    const { ino, mtimeMs, ctimeMs } = before;
    expect(await stat(file)).toMatchObject({ ino, mtimeMs, ctimeMs });
    expect(stderr).toContain(': unchanged\n');
    expect(exitCode).toBe(0);
  });

  test('missing values are reported with their options, and nothing is written', async () => {
    const file = await fileOf('variables-only.json');
    const { stdout, stderr, exitCode } = await run(['migrate', '--write', file]);
    expect(stderr).toBe(
      `${file}: incomplete\n` +
        `${file}: error: auth_uri is missing. Set it with --auth-uri URI.\n` +
        `${file}: error: token_uri is missing. Set it with --token-uri URI.\n`,
    );
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(await readFile(file, 'utf8')).toBe(fixtureText('variables-only.json'));
  });

  test('a file is migrated if the missing URIs are given', async () => {
    const { stdout, exitCode } = await run(['migrate', ...URIS, await fileOf('variables-only.json')]);
    expect(stdout).toContain('"client_id": "{{PIZZAVAN_KEY}}"');
    expect(stdout).toContain('"token_uri": "https://pizzavan.example/token"');
    expect(exitCode).toBe(0);
  });

  test('--set chooses the variables of the client', async () => {
    const file = await fileOf('two-pairs.json');
    const { stdout, exitCode } = await run(['migrate', ...URIS, '--set', 'client_id=SOUTH_KEY', file]);
    expect(stdout).toContain('"client_secret": "{{SOUTH_SECRET}}"');
    expect(exitCode).toBe(0);
  });

  test('--diff prints a diff instead of the file', async () => {
    const file = await fileOf('legacy-block.json');
    const { stdout, exitCode } = await run(['migrate', '--diff', file]);
    expect(stdout).toMatch(/^--- .*\n\+\+\+ .*\n@@ /m);
    expect(stdout).toContain('+    "useOAuthClient": true\n');
    expect(exitCode).toBe(0);
    expect((await run(['migrate', '--diff', await fileOf('api-key.json')])).stdout).toBe('');
  });

  test('an undecided file is an error that lists its candidates, and the others are migrated', async () => {
    const files = [await fileOf('two-pairs.json'), await fileOf('legacy-block.json')];
    const { stderr, exitCode } = await run(['migrate', '--write', ...files]);
    expect(stderr).toContain(`${files[0]}:1:1: error: More than one pair`);
    expect(stderr).toContain('"SOUTH_KEY" with "SOUTH_SECRET"');
    expect(await readFile(files[1] ?? '', 'utf8')).toBe(migrated);
    expect(exitCode).toBe(1);
  });

  test('--json prints outcome, changes and text, but no text with --write', async () => {
    const file = await fileOf('legacy-block.json');
    const read = await run(['migrate', '--json', file]);
    const changes = [{ pointer: '/credentials/useOAuthClient', value: true }];
    expect(JSON.parse(read.stdout)).toEqual({
      files: [
        {
          file,
          ok: true,
          outcome: 'migrated',
          missing: [],
          changes,
          candidates: [],
          written: false,
          text: migrated,
          diagnostics: [],
        },
      ],
    });
    const wrote = await run(['migrate', '--json', '--write', file]);
    const [written] = (JSON.parse(wrote.stdout) as JsonOutput).files;
    expect(written).toMatchObject({ outcome: 'migrated', written: true });
    expect(written).not.toHaveProperty('text');
    expect(read.stderr + wrote.stderr).toBe('');
  });
});

describe('usage', () => {
  test.each([
    ['no file', ['check']],
    ['an unknown option', ['check', '--wrong', 'x.json']],
    ['an unknown command', ['chek', 'x.json']],
    ['no command', []],
    ['an invalid URI', ['migrate', '--auth-uri', '/authorize', 'x.json']],
    ['--set without a name', ['migrate', '--set', 'client_id', 'x.json']],
    ['--set of another member', ['migrate', '--set', 'scopes=A', 'x.json']],
    ['--set with an invalid variable name', ['migrate', '--set', 'client_id=A B', 'x.json']],
    ['--diff with --json', ['migrate', '--diff', '--json', 'x.json']],
    ['standard input twice', ['check', '-', '-']],
    ['--write on standard input', ['migrate', '--write', '-']],
  ])('%s is a usage error with exit code 2', async (_, args) => {
    const { stdout, stderr, exitCode } = await run(args, '{}');
    expect(stderr).not.toBe('');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  });

  test.each(['check', 'migrate'])('%s --help shows examples, and the exit code is 0', async (name) => {
    const { stdout, exitCode } = await run([name, '--help']);
    expect(stdout).toContain(`  valetkey component ${name} `);
    expect(exitCode).toBe(0);
  });
});
