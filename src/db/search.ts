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

/** Without a cast in SQLite, which would read the whole value. */
const SHORT: Readonly<Record<Dialect, string>> = {
  sqlite: 'octet_length(??) <= ?',
  postgres: 'octet_length(CAST(?? AS text)) <= ?',
};

/**
 * Keeps only rows with the text anywhere in one of these columns. No character in it is a wildcard.
 * @param maxBytes longer values are not searched, because they would take long to read
 */
export function whereContains(
  query: Query,
  dialect: Dialect,
  columns: readonly string[],
  text: string,
  maxBytes?: number,
): void {
  const patterns = spellingsOf(text).map((spelling) => `%${spelling.replace(/[%_\\]/g, '\\$&')}%`);
  query.where((where: Query) => {
    for (const column of columns) {
      for (const pattern of patterns) {
        if (maxBytes === undefined) where.orWhereRaw(CONTAINS[dialect], [column, pattern]);
        else
          where.orWhereRaw(`(${SHORT[dialect]} AND ${CONTAINS[dialect]})`, [
            column,
            maxBytes,
            column,
            pattern,
          ]);
      }
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
