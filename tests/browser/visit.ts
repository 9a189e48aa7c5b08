import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Cookie, Locator, Page } from 'playwright-core';
import { until } from '../support/until.ts';
import { watchRequests } from './page-requests.ts';
import { assertNotFailed, PATIENCE_MS, waitForConsole, type Readiness } from './readiness.ts';

const PICTURES = fileURLToPath(new URL('../../.cache/pictures', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs in the page: waits until changes are rendered and animations have finished. */
const STILL = `(async () => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await drawn();
  const moving = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(moving.map(({ finished }) => finished));
  await drawn();
})()`;
/** Runs in the page: navigates without loading the document again, which takes much longer. */
const FOLLOW = (target: string): void => {
  const { history, dispatchEvent, PopStateEvent } = globalThis as unknown as PageGlobals;
  // As the router marks its own entries, which lets it tell how far a navigation goes.
  const { idx = 0 } = history.state ?? {};
  history.pushState({ usr: null, key: target, idx: idx + 1 }, '', target);
  dispatchEvent(new PopStateEvent('popstate'));
};
/** Runs in the page: the selected text, which typing would replace. */
export const SELECTED =
  'document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)';
export const GROUND = 'getComputedStyle(document.body).backgroundColor';

export const PASSWORD = 'correct horse battery staple';

type ColorScheme = 'light' | 'dark';

export interface Look {
  colorScheme?: ColorScheme;
  width?: number;
  height?: number;
}

/** A user's browser window, and what went wrong in it. */
export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Script errors, console messages and violations of the page's Content-Security-Policy. */
  faults: string[];
  /** Signs in and opens a page of the console. In a suite, the form is only used once per user. */
  signIn(email: string, path?: string): Promise<void>;
  go(path: string): Promise<void>;
  /** The same as a link in the console does it: what is open, such as a menu or an unsaved form, can stay or object. */
  show(path: string): Promise<void>;
  /** Changes the color scheme of the operating system. */
  change(colorScheme: ColorScheme): Promise<void>;
  /** The serious and critical findings of axe, for all rules or the given ones. */
  axe(rules?: string[]): Promise<string[]>;
  /** With PICTURES=1 in the environment, saves a screenshot in .cache/pictures. */
  picture(name: string): Promise<void>;
  /**
   * Ends the visit. The next one gets its window, emptied, because a new one takes much longer to show the console. After
   * what cannot be undone, such as another clock, close the context instead.
   */
  close(): Promise<void>;
}

/** What the visits of a suite share. */
export interface Shared {
  readiness: Readiness;
  /** The cookies of signed-in users, by email address. */
  sessions: Map<string, Cookie[]>;
  /** The windows of visits that have ended. */
  idle: Window[];
}

interface Window {
  page: Page;
  requests: { quiet(): Promise<void> };
  /** What goes wrong during the current visit. */
  faults: string[];
  /** The requests without a successful response during the current visit. */
  missing: string[];
}

export async function openWindow(
  browser: Browser,
  url: string,
  { readiness, sessions, idle }: Shared,
  { colorScheme: chosen = 'light', width = 1280, height = 844 }: Look = {},
): Promise<Visit> {
  assertNotFailed(readiness);
  let colorScheme = chosen;
  const window = idle.pop() ?? (await newWindow(browser));
  const { page, requests } = window;
  const context = page.context();
  const faults: string[] = (window.faults = []);
  const missing: string[] = (window.missing = []);
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  /** The URL of a page below that of the tenant that is shown. */
  const urlOf = (path: string): string => {
    const [, tenant = ''] = /\/console\/([^/]+)/.exec(page.url()) ?? [];
    return `${url}/console/${tenant}/${path}`;
  };
  const ready = () => waitForConsole(page, readiness, () => [...faults, ...missing]);
  return {
    page,
    context,
    faults,
    async signIn(email, path = '/console') {
      const session = sessions.get(email);
      if (session !== undefined) await context.addCookies(session);
      await page.goto(url + path);
      // A test may have ended the session.
      if (session !== undefined && new URL(page.url()).pathname !== '/login') return ready();
      await page.getByLabel('Email address').fill(email);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await ready();
      sessions.set(email, await context.cookies());
    },
    async go(path) {
      await page.goto(urlOf(path));
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.waitForLoadState('networkidle');
    },
    async show(path) {
      await page.evaluate(FOLLOW, urlOf(path));
      await requests.quiet();
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.evaluate(STILL);
    },
    async change(to) {
      if (to === colorScheme) return;
      const before = await page.evaluate<string>(GROUND);
      colorScheme = to;
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await until(async () => (await page.evaluate<string>(GROUND)) !== before || undefined);
      await page.evaluate(STILL);
    },
    async axe(rules) {
      await page.evaluate(STILL);
      // Evaluated by the debugger: the page's policy would block a script element, and rightly so.
      if (await page.evaluate<boolean>("typeof axe === 'undefined'")) await page.evaluate(AXE);
      const found = await page.evaluate(
        async (options) => {
          const { axe } = globalThis as unknown as { axe: Axe };
          return (await axe.run(options)).violations.map(({ id, impact, nodes }) => ({
            id,
            impact,
            html: nodes.map((node) => node.html),
          }));
        },
        rules === undefined ? {} : { runOnly: rules },
      );
      return found
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, html }) => `${id}: ${html.join(' ')}`);
    },
    async picture(name) {
      if (process.env['PICTURES'] === undefined) return;
      mkdirSync(PICTURES, { recursive: true });
      await page.evaluate(STILL);
      await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}-${width}.png`) });
    },
    async close() {
      window.faults = [];
      await empty(page, url);
      idle.push(window);
    },
  };
}

async function newWindow(browser: Browser): Promise<Window> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Tokyo' });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const window: Window = { page, requests: watchRequests(page), faults: [], missing: [] };
  page.on('response', (answer) => {
    if (answer.status() >= 400) window.missing.push(`${answer.status()} ${answer.url()}`);
  });
  page.on('requestfailed', (request) =>
    window.missing.push(`${request.failure()?.errorText} ${request.url()}`),
  );
  page.on('pageerror', (error) => window.faults.push(error.message));
  page.on('console', (message) => {
    // The browser logs this for every error response, which the console handles itself.
    if (message.text().startsWith('Failed to load resource')) return;
    if (['error', 'warning'].includes(message.type())) window.faults.push(message.text());
  });
  return window;
}

/** Removes what a visit has left in a window: tabs, routes, permissions, stored data and cookies. */
async function empty(page: Page, url: string): Promise<void> {
  const context = page.context();
  const otherTabs = context.pages().filter((tab) => tab !== page);
  await Promise.all(otherTabs.map((tab) => tab.close()));
  await Promise.all([page.unrouteAll(), context.unrouteAll()]);
  await context.clearPermissions();
  await context.setOffline(false);
  // The smallest page of the server, where the console no longer runs.
  await page.goto(`${url}/livez`);
  await page.evaluate('localStorage.clear(); sessionStorage.clear()');
  await context.clearCookies();
}

/**
 * Clicks a link to another page of the console, and waits until the previous page is gone: until then, locators could
 * match its elements instead of those of the next page.
 */
export async function leaveBy(link: Locator): Promise<void> {
  const before = await link.elementHandle();
  await link.click();
  await before!.waitForElementState('hidden');
}

interface PageGlobals {
  history: {
    state: { idx?: number } | null;
    pushState(state: object, unused: string, url: string): void;
  };
  dispatchEvent(event: object): void;
  PopStateEvent: new (type: string) => object;
}

interface Axe {
  run(options: { runOnly?: string[] }): Promise<{ violations: AxeFinding[] }>;
}

interface AxeFinding {
  id: string;
  impact: string;
  nodes: { html: string }[];
}
