import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connect, type Database, type Query } from '../../src/db/index.ts';
import { rawDb } from '../../src/db/raw.ts';
import { document, TEST_MASTER_KEY } from './app.ts';
import { credentialAt } from './credentials.ts';
import { createDatabase } from './databases.ts';
import { runProgram, startServer, type RunningProgram } from './program.ts';

interface Tenant {
  tenant_id: string;
  email: string;
  api_key: string;
}

/** Servers in separate processes on one database, with a tenant and a provider that outlives them. */
export interface ServerProcesses {
  tenant: Tenant;
  environment: Record<string, string>;
  database: Database;
  provider: { url: string };
  start(settings?: Record<string, string>): Promise<RunningProgram>;
  /** Sets how the provider handles every token request from now on. */
  misbehave(behaviour: object | undefined): Promise<void>;
  /** The number of refreshes the provider has received, and whether each grant is still valid. */
  seen(): Promise<{ refreshes: number; alive: boolean[] }>;
  call(server: RunningProgram, method: string, path: string, body?: object): Promise<Response>;
  tokenOf(server: RunningProgram, id: string): Promise<{ status: number; token: string }>;
  /** Creates a credential connected with a password whose access token has expired. @returns its ID */
  expiredCredential(server: RunningProgram): Promise<string>;
  /** Selects the connection of a credential. */
  row(id: string): Query;
  attempts(): Query;
  close(): Promise<void>;
}

export async function serverProcesses(): Promise<ServerProcesses> {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-processes-'));
  const fresh = globalThis.TEST_DATABASE === 'postgres' ? await createDatabase() : undefined;
  const url = fresh?.url ?? `sqlite:${folder}/valetkey.db`;
  const environment = {
    DATABASE_URL: url,
    DATA_DIR: folder,
    MASTER_KEY: TEST_MASTER_KEY,
    OUTBOUND_ALLOW: '127.0.0.1',
  };
  const made = await runProgram(
    ['tenant', 'create', '--name', 'A', '--owner-email', 'a@acme.test', '--json'],
    environment,
  );
  const tenant = JSON.parse(made.stdout) as Tenant;
  const database = connect({ url, poolMax: 2 });
  const third = await startThirdParty();
  const row = (id: string): Query => rawDb(database).sql('connections').where({ credential_id: id });

  function call(server: RunningProgram, method: string, path: string, body?: object): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`${tenant.email}:${tenant.api_key}`).toString('base64')}`;
    return fetch(`${server.url}/v2/tenants/${tenant.tenant_id}/${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  return {
    tenant,
    environment,
    database,
    provider: third,
    start: (settings = {}) => startServer({ ...environment, ...settings }),
    async misbehave(behaviour) {
      const body = behaviour === undefined ? '' : new URLSearchParams({ always: JSON.stringify(behaviour) });
      await fetch(`${third.url}/requests`, { method: 'POST', body });
    },
    seen: async () =>
      (await (await fetch(`${third.url}/requests`)).json()) as { refreshes: number; alive: boolean[] },
    call,
    async tokenOf(server, id) {
      const answer = await call(server, 'POST', `credentials/${id}/tokens`);
      const { data } = (await answer.json()) as { data?: { attributes: { access_token: string } } };
      return { status: answer.status, token: data?.attributes.access_token ?? '' };
    },
    async expiredCredential(server) {
      const attributes = credentialAt(third, { grant_type: 'password' });
      const posted = await call(server, 'POST', 'credentials', document('credential', attributes));
      const { id } = ((await posted.json()) as { data: { id: string } }).data;
      const person = document('connection', { username: 'ann', password: 'right' });
      const { status } = await call(server, 'POST', `credentials/${id}/connections`, person);
      expect(status).toBe(201);
      await row(id).update({ expires_at: 1000, refresh_at: 500, obtained_at: 1 });
      return id;
    },
    row,
    attempts: () => rawDb(database).sql('connection_attempts'),
    async close() {
      third.child.kill();
      await database.close();
      await fresh?.drop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Starts the provider double in a separate process, because it must outlive the servers that are killed. */
async function startThirdParty(): Promise<{ url: string; child: ChildProcess }> {
  const main = fileURLToPath(new URL('providers/main.mjs', import.meta.url));
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout! }).once('line', resolve),
  );
  return { url, child };
}
