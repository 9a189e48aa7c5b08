const PAUSE_MS = 10;

/**
 * Looks again and again, for what no event tells.
 * @param within milliseconds, plenty for a busy machine
 * @returns what `look` gives at last that is not undefined
 * @throws Error when it gives nothing in that time
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
