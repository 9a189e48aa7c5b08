declare module 'knex/lib/dialects/postgres/index.js' {
  import type { Knex } from 'knex';
  /** Knex exports the class at runtime, but has no types for it. */
  export default class PostgresDialect extends Knex.Client {
    _driver(): object;
    acquireRawConnection(): Promise<object>;
    validateConnection(connection: object): Promise<boolean>;
    _query(connection: object, query: object): Promise<object>;
  }
}
