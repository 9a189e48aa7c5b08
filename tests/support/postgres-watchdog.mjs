// Ends a PostgreSQL server whose owner died, and removes its folder. The owner (postgres-server.mjs) holds the
// other end of our standard input, which closes however it dies, SIGKILL included. Each line there is the process
// id of a server just started, or "none" when it has ended, or "done" when there is nothing left to do.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const folder = process.argv[2];
let last = 'none';
for await (const line of createInterface({ input: process.stdin })) last = line;

if (last !== 'done') {
  if (last !== 'none' && signal(Number(last), 'SIGINT')) {
    // The server removes this file as its last act. Its process may stay on as a zombie that nobody reaps.
    const alive = () => existsSync(join(folder, 'data/postmaster.pid'));
    for (let tries = 0; tries < 100 && alive(); tries += 1) await delay(100);
    if (alive()) signal(Number(last), 'SIGQUIT');
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** False when there is no such process. */
function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
