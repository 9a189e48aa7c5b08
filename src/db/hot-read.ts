import { sqlOf, type PlatformDb, type Query } from './handles.ts';
import { statementsOf, type Lookup, type Reads } from './reads.ts';
import type { TenantTable } from './references.ts';

/** A lookup that asks for each row with its tenant: the first table is joined by `tenant_id`. */
export interface TenantLookup extends Lookup {
  key: { tenant_id: 'uuid' } & Lookup['key'];
  from: `${string}JOIN ${string}.tenant_id = wanted.tenant_id${string}`;
}

/**
 * Reads rows of several tenants at once, each by its tenant and key.
 * @returns the rows found for each key, in the order of the keys, as tuples of `columns`
 */
export function hotRead<Row extends unknown[]>(
  reads: Reads,
  lookup: TenantLookup,
  keys: readonly (readonly [tenantId: string, ...string[]])[],
): Promise<Row[][]> {
  return statementsOf(reads).lookUp<Row>(lookup, keys);
}

/** The rows of several tenants in a transaction, each by its tenant and other columns. */
export function rowsWithTenant(
  db: PlatformDb,
  table: TenantTable,
  columns: readonly ['tenant_id', ...string[]],
  values: readonly (readonly [tenantId: string, ...string[]])[],
): Query {
  return sqlOf(db)(table).whereIn(
    [...columns],
    values.map((value) => [...value]),
  );
}
