/** The two databases there are. */
export type Dialect = 'sqlite' | 'postgres';

/**
 * The database's time in milliseconds since the epoch, as SQL. Whatever several processes compare (who holds a
 * lease, when a token ends) is told by this one clock: theirs may be hours apart.
 */
export const NOW_SQL: Readonly<Record<Dialect, string>> = {
  sqlite: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  postgres: '(extract(epoch FROM clock_timestamp()) * 1000)::bigint',
};
