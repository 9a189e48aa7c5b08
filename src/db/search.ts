import type { Dialect } from './dialect.ts';
import type { Query } from './handles.ts';

/**
 * Ignores the case of ASCII letters, the same on both databases: PostgreSQL would otherwise use the operator's locale.
 * Not LIKE, which compares every letter of a repetitive text with the whole pattern, and so takes seconds for a few
 * long values. The cast is for IDs, which have their own type in PostgreSQL.
 */
const CONTAINS: Readonly<Record<Dialect, string>> = {
  sqlite: 'instr(lower(CAST(?? AS text)), lower(?)) > 0',
  postgres: `strpos(lower(CAST(?? AS text) COLLATE "C"), lower(CAST(? AS text) COLLATE "C")) > 0`,
};

/** Without a cast in SQLite, which would read the whole value. */
const SHORT: Readonly<Record<Dialect, string>> = {
  sqlite: 'octet_length(??) <= ?',
  postgres: 'octet_length(CAST(?? AS text)) <= ?',
};

/**
 * Keeps only rows with the text anywhere in one of these columns.
 * @param maxBytes longer values are not searched, because they would take long to read
 */
export function whereContains(
  query: Query,
  dialect: Dialect,
  columns: readonly string[],
  text: string,
  maxBytes?: number,
): void {
  const spellings = spellingsOf(text);
  query.where((where: Query) => {
    for (const column of columns) {
      for (const spelling of spellings) {
        if (maxBytes === undefined) where.orWhereRaw(CONTAINS[dialect], [column, spelling]);
        else
          where.orWhereRaw(`(${SHORT[dialect]} AND ${CONTAINS[dialect]})`, [
            column,
            maxBytes,
            column,
            spelling,
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
