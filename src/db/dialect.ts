/** The supported databases. */
export type Dialect = 'sqlite' | 'postgres';

/**
 * The database's time in milliseconds since the epoch, as SQL. Times that several processes compare (lease holders,
 * token expiration) always come from this clock, because the clocks of the processes may be hours apart.
 */
export const NOW_SQL: Readonly<Record<Dialect, string>> = {
  sqlite: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  postgres: '(extract(epoch FROM clock_timestamp()) * 1000)::bigint',
};

/** The same, evaluated once per statement. PostgreSQL uses an index only for comparisons with such a value. */
export const NOW_ONCE_SQL: Readonly<Record<Dialect, string>> = {
  sqlite: `(SELECT ${NOW_SQL.sqlite})`,
  postgres: `(SELECT ${NOW_SQL.postgres})`,
};
