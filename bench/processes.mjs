// Servers and the load generator as processes, each on a processor of its own where the system can pin them.
import { spawn, spawnSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
export const SERVER_CORE = '0';
export const LOAD_CORE = '1';
export const pinning = canPin
  ? 'server on processor 0, everything else on processor 1'
  : 'not pinned (no taskset, or one processor)';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

export function pinned(core, args) {
  return canPin ? ['taskset', ['-c', core, ...args]] : [args[0], args.slice(1)];
}

/** Puts a running process, and the processes it starts from now on, on a processor. */
export function pin(pid, core) {
  if (canPin) spawnSync('taskset', ['-acp', core, String(pid)]);
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Starts a server of ours or a floor and waits until it takes connections. */
export async function startServer(script, environment, core = SERVER_CORE) {
  const port = await freePort();
  const args = script.endsWith('main.js') ? [here(script), 'serve'] : [here(script)];
  const [command, rest] = pinned(core, [process.execPath, ...args]);
  const child = spawn(command, rest, {
    env: { ...process.env, PORT: String(port), ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode} before it listened`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port,
    pid: child.pid,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function takesConnections(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}

/** One run of a load generator. @returns {Promise<{rate: number, p50: number, p99: number, failures: number}>} */
export async function load(orders, generator = 'load.mjs') {
  const [command, rest] = pinned(LOAD_CORE, [process.execPath, here(generator)]);
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ host: '127.0.0.1', warmUp: 2, ...orders }));
  return json(child.stdout);
}
