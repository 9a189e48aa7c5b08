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
  installDependencies();
});
afterAll(() => rmSync(folder, { recursive: true }));

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
}

interface Lock {
  packages: Record<string, { version: string; integrity?: string }>;
}

function readLock(path: string): Lock['packages'] {
  return (JSON.parse(readFileSync(path, 'utf8')) as Lock).packages;
}

/** Copies the locked packages, without sources that are compiled at installation. */
function installDependencies(): void {
  for (const path of Object.keys(readLock(join(installed, 'npm-shrinkwrap.json')))) {
    const from = join(ROOT, path);
    if (path === '' || !existsSync(from)) continue;
    const isWanted = (file: string) =>
      !/node_modules\/sqlite3\/(?:deps|src|build\/Release\/obj)/.test(file) &&
      !file.slice(from.length).includes('/node_modules/');
    cpSync(from, join(installed, path), { recursive: true, filter: isWanted });
  }
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
  expect(readdirSync(join(folder, 'package')).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist',
    'docs',
    'npm-shrinkwrap.json',
    'openapi.yaml',
    'package.json',
    'schemas',
    'seeds',
  ]);
  expect(bytesIn(join(folder, 'package'))).toBeLessThan(MAX_BYTES);
  for (const notices of ['packages', 'web'])
    expect(existsSync(join(installed, 'dist', notices, 'third-party-notices.md'))).toBe(true);
});

test('an installation gets the versions that were tested, and nothing that only development needs', () => {
  const { '': root, ...others } = readLock(join(installed, 'npm-shrinkwrap.json'));
  const ours = readLock(join(ROOT, 'package-lock.json'));
  expect(root).toMatchObject({ dependencies: manifest().dependencies });
  const unlike = Object.entries(others).filter(
    ([path, { version, integrity }]) => ours[path]?.version !== version || ours[path].integrity !== integrity,
  );
  expect(unlike).toEqual([]);
  const names = Object.keys(others).map((path) => path.replace(/^.*node_modules\//, ''));
  expect(names).toContain('sqlite3');
  expect(names.filter((name) => ['jest', 'express', 'typescript', 'react'].includes(name))).toEqual([]);
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
  rmSync(join(installed, 'node_modules/sqlite3/build'), { recursive: true });
  const serving = valetkey('serve');
  const [code] = (await once(serving.child, 'close')) as [number];
  expect(code).toBe(1);
  expect(serving.output()).toMatch(
    /^valetkey: The SQLite driver is not built for this machine .+ run "npm rebuild sqlite3 --foreground-scripts" in \S+node_modules\/valetkey\. Or use PostgreSQL, .+ set DATABASE_URL\.\n$/,
  );
  expect(serving.output()).toContain(folder);
  const help = valetkey('--help');
  await once(help.child, 'close');
  expect(help.output()).toContain('Usage: ');
});
