import type { Page } from 'playwright-core';

/** Long enough for a busy machine: what has not appeared by then will not appear. */
export const PATIENCE_MS = 55_000;

/** Whether the console has ever loaded in this suite. If it never does, the suite does not wait for it twice. */
export interface Readiness {
  seen?: true;
  failure?: Error;
}

/**
 * Waits until the page shows the console.
 * @param faults what went wrong in the page
 * @throws Error with the faults, after less than a minute
 */
export async function waitForConsole(
  page: Page,
  readiness: Readiness,
  faults: () => readonly string[],
): Promise<void> {
  try {
    await page.getByRole('main').waitFor({ timeout: PATIENCE_MS });
    readiness.seen = true;
  } catch (cause) {
    const error = new Error(`The console did not come up at ${page.url()}.\n${faults().join('\n')}`, {
      cause,
    });
    if (!readiness.seen) readiness.failure = error;
    throw error;
  }
}

/** @throws the error with which the console has failed to load in this suite, unless it has loaded before */
export function assertNotFailed({ failure }: Readiness): void {
  if (failure !== undefined) throw failure;
}
