import type { AppAudience } from '../access/index.ts';
import { rowsByKey } from '../db/before-tenant.ts';
import { selectPage, type Page, type PageRequest, type TenantDb } from '../db/index.ts';
import { WRITTEN } from '../schema/index.ts';

const TABLE = 'oauth_apps';

export type GrantType = 'authorization_code' | 'refresh_token' | 'client_credentials' | 'password';
export type AppKind = 'oauth2' | 'api_key';

export interface OauthApp {
  tenant_id: string;
  /** Also its client_id. */
  id: string;
  name: string;
  description: string | null;
  website_url: string | null;
  logo_url: string | null;
  redirect_uris: string[];
  scopes: string[];
  grant_types: GrantType[];
  automatic_consent: boolean;
  impersonation: boolean;
  public: boolean;
  kind: AppKind;
  audience: AppAudience;
  /** Seconds, all three. */
  code_lifetime: number;
  access_token_lifetime: number;
  refresh_token_lifetime: number;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  /** Only in the response to its creation. */
  client_secret?: string;
}

type Flags = 'automatic_consent' | 'impersonation' | 'public';
type Lists = 'redirect_uris' | 'scopes' | 'grant_types';
type Row = Omit<OauthApp, Flags | Lists | 'client_secret'> &
  Record<Flags, boolean | number> &
  Record<Lists, string>;

const COLUMNS: readonly (keyof Row)[] = [
  'tenant_id',
  'id',
  ...WRITTEN['oauth-app'].plain,
  'version',
  'created_at',
  'updated_at',
  'created_by',
];

const LISTED = { table: TABLE, columns: COLUMNS, searched: ['name', 'id'] };

export async function findOauthApp(db: TenantDb, id: string): Promise<OauthApp | undefined> {
  const row = (await db.from(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function lockOauthApp(db: TenantDb, id: string): Promise<OauthApp | undefined> {
  const row = (await db.lock(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function listOauthApps(db: TenantDb, page: PageRequest): Promise<Page<OauthApp>> {
  const { rows, total } = await selectPage<Row>(db, db.from(TABLE), LISTED, page);
  return { rows: rows.map(fromRow), total };
}

/** Apps of any tenant: users can authorize apps of other tenants. */
export async function listAppsById(db: TenantDb, ids: string[]): Promise<OauthApp[]> {
  return ((await rowsByKey(db, TABLE, { id: ids }).orderBy('id')) as Row[]).map(fromRow);
}

/** @param own the tenant-defined scopes that the app depends on; these cannot be deleted while the app exists */
export async function insertOauthApp(db: TenantDb, app: OauthApp, own: readonly string[]): Promise<void> {
  await db.insert(TABLE, toRow(app));
  await insertScopes(db, app.id, own);
}

export async function updateOauthApp(db: TenantDb, app: OauthApp, own: readonly string[]): Promise<void> {
  await db.from(TABLE).where({ id: app.id }).update(toRow(app));
  await db.from('oauth_app_scopes').where({ app_id: app.id }).delete();
  await insertScopes(db, app.id, own);
}

/** Also deletes its secrets and the consents to it, by cascade. */
export async function removeOauthApp(db: TenantDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
}

async function insertScopes(db: TenantDb, appId: string, own: readonly string[]): Promise<void> {
  await db.insert(
    'oauth_app_scopes',
    own.map((scope) => ({ app_id: appId, scope })),
  );
}

function toRow({ client_secret: _, ...app }: OauthApp): Row {
  return {
    ...app,
    redirect_uris: JSON.stringify(app.redirect_uris),
    scopes: JSON.stringify(app.scopes),
    grant_types: JSON.stringify(app.grant_types),
  };
}

function fromRow(row: Row): OauthApp {
  return {
    ...row,
    redirect_uris: JSON.parse(row.redirect_uris) as string[],
    scopes: JSON.parse(row.scopes) as string[],
    grant_types: JSON.parse(row.grant_types) as GrantType[],
    automatic_consent: Boolean(row.automatic_consent),
    impersonation: Boolean(row.impersonation),
    public: Boolean(row.public),
  };
}
