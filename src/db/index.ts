/**
 * The database. Features see it through tenant-bound handles (`handles.ts`); who refers to whom is drawn in
 * `references.ts`; what a driver's error means is decided in `errors.ts`.
 */
export { createBatcher } from './batch.ts';
export { connect, type Database } from './connect.ts';
export { NOW_SQL } from './dialect.ts';
export { translateDatabaseError, violatesPrimaryKey, violatesReference, violatesUnique } from './errors.ts';
export { platformOf, tenantDb, type PlatformDb, type Query, type TenantDb } from './handles.ts';
export { noteLastUses, type Use } from './last-used.ts';
export { migrate, pendingMigrations, SchemaTooNewError } from './migrate.ts';
export { NOW, type Lookup, type Reads } from './reads.ts';
export { TENANT_TABLES } from './references.ts';
export { rowSet, rowsOf } from './row-set.ts';
export { inTransaction, lockRows, platformDb } from './transaction.ts';
export { selectPage, type Page, type PageRequest, type SortKey } from './page.ts';
