/**
 * Logs have no page numbers: each page links to the next. React-admin's lists do, so the cursor of each visited page is
 * stored; an unvisited page is reached through those before it.
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

/** The cursor in the `next` link of a log. */
export function cursorIn(link: string | null | undefined): string | undefined {
  if (link === null || link === undefined) return undefined;
  return new URL(link, location.origin).searchParams.get('page[after]') ?? undefined;
}
