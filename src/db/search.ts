import type { Dialect } from './dialect.ts';
import type { Query } from './handles.ts';

/**
 * LIKE without regard to the case of ASCII letters, the same on both: PostgreSQL would otherwise go by the language
 * that its operator has chosen. Ids are columns of their own type there.
 */
const CONTAINS: Readonly<Record<Dialect, string>> = {
  sqlite: "CAST(?? AS text) LIKE ? ESCAPE '\\'",
  postgres: `CAST(?? AS text) COLLATE "C" ILIKE ? ESCAPE '\\'`,
};

/** Leaves only rows that have a text somewhere in one of these columns; no character of it is a wildcard. */
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

/** Letters beyond ASCII have no case to the database: they are found as they were typed, all small and all capital. */
function spellingsOf(text: string): string[] {
  return BEYOND_ASCII.test(text) ? [...new Set([text, text.toLowerCase(), text.toUpperCase()])] : [text];
}

const BEYOND_ASCII = /[^\0-\x7f]/;
