import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `npm pack` makes of the package, unpacked into an empty folder with its dependencies, as npm installs them. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAX_BYTES = 30_000_000;

interface Manifest {
  private?: boolean;
  bin: Record<string, string>;
  dependencies?: Record<string, string>;
}

let folder: string;
let installed: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-package-'));
  const built = execFileSync(process.execPath, ['scripts/build-package.mjs'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: built.trim() });
  const [archive] = readdirSync(folder);
  execFileSync('tar', ['-xzf', archive!], { cwd: folder });
  installed = join(folder, 'node_modules/valetkey');
  cpSync(join(folder, 'package'), installed, { recursive: true });
  for (const name of Object.keys(manifest().dependencies!)) install(name);
});
afterAll(() => rmSync(folder, { recursive: true }));

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
}

/** Copies a package of this checkout and those that it needs, without sources that are compiled at installation. */
function install(name: string): void {
  const from = join(ROOT, 'node_modules', name);
  const to = join(folder, 'node_modules', name);
  if (existsSync(to) || !existsSync(from)) return;
  cpSync(from, to, {
    recursive: true,
    filter: (path) => !/sqlite3\/(?:deps|src|build\/Release\/obj)/.test(path),
  });
  const { dependencies = {} } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as Manifest;
  for (const dependency of Object.keys(dependencies)) install(dependency);
}

/** Starts the installed program in the empty folder, with nothing but PATH. */
function valetkey(...args: string[]): { child: ChildProcess; output: () => string } {
  let output = '';
  const child = spawn(process.execPath, [join(installed, manifest().bin['valetkey']!), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PORT: '0' },
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += String(bytes)));
  return { child, output: () => output };
}

function bytesIn(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0);
}

test('the package can be published, contains only what runs, and is small', () => {
  expect(manifest().private).toBeUndefined();
  expect(readdirSync(installed).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist',
    'docs',
    'openapi.yaml',
    'package.json',
    'schemas',
    'seeds',
  ]);
  expect(bytesIn(installed)).toBeLessThan(MAX_BYTES);
  for (const notices of ['packages', 'web'])
    expect(existsSync(join(installed, 'dist', notices, 'third-party-notices.md'))).toBe(true);
});

test('it creates its database, and serves the API, the console and the documentation', async () => {
  const { child, output } = valetkey('serve');
  try {
    const address = /"address":"([^"]+)"/;
    while (!address.test(output())) {
      if (child.exitCode !== null) throw new Error(output());
      await once(child.stdout!, 'data');
    }
    const url = address.exec(output())![1]!;
    for (const [path, content] of [
      ['/readyz', '"status":"ok"'],
      ['/docs', '<!doctype html>'],
      ['/docs/webhooks', '<h2'],
      ['/openapi.yaml', 'openapi: 3.1'],
      ['/login', '<form'],
    ] as const) {
      const response = await fetch(url + path);
      expect([path, response.status]).toEqual([path, 200]);
      expect((await response.text()).toLowerCase()).toContain(content);
    }
    expect(existsSync(join(folder, '.valetkey/valetkey.db'))).toBe(true);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

test('without a binary of the SQLite driver, it says how to get one, and commands that need none still work', async () => {
  rmSync(join(folder, 'node_modules/sqlite3/build'), { recursive: true });
  const serving = valetkey('serve');
  const [code] = (await once(serving.child, 'close')) as [number];
  expect(code).toBe(1);
  expect(serving.output()).toMatch(
    /^valetkey: The SQLite driver is not built for this machine .+ run "npm rebuild sqlite3 --foreground-scripts" in \S+valetkey-package-\w+\. Or use PostgreSQL, .+ set DATABASE_URL\.\n$/,
  );
  expect(serving.output()).toContain(folder);
  const help = valetkey('--help');
  await once(help.child, 'close');
  expect(help.output()).toContain('Usage: ');
});
