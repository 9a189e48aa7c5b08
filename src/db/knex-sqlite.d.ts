declare module 'knex/lib/dialects/sqlite3/index.js' {
  import type { Knex } from 'knex';
  /** Knex exports the class at runtime, but has no types for it. */
  export default class SqliteDialect extends Knex.Client {
    transaction(...options: unknown[]): any;
    query(connection: unknown, sql: string): unknown;
  }
}
