// The hot path through PgBouncer, in both modes that the documentation describes, with fewer server connections than
// Valetkey opens, so that transactions change connections all the time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../tests/support/postgres-server.mjs';
import { freePort } from '../../bench/processes.mjs';
import { createTenant, serve, useHotPath } from './server.mjs';

const ROUNDS = 200;
/** "nobody", because PgBouncer refuses to run as root. */
const UNPRIVILEGED = 65534;

/** @returns {Promise<string[]>} what was done */
export async function drill() {
  const lines = [];
  const postgres = await startPostgres();
  try {
    await prepareRole(postgres.url);
    for (const mode of ['session', 'transaction']) {
      const bouncer = await startBouncer(postgres.url, mode);
      const environment = {
        DATABASE_URL: bouncer.url,
        DATABASE_POOLER: mode === 'transaction' ? 'transaction' : 'none',
        DATABASE_POOL_MAX: '10',
      };
      const server = await serve(environment);
      try {
        const tenant = await createTenant(environment, server.url);
        const requests = await useHotPath(server.url, tenant, ROUNDS);
        lines.push(`${mode} mode: ${requests} requests, none failed, nothing lost`);
      } finally {
        await server.stop();
        await bouncer.stop();
      }
    }
    return lines;
  } finally {
    await postgres.stop();
  }
}

async function prepareRole(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("CREATE ROLE valetkey LOGIN PASSWORD 'drill'");
  await client.query('CREATE DATABASE valetkey OWNER valetkey');
  await client.query("ALTER ROLE valetkey SET statement_timeout = '15s'");
  await client.query("ALTER ROLE valetkey SET lock_timeout = '10s'");
  await client.end();
}

async function startBouncer(postgresUrl, mode) {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-pgbouncer-'));
  const port = await freePort();
  const { hostname, port: postgresPort } = new URL(postgresUrl);
  const settings = join(folder, 'pgbouncer.ini');
  const users = join(folder, 'users.txt');
  writeFileSync(users, '"valetkey" "drill"\n');
  writeFileSync(
    settings,
    `[databases]
valetkey = host=${hostname} port=${postgresPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = ${mode === 'transaction' ? 4 : 40}
ignore_startup_parameters = extra_float_digits,options,statement_timeout,lock_timeout
`,
  );
  chmodSync(folder, 0o755);
  const identity = process.getuid() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
  for (const path of [folder, settings, users]) if (identity.uid) chownSync(path, identity.uid, identity.gid);
  const child = spawn('pgbouncer', [settings], { ...identity, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (bytes) => (log += bytes));
  while (!(await accepts(port))) if (child.exitCode !== null) throw new Error(log);
  return {
    url: `postgres://valetkey:drill@127.0.0.1:${port}/valetkey`,
    async stop() {
      child.kill('SIGINT');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => setTimeout(resolve, 50, false));
  });
}
