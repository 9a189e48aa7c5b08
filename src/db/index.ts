/**
 * The database. Features access it through handles, which limit what they see (`handles.ts`). `references.ts` shows
 * which tables reference which, and `errors.ts` decides what a driver error means.
 */
export { createBatcher } from './batch.ts';
export { connect, type Database } from './connect.ts';
export {
  translateDatabaseError,
  violatesPrimaryKey,
  violatesReference,
  violatesUnique,
  writeRefusal,
  type WriteRefusal,
} from './errors.ts';
export {
  platformOf,
  tenantDb,
  type Expression,
  type PlatformDb,
  type Query,
  type TenantDb,
} from './handles.ts';
export { writeLastUsed, type Use } from './last-used.ts';
export { diagnoseDatabaseError } from './diagnose.ts';
export {
  hasSchema,
  migrate,
  MIGRATION_NAMES,
  pendingMigrations,
  SchemaTooNewError,
  writeNothing,
} from './migrate.ts';
export { NOW, type Reads } from './reads.ts';
export { insertRows } from './insert-rows.ts';
export { TENANT_TABLES } from './references.ts';
export { rowsOf } from './row-set.ts';
export { claimServing } from './sqlite-claim.ts';
export { copySqlite, sqliteDamage } from './sqlite-copy.ts';
export {
  assertWritable,
  inTransaction,
  lockRows,
  lockTable,
  ping,
  platformDb,
  readNow,
} from './transaction.ts';
export { selectPage, type Page, type PageRequest } from './page.ts';
export { whereContains } from './search.ts';
export { unionAll } from './union-all.ts';
