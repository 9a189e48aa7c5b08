const PAUSE_MS = 10;

/**
 * Polls for something that has no event.
 * @param within milliseconds, ample for a busy machine
 * @returns the first result of `look` that is not undefined
 * @throws Error if nothing is seen in that time
 */
export async function until<T>(look: () => Promise<T | undefined>, within = 60_000): Promise<T> {
  const error = new Error(`nothing was seen within ${within / 1000} s`);
  const deadline = performance.now() + within;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline) throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
