import {
  createBatcher,
  selectPage,
  type Page,
  type PageRequest,
  type Query,
  type Reads,
  type Statement,
  type TenantDb,
} from '../db/index.ts';

const TABLE = 'oauth_clients';

/** A tenant's client_id and client_secret for one component. */
export interface OauthClient {
  tenant_id: string;
  id: string;
  /** null once the component is gone for good. */
  component_id: string | null;
  component_tenant_id: string | null;
  client_id: string;
  /** Sealed. */
  sealed_secret: string;
  /** In the clear, only where the reader may have it. */
  client_secret?: string;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  /** The component can be seen by the tenant: it exists, and is the tenant's own or global. */
  component_visible: boolean;
}

interface Row extends Omit<OauthClient, 'sealed_secret' | 'client_secret' | 'component_visible'> {
  client_secret: string;
  owner: string | null;
  access: string | null;
}

const COLUMNS = [
  'tenant_id',
  'id',
  'component_id',
  'component_tenant_id',
  'client_id',
  'client_secret',
  'version',
  'created_at',
  'updated_at',
  'created_by',
];
const JOINED = [
  ...COLUMNS.map((column) => `${TABLE}.${column}`),
  'components.tenant_id as owner',
  'components.access',
];

export async function findOauthClient(db: TenantDb, id: string): Promise<OauthClient | undefined> {
  const row = (await withComponent(db.from(TABLE)).where(`${TABLE}.id`, id).first(JOINED)) as Row | undefined;
  return row && fromRow(row);
}

export async function lockOauthClient(db: TenantDb, id: string): Promise<OauthClient | undefined> {
  await db.lock(TABLE).where({ id }).first('id');
  return findOauthClient(db, id);
}

export async function listOauthClients(
  db: TenantDb,
  filter: { component?: string },
  page: PageRequest,
): Promise<Page<OauthClient>> {
  const query = withComponent(db.from(TABLE));
  if (filter.component !== undefined) query.where(`${TABLE}.component_id`, filter.component);
  const { rows, total } = await selectPage<Row>(query, TABLE, JOINED, page);
  return { rows: rows.map(fromRow), total };
}

export async function insertOauthClient(db: TenantDb, client: OauthClient): Promise<void> {
  await db.insert(TABLE, toRow(client));
}

export async function updateOauthClient(db: TenantDb, client: OauthClient): Promise<void> {
  await db.from(TABLE).where({ id: client.id }).update(toRow(client));
}

export async function removeOauthClient(db: TenantDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
}

/** What identifies a client at run time. */
export interface RunTimeKey {
  tenantId: string;
  componentId: string;
}

const AT_RUN_TIME: Statement = {
  name: 'oauth_clients_at_run_time',
  sqlite: `
    SELECT c.tenant_id, c.id, c.component_id, c.component_tenant_id, c.client_id, c.client_secret, c.version, c.created_at, c.updated_at, c.created_by, p.tenant_id AS owner, p.access
    FROM json_each(?1) AS wanted
    CROSS JOIN oauth_clients AS c ON c.tenant_id = wanted.value ->> 0 AND c.component_id = wanted.value ->> 1
    LEFT JOIN components AS p ON p.tenant_id = c.component_tenant_id AND p.id = c.component_id`,
  postgres: `
    SELECT c.tenant_id, c.id, c.component_id, c.component_tenant_id, c.client_id, c.client_secret, c.version, c.created_at, c.updated_at, c.created_by, p.tenant_id AS owner, p.access
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted (tenant_id, component_id)
    JOIN oauth_clients AS c ON c.tenant_id = wanted.tenant_id AND c.component_id = wanted.component_id
    LEFT JOIN components AS p ON p.tenant_id = c.component_tenant_id AND p.id = c.component_id`,
};

/** The run-time read: one joined SELECT, shared by the requests that wait at the same moment. Nothing is cached. */
export function createRunTimeRead(
  reads: Reads,
  dialect: 'sqlite' | 'postgres',
): (key: RunTimeKey) => Promise<OauthClient | undefined> {
  return createBatcher<RunTimeKey, OauthClient>(async (keys) => {
    const tenants = keys.map((key) => key.tenantId);
    const components = keys.map((key) => key.componentId);
    const parameters =
      dialect === 'sqlite'
        ? [JSON.stringify(keys.map((key) => [key.tenantId, key.componentId]))]
        : [tenants, components];
    const rows = await reads.all<Row>(AT_RUN_TIME, parameters);
    const found = new Map(rows.map((row) => [`${row.tenant_id}${row.component_id}`, row]));
    return keys.map(({ tenantId, componentId }) => {
      const row = found.get(tenantId + componentId);
      return row && fromRow(row);
    });
  });
}

function withComponent(query: Query): Query {
  return query.leftJoin('components', (on) => {
    on.on('components.tenant_id', `${TABLE}.component_tenant_id`).andOn(
      'components.id',
      `${TABLE}.component_id`,
    );
  });
}

function toRow({ sealed_secret, client_secret: _, component_visible: __, ...row }: OauthClient): object {
  return { ...row, client_secret: sealed_secret };
}

function fromRow({ owner, access, client_secret, ...row }: Row): OauthClient {
  return {
    ...row,
    sealed_secret: client_secret,
    component_visible: owner === row.tenant_id || access === 'global',
  };
}
