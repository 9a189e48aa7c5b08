import sqliteDialect from 'knex/lib/dialects/sqlite3/index.js';

/**
 * Knex opens SQLite transactions with plain BEGIN, which takes the write lock only at the first write. Two processes
 * that both read first then fail with SQLITE_BUSY, whatever the busy timeout. BEGIN IMMEDIATE waits.
 */
export class ImmediateSqliteClient extends sqliteDialect {
  override transaction(...options: unknown[]) {
    const transaction = super.transaction(...options);
    transaction.begin = (connection: unknown) => this.query(connection, 'BEGIN IMMEDIATE;');
    return transaction;
  }
}
