import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const BUILD = fileURLToPath(new URL('../../scripts/build-program.mjs', import.meta.url));

/** A server in a separate process. */
export interface RunningProgram {
  url: string;
  child: ChildProcess;
  /** Standard output: the log, one JSON object per line. */
  logged(): string;
  stderr(): string;
  /** Sends a signal and waits for the process to exit. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

let built: string | undefined;

/**
 * Builds the program with its console from the current sources, once per version of the sources for all suites. Does
 * not use the dist/ of the checkout, which may be outdated.
 * @returns the path of its main file
 * @throws Error if the sources do not compile
 */
export function buildProgram(): string {
  built ??= execFileSync(process.execPath, [BUILD], { encoding: 'utf8' }).trim();
  return join(built, 'dist/cli/main.js');
}

/** Starts a command with only PATH and the variables in `environment`. */
export function spawnProgram(args: string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [buildProgram(), ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Runs a command until it exits. */
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
 * Starts `valetkey serve` on a free port and waits until it listens. `environment` must set where its data is.
 * @throws Error with its output, if it exits instead
 */
export async function startServer(environment: Record<string, string>): Promise<RunningProgram> {
  const child = spawnProgram(['serve'], { PORT: '0', NODE_ENV: 'production', ...environment });
  let logged = '';
  let stderr = '';
  let slow: NodeJS.Timeout | undefined;
  child.stderr!.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', (bytes: Buffer) => {
      logged += bytes.toString();
      const address = /"address":"([^"]+)".*"msg":"listening"/.exec(logged)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('close', () => reject(new Error(`the server ended:\n${logged}${stderr}`)));
    slow = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the server did not listen within a minute:\n${logged}${stderr}`));
    }, 60_000);
  }).finally(() => clearTimeout(slow));
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
