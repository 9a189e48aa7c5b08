import type { Dialect } from './dialect.ts';
import type { Query } from './handles.ts';

/**
 * LIKE that ignores the case of ASCII letters, the same on both databases: PostgreSQL would otherwise use the
 * operator's locale. The cast is for IDs, which have their own type there.
 */
const CONTAINS: Readonly<Record<Dialect, string>> = {
  sqlite: "CAST(?? AS text) LIKE ? ESCAPE '\\'",
  postgres: `CAST(?? AS text) COLLATE "C" ILIKE ? ESCAPE '\\'`,
};

/** Keeps only rows with the text anywhere in one of these columns. No character in it is a wildcard. */
export function whereContains(
  query: Query,
  dialect: Dialect,
  columns: readonly string[],
  text: string,
): void {
  const patterns = spellingsOf(text).map((spelling) => `%${spelling.replace(/[%_\\]/g, '\\$&')}%`);
  query.where((where: Query) => {
    for (const column of columns) {
      for (const pattern of patterns) where.orWhereRaw(CONTAINS[dialect], [column, pattern]);
    }
  });
}

/**
 * The databases do not fold the case of non-ASCII letters, so those are searched as typed, in lower case and in upper
 * case.
 */
function spellingsOf(text: string): string[] {
  return NON_ASCII.test(text) ? [...new Set([text, text.toLowerCase(), text.toUpperCase()])] : [text];
}

const NON_ASCII = /[^\0-\x7f]/;
