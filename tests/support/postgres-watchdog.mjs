// Stops a PostgreSQL server whose owner died, and removes its folder. The owner (postgres-server.mjs) holds the other
// end of our standard input, which closes when it dies for any reason, including SIGKILL. Each line is the process ID
// of a server just started, "none" after it has exited, or "done" if there is nothing left to do.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const folder = process.argv[2];
let last = 'none';
for await (const line of createInterface({ input: process.stdin })) last = line;

if (last !== 'done') {
  if (last !== 'none' && signal(Number(last), 'SIGINT')) {
    // The server removes this file last. Its process may remain as a zombie if nothing reaps it.
    const alive = () => existsSync(join(folder, 'data/postmaster.pid'));
    for (let tries = 0; tries < 100 && alive(); tries += 1) await delay(100);
    if (alive()) signal(Number(last), 'SIGQUIT');
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** Sends a signal. @returns false if there is no such process */
function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
