import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILDS = join(ROOT, '.cache/programs');

/** What the program reads beside dist/. */
const BESIDE = ['schemas', 'seeds', 'openapi.yaml', 'package.json'];

/** A server in a process of its own. */
export interface RunningProgram {
  url: string;
  child: ChildProcess;
  /** Standard output: the log, a JSON object a line. */
  logged(): string;
  stderr(): string;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The program built from src/ as it is now: once per state of the sources, for all suites. Not the dist/ of the checkout, which may be old. */
export function buildProgram(): string {
  const folder = join(BUILDS, hashOfSources());
  const main = join(folder, 'dist/cli/main.js');
  if (existsSync(main)) return main;
  mkdirSync(BUILDS, { recursive: true });
  removeOldBuilds();
  const fresh = mkdtempSync(join(BUILDS, 'new-'));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const options = ['-p', ROOT, '--outDir', join(fresh, 'dist'), '--sourceMap', 'false'];
  execFileSync(process.execPath, [compiler, ...options], { stdio: 'pipe' });
  for (const name of BESIDE) symlinkSync(join(ROOT, name), join(fresh, name));
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another suite was faster.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(main)) throw error;
  }
  return main;
}

/** Of sources that are no more. Not the youngest: another run may be using them. */
function removeOldBuilds(): void {
  for (const name of readdirSync(BUILDS)) {
    const build = join(BUILDS, name);
    if (Date.now() - statSync(build).mtimeMs > 3_600_000) rmSync(build, { recursive: true, force: true });
  }
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  const source = join(ROOT, 'src');
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' }).sort()) {
    if (file.endsWith('.ts')) hash.update(file).update(readFileSync(join(source, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Starts a command. `environment` is all it gets, but for PATH. */
export function spawnProgram(args: string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [buildProgram(), ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Runs a command to its end. */
export async function runProgram(
  args: string[],
  environment: Record<string, string>,
  input = '',
): Promise<Finished> {
  const child = spawnProgram(args, environment);
  child.stdin!.end(input);
  const [stdout, stderr] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'close'),
  ]);
  return { code: child.exitCode, stdout, stderr };
}

/**
 * `valetkey serve` on a free port, once it listens. `environment` must say where its data is.
 * @throws Error with what it said, when it ends instead
 */
export async function startServer(environment: Record<string, string>): Promise<RunningProgram> {
  const child = spawnProgram(['serve'], { PORT: '0', NODE_ENV: 'production', ...environment });
  let logged = '';
  let stderr = '';
  child.stderr!.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', (bytes: Buffer) => {
      logged += bytes.toString();
      const address = /"address":"([^"]+)".*"msg":"listening"/.exec(logged)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('close', () => reject(new Error(`the server ended:\n${logged}${stderr}`)));
  });
  return {
    url,
    child,
    logged: () => logged,
    stderr: () => stderr,
    async end(signal) {
      const closed = once(child, 'close');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await closed;
      }
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}
