import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Finished } from './program.ts';

/**
 * Runs a command of the built program until it exits, as an unprivileged user, because root can read and write every
 * file. Tests that do not run as root use their own user.
 * @param cli the program's folder dist/cli; every user must be able to read it
 */
export async function runUnprivileged(
  cli: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Finished> {
  // Root loads the program, which then runs as another user.
  const script = `
    import { endProcess, processIo } from '${cli}/io.js';
    import { run } from '${cli}/program.js';
    if (process.getuid() === 0) {
      process.setgroups([]);
      process.setgid(65534);
      process.setuid(65534);
    }
    await run(process.argv.slice(1), processIo(), process.env);
    await endProcess();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    // Ends a server that should not have started.
    timeout: 60_000,
  });
  child.stdin.end();
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}
