import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { postgresBinaries, serverIdentity, serverTmpdir } from './postgres-binaries.mjs';

const START_TRIES = 5;
const READY_WITHIN_MS = 30_000;

/**
 * A running PostgreSQL server on a free port of 127.0.0.1, in a temporary folder.
 * @typedef {object} PostgresServer
 * @property {string} url `postgres://postgres@127.0.0.1:<port>/postgres`, of a superuser; the same after a restart
 * @property {number} pid the main server process; changes with a restart
 * @property {() => Promise<void>} stop stops the server and deletes its files
 * @property {(signal: NodeJS.Signals) => Promise<void>} kill sends a signal that ends the server (SIGKILL, SIGINT)
 *   and waits until it has exited
 * @property {() => Promise<void>} restart starts the server again with the same data and port; stops it before if it
 *   is still running
 */

/**
 * Starts a server, which takes about a second. It stops when the process that started it ends for any reason.
 * @param {{ fsync?: boolean }} [options] fsync: whether commits reach the disk, as a crash test needs; default false
 * @returns {Promise<PostgresServer>}
 * @throws {Error} with the server's log, if it does not start
 */
export async function startPostgres({ fsync = false } = {}) {
  const folder = mkdtempSync(join(serverTmpdir(), 'postgres-'));
  const tellWatchdog = startWatchdog(folder);
  const removeAll = () => {
    tellWatchdog('done');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const place = { ...initialize(folder), fsync, tellWatchdog };
    let server = await launch(place, await freePort(), freePort);
    const { port } = server;
    const end = async (signal) => {
      await endProcess(server.child, signal);
      tellWatchdog('none');
    };
    return {
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      get pid() {
        return server.child.pid;
      },
      async stop() {
        await end('SIGINT');
        removeAll();
      },
      kill: end,
      async restart() {
        await end('SIGINT');
        // Every try uses the same port, because the URL is already known.
        server = await launch(place, port, () => delay(200, port));
      },
    };
  } catch (error) {
    removeAll();
    throw error;
  }
}

/** Starts a separate process, which survives if this one is killed. @param {string} folder */
function startWatchdog(folder) {
  const program = fileURLToPath(new URL('postgres-watchdog.mjs', import.meta.url));
  const watchdog = spawn(process.execPath, [program, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: {},
  });
  watchdog.unref();
  watchdog.stdin.unref?.();
  watchdog.stdin.on('error', () => {}); // A watchdog that was killed must not fail a test.
  /** @param {number | 'none' | 'done'} word */
  return (word) => void (word === 'done' ? watchdog.stdin.end('done\n') : watchdog.stdin.write(`${word}\n`));
}

/** Creates an empty database cluster in the folder, owned by the user that runs the server. */
function initialize(folder) {
  const identity = serverIdentity();
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const bin = postgresBinaries(folder);
  const data = join(folder, 'data');
  const args = ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '--locale=C', '-E', 'UTF8'];
  execFileSync(join(bin, 'initdb'), args, { ...identity, cwd: folder, stdio: 'pipe' });
  return { bin, folder, data };
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * Starting can fail because another program took the port, or because processes of a killed server are still running
 * and hold its memory. So it is retried, on the port from `nextPort`.
 */
async function launch(place, port, nextPort) {
  for (let tries = 1; ; tries += 1) {
    const child = spawnServer(place, port);
    try {
      await ready(child, port);
      return { child, port };
    } catch (error) {
      await endProcess(child, 'SIGQUIT');
      const log = readFileSync(join(place.folder, 'log'), 'utf8').slice(-4000);
      if (tries === START_TRIES) throw new Error(`PostgreSQL does not start:\n${log}`, { cause: error });
      port = await nextPort();
    }
  }
}

function spawnServer({ bin, folder, data, fsync, tellWatchdog }, port) {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 300,
    io_method: 'sync',
    timezone: 'UTC',
    ...(fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Log to a file instead of a pipe: the server must not block or fail if nothing reads the pipe.
  const log = openSync(join(folder, 'log'), 'a');
  const child = spawn(join(bin, 'postgres'), ['-D', data, ...args], {
    ...serverIdentity(),
    cwd: folder,
    detached: true, // Ctrl-C in the terminal only stops the tests; the watchdog stops the server after them.
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  if (child.pid !== undefined) tellWatchdog(child.pid);
  return child;
}

/** Resolves once the server responds; rejects if it has exited or is not ready in time. */
async function ready(child, port) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!hasEnded(child)) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
    try {
      await client.connect();
      const { rows } = await client.query('SHOW data_directory');
      // Another server may have taken the port.
      if (rows[0].data_directory === child.spawnargs[2]) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
  throw new Error('the server ended');
}

/** @param {import('node:child_process').ChildProcess} child */
const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/** SIGINT is PostgreSQL's "fast" shutdown, which closes open connections. */
async function endProcess(child, signal) {
  if (hasEnded(child)) return;
  const exit = once(child, 'exit');
  child.ref(); // Otherwise this process could exit before the child.
  child.kill(signal);
  await exit;
}
