import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { chromium } from 'playwright-core';
import type { openPlatform } from '../../src/app/platform.ts';
import type { serve } from '../../src/app/serve.ts';
import type { run } from '../../src/cli/program.ts';
import type { loadSettings } from '../../src/config/index.ts';
import { commandLine } from '../support/command-line.ts';
import { buildProgram } from '../support/program.ts';
import { freePort } from '../support/free-port.ts';
import { openWindow, PASSWORD, type Look, type Shared, type Visit } from './visit.ts';

/** The built program on SQLite, and a browser to use it. */
export interface ConsoleUnderTest {
  url: string;
  tenantId: string;
  /** Sends a request with the owner's API key, not through the console. */
  api(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ id: string; attributes: Record<string, unknown> }>;
  /** The whole response to a GET request with the owner's API key. */
  read(path: string): Promise<unknown>;
  /** Creates another tenant with this owner. @returns its ID */
  tenant(name: string, ownerEmail: string): Promise<string>;
  /** Creates a user with a role and PASSWORD. @returns the email address */
  user(role: string): Promise<string>;
  open(options?: Look): Promise<Visit>;
  close(): Promise<void>;
}

/** The parts of the built program that the tests run; it finds the console's files next to itself. */
interface BuiltProgram {
  runCommand: typeof run;
  openPlatform: typeof openPlatform;
  serve: typeof serve;
  loadSettings: typeof loadSettings;
}

let builtProgram: Promise<BuiltProgram> | undefined;

/** Loads the built program into this process, once per worker for all its suites. */
async function loadProgram(): Promise<BuiltProgram> {
  const dist = pathToFileURL(dirname(dirname(buildProgram())));
  const load = (path: string): Promise<object> => import(`${dist.href}/${path}`);
  const [program, platform, server, config] = await Promise.all([
    load('cli/program.js'),
    load('app/platform.js'),
    load('app/serve.js'),
    load('config/index.js'),
  ]);
  return {
    ...platform,
    ...server,
    ...config,
    runCommand: (program as { run: typeof run }).run,
  } as BuiltProgram;
}

/** @param settings additional environment variables of the program */
export async function startConsole(settings: Record<string, string> = {}): Promise<ConsoleUnderTest> {
  const data = mkdtempSync(join(tmpdir(), 'console-'));
  // The program must know its port in advance, so that the URLs it shows work.
  const environment = { DATA_DIR: data, LOG_LEVEL: 'info', PORT: await freePort(), ...settings };
  builtProgram ??= loadProgram();
  const program = await builtProgram;
  // All suites share one browser; disconnecting closes what this suite has opened.
  const browser = await chromium.connect(process.env['TEST_BROWSER_URL']!);
  const command = async (args: string[], input = '') => {
    const result = await commandLine(args, environment, input, program.runCommand);
    if (result.code !== 0) throw new Error(result.stderr);
    return JSON.parse(result.stdout) as { tenant_id: string; api_key: string };
  };
  const founding = ['tenant', 'create', '--name', 'Acme', '--owner-email', 'founder@acme.test', '--json'];
  const { tenant_id: tenantId, api_key: apiKey } = await command(founding);
  const log = pino({ level: 'silent' });
  const loaded = program.loadSettings(environment);
  const server = await program.serve(await program.openPlatform(loaded, log), loaded, log);
  const url = server.address;
  const shared: Shared = { readiness: {}, sessions: new Map(), idle: [] };
  const Authorization = `Basic ${Buffer.from(`founder@acme.test:${apiKey}`).toString('base64')}`;
  let people = 0;

  return {
    url,
    tenantId,
    async api(method, path, body) {
      const answer = await fetch(`${url}/v2/tenants/${tenantId}/${path}`, {
        method,
        headers: { Authorization, 'Content-Type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return text === '' ? { id: '', attributes: {} } : JSON.parse(text).data;
    },
    async read(path) {
      const answer = await fetch(`${url}/v2/tenants/${tenantId}/${path}`, { headers: { Authorization } });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    },
    async tenant(name, ownerEmail) {
      const args = ['tenant', 'create', '--name', name, '--owner-email', ownerEmail, '--json'];
      return (await command(args)).tenant_id;
    },
    async user(role) {
      const email = `${role}${(people += 1)}@acme.test`;
      const args = ['user', 'create', '--tenant', tenantId, '--email', email, '--role', role];
      await command([...args, '--password-stdin', '--json'], `${PASSWORD}\n`);
      return email;
    },
    open: (look) => openWindow(browser, url, shared, look),
    async close() {
      await browser.close();
      await server.stop();
      rmSync(data, { recursive: true });
    },
  };
}
