import { sqlOf, type PlatformDb, type Query, type TenantDb } from './handles.ts';
import { statementsOf, type Lookup, type Reads } from './reads.ts';

/**
 * What identifies rows without their tenant: the hash of a secret that only its holder knows, a person, or the ID of
 * an app or component that several tenants use.
 */
interface Keys {
  access_tokens: 'token_hash';
  api_keys: 'key_hash' | 'app_id' | 'user_id';
  authorization_codes: 'code_hash' | 'user_id';
  authorizations: 'user_id';
  component_carry_overs: 'component_id';
  connection_attempts: 'state_hash';
  flow_components: 'component_id';
  memberships: 'user_id';
  oauth_apps: 'id';
  pushed_requests: 'request_hash';
  refresh_tokens: 'token_hash';
}

/** Exactly one of a table's keys. */
type KeyOf<Table extends keyof Keys> = {
  [Key in Keys[Table]]: Readonly<Record<Key, string | readonly string[]>>;
}[Keys[Table]];

/** The rows of any tenant with this key, to read, update or delete. Their `tenant_id` then leads to a `TenantDb`. */
export function rowsByKey<Table extends keyof Keys>(
  db: PlatformDb | TenantDb,
  table: Table,
  key: KeyOf<Table>,
): Query {
  const [[column, value]] = Object.entries(key) as [[string, string | readonly string[]]];
  const rows = sqlOf(db)(table as string);
  return typeof value === 'string' ? rows.where({ [column]: value }) : rows.whereIn(column, [...value]);
}

/** The memberships of a user in all tenants, including those of other user IDs that are the same person. */
export function membershipsOf(db: PlatformDb, userId: string, others: Query): Query {
  return sqlOf(db)('memberships').where(
    (where: Query) => void where.where({ user_id: userId }).orWhereIn('user_id', others),
  );
}

/** The grants given under all consents of a user. */
export function grantsOf(db: PlatformDb, userId: string): Query {
  const consents = rowsByKey(db, 'authorizations', { user_id: userId }).select('tenant_id', 'id');
  return sqlOf(db)('token_grants').whereIn(['tenant_id', 'authorization_id'], consents);
}

type LookupKey = 'token_hash' | 'key_hash' | 'client_id' | 'hook_id';

/** A lookup by a secret or an ID that is unique among all tenants; the first table is joined by it. */
export interface KeyLookup extends Lookup {
  key: { [Key in LookupKey]?: 'uuid' | 'text' } & Lookup['key'];
  from: `${string}JOIN ${string} = wanted.${LookupKey}${string}`;
}

/**
 * Reads rows of any tenants, each by its key.
 * @returns the rows found for each key, in the order of the keys, as tuples of `columns`
 */
export function readByKey<Row extends unknown[]>(
  reads: Reads,
  lookup: KeyLookup,
  keys: readonly string[],
): Promise<Row[][]> {
  return statementsOf(reads).lookUp<Row>(
    lookup,
    keys.map((key) => [key]),
  );
}
