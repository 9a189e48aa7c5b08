import { clearExpired } from '../../db/all-tenants.ts';
import {
  selectPage,
  type Page,
  type PageRequest,
  type Query,
  type TenantDb,
  type PlatformDb,
} from '../../db/index.ts';
import type { ClientAuthentication, ProviderSettings } from '../../schema/index.ts';
import type { PreviousSecret } from '../../oauth-clients/index.ts';
import type { ConfigServices } from '../config-services/index.ts';
import type { GrantType } from '../protocol/index.ts';
import { whereCondition } from './condition-filter.ts';
import {
  CONNECTION_COLUMNS,
  connectionFromRow,
  NEW_CONNECTION,
  type Condition,
  type Connection,
  type ConnectionRow,
} from './connection.ts';

const TABLE = 'credentials';

/** The settings for connecting an account at a provider. null means that the integration's value applies. */
export interface Credential extends PreviousSecret {
  tenant_id: string;
  id: string;
  name: string;
  description: string | null;
  component_tenant_id: string | null;
  component_id: string | null;
  provider: string | null;
  oauth_client_id: string | null;
  authentication_type: 'oauth2' | 'oauth1' | 'api_key' | 'basic';
  grant_type: GrantType;
  client_id: string | null;
  /** Sealed. */
  sealed_secret: string | null;
  /** The token URL that the client was entered for; null if there is no own client, or there was no URL. */
  secret_token_url: string | null;
  base_uri: string | null;
  authorization_url: string | null;
  device_authorization_url: string | null;
  token_url: string | null;
  redirect_uri: string | null;
  revocation_url: string | null;
  issuer: string | null;
  introspection_url: string | null;
  userinfo_url: string | null;
  jwks_url: string | null;
  scopes: string[] | null;
  scope_separator: ' ' | ',' | '+' | ';' | null;
  /** null leaves out a standard parameter. */
  authorization_params: Record<string, string | null>;
  token_params: Record<string, string | null>;
  parameters: Record<string, string>;
  client_authentication: ClientAuthentication | null;
  pkce: boolean | null;
  non_expiring_tokens: boolean;
  /** Whether it is refreshed before its refresh token expires, even if nobody requests tokens. */
  keep_alive: boolean;
  config_services: ConfigServices;
  /** What the provider does differently. Each member overrules the integration's. */
  provider_settings: ProviderSettings;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  connection: Connection;
}

const PLAIN = [
  'tenant_id',
  'id',
  'name',
  'description',
  'component_tenant_id',
  'component_id',
  'provider',
  'oauth_client_id',
  'authentication_type',
  'grant_type',
  'base_uri',
  'client_id',
  'client_secret',
  'previous_client_secret',
  'previous_client_secret_expires_at',
  'secret_token_url',
  'authorization_url',
  'device_authorization_url',
  'token_url',
  'redirect_uri',
  'revocation_url',
  'issuer',
  'introspection_url',
  'userinfo_url',
  'jwks_url',
  'scope_separator',
  'client_authentication',
  'version',
  'created_at',
  'updated_at',
  'created_by',
] as const;
const JSON_COLUMNS = [
  'scopes',
  'authorization_params',
  'token_params',
  'parameters',
  'config_services',
  'provider_settings',
] as const;
const BOOLEAN_COLUMNS = ['pkce', 'non_expiring_tokens', 'keep_alive'] as const;

/** Qualified with the table name, as `selectPage` and the join require. */
const COLUMNS = [
  ...[...PLAIN, ...JSON_COLUMNS, ...BOOLEAN_COLUMNS].map((column) => `${TABLE}.${column}`),
  ...CONNECTION_COLUMNS.map((column) => `connections.${column} as connection_${column}`),
];

const LISTED = {
  table: TABLE,
  columns: COLUMNS,
  searched: ['name'],
  sortedBy: { ends_at: 'connections.ends_at' },
};

export interface CredentialFilter {
  state?: string;
  condition?: Condition;
  external_user_id?: string;
  component?: string;
  provider?: string;
}

export async function findCredential(db: TenantDb, id: string): Promise<Credential | undefined> {
  const row = (await joined(db).where(`${TABLE}.id`, id).first(COLUMNS)) as Row | undefined;
  return row && fromRow(row);
}

export async function lockCredential(db: TenantDb, id: string): Promise<Credential | undefined> {
  await db.lock(TABLE).where({ id }).first('id');
  return findCredential(db, id);
}

/** The given IDs that are credentials of the tenant. */
export async function existingCredentials(db: TenantDb, ids: string[]): Promise<string[]> {
  return ids.length === 0 ? [] : ((await db.from(TABLE).whereIn('id', ids).pluck('id')) as string[]);
}

export type CredentialOfUser = Pick<Credential, 'id' | 'component_id' | 'provider' | 'token_url'> & {
  external_user_id: string;
  user_id_documented: boolean;
};

/** The credentials with these external user IDs, and their integrations. */
export function credentialsOfUsers(db: TenantDb, users: readonly string[]): Promise<CredentialOfUser[]> {
  return joined(db)
    .whereIn('connections.external_user_id', [...users])
    .select(
      ...['id', 'component_id', 'provider', 'token_url'].map((column) => `${TABLE}.${column}`),
      'connections.external_user_id',
      'connections.user_id_documented',
    ) as never;
}

export async function listCredentials(
  db: TenantDb,
  filter: CredentialFilter,
  page: PageRequest,
  now: number,
): Promise<Page<Credential>> {
  const isOfConnection =
    filter.state !== undefined || filter.condition !== undefined || filter.external_user_id !== undefined;
  const query = isOfConnection ? joined(db) : db.from(TABLE);
  if (filter.state !== undefined) query.where('connections.state', filter.state);
  if (filter.condition !== undefined) whereCondition(query, filter.condition, now);
  if (filter.external_user_id !== undefined)
    query.where('connections.external_user_id', filter.external_user_id);
  if (filter.component !== undefined) query.where(`${TABLE}.component_id`, filter.component);
  if (filter.provider !== undefined) query.where(`${TABLE}.provider`, filter.provider);
  const { rows, total } = await selectPage<Row>(db, query, { ...LISTED, rows: joined(db) }, page);
  return { rows: rows.map(fromRow), total };
}

/** Inserts the credential and its connection, which every credential has. */
export async function insertCredential(db: TenantDb, credential: Credential): Promise<void> {
  await db.insert(TABLE, toRow(credential));
  await db.insert('connections', {
    credential_id: credential.id,
    ...NEW_CONNECTION,
  });
}

export async function updateCredential(db: TenantDb, credential: Credential): Promise<void> {
  await db.from(TABLE).where({ id: credential.id }).update(toRow(credential));
}

export async function removeCredential(db: TenantDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
}

/** Deletes the previous client secrets, of any tenants, that have expired. @returns how many */
export function deletePreviousSecrets(db: PlatformDb, now: number, limit: number): Promise<number> {
  const columns = ['previous_client_secret_expires_at', 'previous_client_secret'] as const;
  return clearExpired(db, { table: TABLE, key: ['tenant_id', 'id'], columns }, now, limit);
}

function joined(db: TenantDb): Query {
  return db.from(TABLE).join('connections', (on) => {
    on.on('connections.tenant_id', `${TABLE}.tenant_id`).andOn('connections.credential_id', `${TABLE}.id`);
  });
}

type Row = Record<string, unknown>;

function toRow({ connection: _, sealed_secret, ...credential }: Credential): object {
  const json = Object.fromEntries(
    JSON_COLUMNS.map((name) => [name, credential[name] === null ? null : JSON.stringify(credential[name])]),
  );
  return { ...credential, client_secret: sealed_secret, ...json };
}

function fromRow(row: Row): Credential {
  const credential: Record<string, unknown> = {};
  for (const name of PLAIN) credential[name] = row[name];
  for (const name of JSON_COLUMNS) {
    const text = row[name] as string | null;
    credential[name] = text === null ? null : (JSON.parse(text) as unknown);
  }
  for (const name of BOOLEAN_COLUMNS) credential[name] = row[name] === null ? null : Boolean(row[name]);
  credential['sealed_secret'] = credential['client_secret'];
  delete credential['client_secret'];
  const connection = Object.fromEntries(
    CONNECTION_COLUMNS.map((name) => [name, row[`connection_${name}`]]),
  ) as unknown as ConnectionRow;
  return { ...credential, connection: connectionFromRow(connection) } as Credential;
}
