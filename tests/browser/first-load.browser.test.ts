import type { Request } from 'playwright-core';
import { startConsole, type ConsoleUnderTest } from './console.ts';

/** Requests until the first list is shown, including those to the API. */
const MOST_REQUESTS = 12;

/** Bytes of all response bodies as they are sent, compressed. */
const MOST_BYTES = 450_000;

let console_: ConsoleUnderTest;
beforeAll(async () => {
  console_ = await startConsole();
});
afterAll(() => console_.close());

test('the first list needs few requests and few bytes, and a mark is shown before any script has run', async () => {
  const visit = await console_.open();
  const owner = await console_.user('owner');
  await visit.signIn(owner, `/console/${console_.tenantId}/flows`);
  const browser = await visit.context.newCDPSession(visit.page);
  await browser.send('Network.enable');
  await browser.send('Network.setCacheDisabled', { cacheDisabled: true });
  const finished: Request[] = [];
  visit.page.on('requestfinished', (request) => finished.push(request));
  await visit.go('flows');
  const sizes = await Promise.all(finished.map((request) => request.sizes()));
  const bytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
  expect(finished.length).toBeGreaterThan(4);
  expect(finished.map((request) => request.url()).slice(MOST_REQUESTS)).toEqual([]);
  expect(bytes).toBeLessThan(MOST_BYTES);
  const page = await visit.context.request.get(visit.page.url());
  expect(await page.text()).toContain('aria-label="Loading Valetkey"');
  await visit.context.close();
  expect(visit.faults).toEqual([]);
});
