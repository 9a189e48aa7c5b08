import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildProgram, runProgram, startServer, type RunningProgram } from '../support/program.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';
import { startChromium } from '../support/chromium.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PICTURES = join(ROOT, '.cache/pictures');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Of the page, which has what Node has not: what has changed is drawn, and nothing is on its way any more. */
const STILL = `(async () => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await drawn();
  const moving = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(moving.map(({ finished }) => finished));
  await drawn();
})()`;
/** What typing would replace. */
export const SELECTED =
  'document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)';
export const GROUND = 'getComputedStyle(document.body).backgroundColor';

export const PASSWORD = 'correct horse battery staple';

/** The built program on SQLite, and a browser before it. */
export interface ConsoleUnderTest {
  url: string;
  tenantId: string;
  /** A request with the owner's key, past the console. */
  api(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ id: string; attributes: Record<string, unknown> }>;
  /** The whole answer to a question, with the owner's key. */
  read(path: string): Promise<unknown>;
  /** One more tenant, of which somebody is an owner. @returns its id */
  tenant(name: string, ownerEmail: string): Promise<string>;
  /** A user with a role and PASSWORD. @returns the email address */
  user(role: string): Promise<string>;
  open(options?: Look): Promise<Visit>;
  close(): Promise<void>;
}

export type ColorScheme = 'light' | 'dark';

export interface Look {
  colorScheme?: ColorScheme;
  width?: number;
  height?: number;
}

/** Somebody's browser window, and what went wrong in it. */
export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Errors of scripts, messages of the console, and what the page's policy has refused. */
  faults: string[];
  signIn(email: string, path?: string): Promise<void>;
  go(path: string): Promise<void>;
  /** As if the reader had changed to the other theme in their system. */
  change(colorScheme: ColorScheme): Promise<void>;
  /** What axe finds that is serious or critical. */
  axe(): Promise<string[]>;
  picture(name: string): Promise<void>;
}

/** @param settings environment variables of the program beside its own */
export async function startConsole(settings: Record<string, string> = {}): Promise<ConsoleUnderTest> {
  const web = join(dirname(buildProgram()), '../web');
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-console.mjs'), web], { stdio: 'pipe' });
  const data = mkdtempSync(join(tmpdir(), 'console-'));
  // The addresses that are shown are those that work.
  const environment = { DATA_DIR: data, LOG_LEVEL: 'info', PORT: await freePort(), ...settings };
  const run = async (args: string[], input?: string) => {
    const { code, stdout, stderr } = await runProgram(args, environment, input);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as { tenant_id: string; api_key: string };
  };
  const created = await run([
    'tenant',
    'create',
    '--name',
    'Acme',
    '--owner-email',
    'founder@acme.test',
    '--json',
  ]);
  const server: RunningProgram = await startServer(environment);
  const browser: Browser = await startChromium();
  const { tenant_id: tenantId, api_key: apiKey } = created;
  const Authorization = `Basic ${Buffer.from(`founder@acme.test:${apiKey}`).toString('base64')}`;
  let people = 0;

  return {
    url: server.url,
    tenantId,
    async api(method, path, body) {
      const answer = await fetch(`${server.url}/v2/tenants/${tenantId}/${path}`, {
        method,
        headers: { Authorization, 'Content-Type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return text === '' ? { id: '', attributes: {} } : JSON.parse(text).data;
    },
    async read(path) {
      const answer = await fetch(`${server.url}/v2/tenants/${tenantId}/${path}`, {
        headers: { Authorization },
      });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    },
    async tenant(name, ownerEmail) {
      return (await run(['tenant', 'create', '--name', name, '--owner-email', ownerEmail, '--json']))
        .tenant_id;
    },
    async user(role) {
      const email = `${role}${(people += 1)}@acme.test`;
      const args = ['user', 'create', '--tenant', tenantId, '--email', email, '--role', role];
      await run([...args, '--password-stdin', '--json'], `${PASSWORD}\n`);
      return email;
    },
    open: (look) => openWindow(browser, server.url, look),
    async close() {
      await browser.close();
      await server.end('SIGTERM');
      rmSync(data, { recursive: true });
    },
  };
}

async function openWindow(
  browser: Browser,
  url: string,
  { colorScheme: chosen = 'light', width = 1280, height = 844 }: Look = {},
): Promise<Visit> {
  let colorScheme = chosen;
  const context = await browser.newContext({
    colorScheme,
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
  });
  // As patient as a machine that does a lot beside may need.
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // The browser says this of every answer that is an error, which the console shows by itself.
    if (message.text().startsWith('Failed to load resource')) return;
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  return {
    page,
    context,
    faults,
    async signIn(email, path = '/console') {
      await page.goto(url + path);
      await page.getByLabel('Email address').fill(email);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('main').waitFor();
    },
    async go(path) {
      const [, tenant = ''] = /\/console\/([^/]+)/.exec(page.url()) ?? [];
      await page.goto(`${url}/console/${tenant}/${path}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.waitForLoadState('networkidle');
    },
    async change(to) {
      if (to === colorScheme) return;
      const before = await page.evaluate<string>(GROUND);
      colorScheme = to;
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await until(async () => (await page.evaluate<string>(GROUND)) !== before || undefined);
      await page.evaluate(STILL);
    },
    async axe() {
      await page.evaluate(STILL);
      // By the debugger and not as an element of the page, which its policy would refuse, and rightly.
      if (await page.evaluate<boolean>("typeof axe === 'undefined'")) await page.evaluate(AXE);
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: AxeFinding[] }> } };
        return (await axe.run()).violations.map(({ id, impact, nodes }) => ({
          id,
          impact,
          html: nodes.map((node) => node.html),
        }));
      });
      return found
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, html }) => `${id}: ${html.join(' ')}`);
    },
    async picture(name) {
      mkdirSync(PICTURES, { recursive: true });
      await page.evaluate(STILL);
      await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}-${width}.png`) });
    },
  };
}

interface AxeFinding {
  id: string;
  impact: string;
  nodes: { html: string }[];
}
