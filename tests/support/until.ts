const PAUSE = 10;

/** Looks again and again, for what no event tells: @returns what `look` gives at last that is not undefined */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
