declare module 'knex/lib/dialects/sqlite3/index.js' {
  import { Knex } from 'knex';
  /** Knex exports the class at run time but types only its base. */
  export default class SqliteDialect extends Knex.Client {
    transaction(...options: unknown[]): any;
    query(connection: unknown, sql: string): unknown;
  }
}
