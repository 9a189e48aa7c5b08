import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TEST_MASTER_KEY } from './app.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface ServerProcess {
  url: string;
  pid: number;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
}

/** A build of src/ in a folder of its own, so that no suite depends on what dist/ happens to hold. */
export function buildProgram(): { main: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-build-'));
  for (const name of ['node_modules', 'schemas', 'seeds', 'package.json', 'openapi.yaml']) {
    symlinkSync(join(ROOT, name), join(folder, name));
  }
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const options = ['-p', 'tsconfig.json', '--outDir', join(folder, 'dist'), '--noCheck'];
  const { status, stdout } = spawnSync(process.execPath, [compiler, ...options], { cwd: ROOT });
  if (status !== 0) throw new Error(`The program could not be built:\n${stdout.toString()}`);
  return {
    main: join(folder, 'dist/cli/main.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A server in a process of its own on a database that exists; resolves once it listens. */
export function startServerProcess(main: string, databaseUrl: string): Promise<ServerProcess> {
  const environment = {
    DATABASE_URL: databaseUrl,
    MASTER_KEY: TEST_MASTER_KEY,
    NODE_ENV: 'production',
    PORT: '0',
  };
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    void ended.then((code) => reject(new Error(`The server ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { msg, address } = JSON.parse(line) as { msg: string; address: string };
      if (msg !== 'listening') return;
      resolve({
        url: address,
        pid: child.pid!,
        stop: () => {
          child.kill('SIGTERM');
          return ended;
        },
      });
    });
  });
}
