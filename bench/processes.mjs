// Starts servers and the load generator as separate processes, each on its own CPU core if `taskset` is available.
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
  ? 'server on core 0, everything else on core 1'
  : 'not pinned to cores (no taskset, or only one core)';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

export function pinned(core, args) {
  return canPin ? ['taskset', ['-c', core, ...args]] : [args[0], args.slice(1)];
}

/** Pins a running process, and those it starts from now on, to a core. */
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

/** Starts Valetkey or a baseline, and waits until it accepts connections. */
export async function startServer(script, environment, core = SERVER_CORE) {
  const port = await freePort();
  const args = script.endsWith('main.js') ? [pathOf(script), 'serve'] : [pathOf(script)];
  const [command, rest] = pinned(core, [process.execPath, ...args]);
  const child = spawn(command, rest, {
    env: { ...process.env, PORT: String(port), ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!(await acceptsConnections(port))) {
    if (child.exitCode !== null)
      throw new Error(`${script} exited with code ${child.exitCode} before it accepted connections`);
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

function acceptsConnections(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}

/** Runs a load generator. @returns {Promise<{rate: number, p50: number, p99: number, failures: number}>} */
export async function load(options, generator = 'load.mjs') {
  const [command, rest] = pinned(LOAD_CORE, [process.execPath, pathOf(generator)]);
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ host: '127.0.0.1', warmUp: 2, ...options }));
  return json(child.stdout);
}
