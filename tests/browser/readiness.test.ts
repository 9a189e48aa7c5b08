import type { Page } from 'playwright-core';
import { assertNotFailed, waitForConsole, type Readiness } from './readiness.ts';

/** A page whose console comes up, or not, and how long a test was ready to wait for it. */
function pageThat(comesUp: boolean): { page: Page; waited: number[] } {
  const waited: number[] = [];
  const waitFor = ({ timeout }: { timeout: number }) => {
    waited.push(timeout);
    return comesUp ? Promise.resolve() : Promise.reject(new Error('Timeout'));
  };
  const page = { url: () => 'http://127.0.0.1/console', getByRole: () => ({ waitFor }) };
  return { page: page as unknown as Page, waited };
}

const FAULTS = () => ['x is not defined', '500 http://127.0.0.1/console/session'];

test('a suite whose console never comes up says why within a minute, and does not wait again', async () => {
  const readiness: Readiness = {};
  const { page, waited } = pageThat(false);
  const why = `The console did not come up at ${page.url()}.\n${FAULTS().join('\n')}`;
  await expect(waitForConsole(page, readiness, FAULTS)).rejects.toThrow(why);
  expect(waited).toEqual([expect.any(Number)]);
  expect(waited[0]).toBeLessThan(60_000);
  expect(() => assertNotFailed(readiness)).toThrow(why);
});

test('a page that fails after others have come up fails only its own test', async () => {
  const readiness: Readiness = {};
  await waitForConsole(pageThat(true).page, readiness, FAULTS);
  await expect(waitForConsole(pageThat(false).page, readiness, FAULTS)).rejects.toThrow('did not come up');
  expect(() => assertNotFailed(readiness)).not.toThrow();
});
