import type { Page, Request } from 'playwright-core';
import { until } from '../support/until.ts';

/** Milliseconds without a request after which a page has loaded, as in Playwright's `networkidle`. */
const QUIET = 500;

/** Follows a page's requests. `quiet` resolves when there has been none for a while. */
export function watchRequests(page: Page): { quiet(): Promise<void> } {
  const pending = new Set<Request>();
  let last = Date.now();
  const ended = (request: Request): void => {
    pending.delete(request);
    last = Date.now();
  };
  page.on('request', (request) => pending.add(request));
  page.on('requestfinished', ended).on('requestfailed', ended);
  return {
    async quiet() {
      last = Date.now();
      await until(async () => (pending.size === 0 && Date.now() - last >= QUIET) || undefined);
    },
  };
}
