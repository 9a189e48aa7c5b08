/**
 * Logs have no page numbers: each slice names the next. Lists do have them, so it is kept which cursor begins which page
 * of a log; one that was never seen is reached by way of those before it.
 */
export function createCursors() {
  const known = new Map<string, (string | undefined)[]>();

  return {
    async cursorOf(
      log: string,
      page: number,
      next: (after: string | undefined) => Promise<string | undefined>,
    ): Promise<string | undefined> {
      const cursors = known.get(log) ?? [undefined];
      known.set(log, cursors);
      while (cursors.length < page) {
        const cursor = await next(cursors.at(-1));
        if (cursor === undefined) break;
        cursors.push(cursor);
      }
      return cursors[Math.min(page, cursors.length) - 1];
    },
    remember(log: string, page: number, next: string | undefined): void {
      const cursors = known.get(log) ?? [undefined];
      if (next !== undefined) cursors[page] = next;
      known.set(log, cursors);
    },
  };
}

/** The cursor in a `next` link of a log. */
export function cursorIn(link: string | null | undefined): string | undefined {
  if (link === null || link === undefined) return undefined;
  return new URL(link, location.origin).searchParams.get('page[after]') ?? undefined;
}
