import {
  createBatcher,
  selectPage,
  type Page,
  type PageRequest,
  type Query,
  type Reads,
  type TenantDb,
  type PlatformDb,
} from '../db/index.ts';
import { clearExpired } from '../db/all-tenants.ts';
import { hotRead, type TenantLookup } from '../db/hot-read.ts';

import { type PreviousSecret } from './rotation.ts';

const TABLE = 'oauth_clients';

/** A tenant's client_id and client_secret for one component. The previous secret is not read at run time. */
export interface OauthClient extends Partial<PreviousSecret> {
  tenant_id: string;
  id: string;
  /** null if the component was deleted. */
  component_id: string | null;
  component_tenant_id: string | null;
  client_id: string;
  /** The encrypted client secret. */
  sealed_secret: string;
  /** The component's token URI when the secret was entered; null if it had none. */
  token_uri?: string | null;
  /** The decrypted secret. Only in responses to callers that are allowed to read it. */
  client_secret?: string;
  /** Number of flows that include the component. Only if requested; null if the caller is not allowed to view flows. */
  flow_count?: number | null;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  /** Whether the component exists and is the tenant's own or global. */
  component_visible: boolean;
}

interface Row extends Omit<
  OauthClient,
  'sealed_secret' | 'client_secret' | 'flow_count' | 'component_visible'
> {
  client_secret: string;
  visible_component: string | null;
}

const COLUMNS = [
  'tenant_id',
  'id',
  'component_id',
  'component_tenant_id',
  'client_id',
  'client_secret',
  'previous_client_secret',
  'previous_client_secret_expires_at',
  'token_uri',
  'version',
  'created_at',
  'updated_at',
  'created_by',
];
const JOINED = [...COLUMNS.map((column) => `${TABLE}.${column}`), 'components.id as visible_component'];

const LISTED = { table: TABLE, columns: JOINED, sortedBy: { client_id: 'client_id_start' } };

export async function findOauthClient(db: TenantDb, id: string): Promise<OauthClient | undefined> {
  const row = (await withComponent(db.from(TABLE)).where(`${TABLE}.id`, id).first(JOINED)) as Row | undefined;
  return row && fromRow(row);
}

export async function lockOauthClient(db: TenantDb, id: string): Promise<OauthClient | undefined> {
  await db.lock(TABLE).where({ id }).first('id');
  return findOauthClient(db, id);
}

/** The tenant's client for a component. */
export async function findOfComponent(db: TenantDb, componentId: string): Promise<OauthClient | undefined> {
  const row = (await withComponent(db.from(TABLE))
    .where(`${TABLE}.component_id`, componentId)
    .first(JOINED)) as Row | undefined;
  return row && fromRow(row);
}

export interface OauthClientFilter {
  component?: string;
  status?: string;
  /** Whether the caller is allowed to view components, and so to search by their names. */
  canViewComponents: boolean;
}

export async function listOauthClients(
  db: TenantDb,
  filter: OauthClientFilter,
  page: PageRequest,
): Promise<Page<OauthClient>> {
  const joined = () => withComponent(db.from(TABLE));
  const searchesComponents = filter.canViewComponents && page.search !== undefined;
  const query = searchesComponents || filter.status !== undefined ? joined() : db.from(TABLE);
  if (filter.component !== undefined) query.where(`${TABLE}.component_id`, filter.component);
  if (filter.status === 'usable') query.whereNotNull('components.id');
  if (filter.status === 'orphaned') query.whereNull('components.id');
  const searched = ['client_id', ...(searchesComponents ? ['components.name'] : [])];
  const { rows, total } = await selectPage<Row>(db, query, { ...LISTED, rows: joined(), searched }, page);
  return { rows: rows.map(fromRow), total };
}

/** The number of clients whose component was deleted or hidden. */
export async function countOrphaned(db: TenantDb): Promise<number> {
  const [row] = (await withComponent(db.from(TABLE))
    .whereNull('components.id')
    .count({ n: '*' })) as unknown as { n: number | string }[];
  return Number(row!.n);
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

/** Deletes the previous secrets, of any tenants, that have expired. @returns how many */
export function deletePreviousClientSecrets(db: PlatformDb, now: number, limit: number): Promise<number> {
  const columns = ['previous_client_secret_expires_at', 'previous_client_secret'] as const;
  return clearExpired(db, { table: TABLE, key: ['tenant_id', 'id'], columns }, now, limit);
}

/** What identifies a client at run time. */
export interface RunTimeKey {
  tenantId: string;
  componentId: string;
}

const AT_RUN_TIME: TenantLookup = {
  name: 'oauth_clients_at_run_time',
  key: { tenant_id: 'uuid', component_id: 'uuid' },
  columns: [
    'c.id',
    'c.component_tenant_id',
    'c.client_id',
    'c.client_secret',
    'c.previous_client_secret_expires_at',
    'c.version',
    'c.created_at',
    'c.updated_at',
    'c.created_by',
    'p.access',
  ],
  from: `
    JOIN oauth_clients AS c ON c.tenant_id = wanted.tenant_id AND c.component_id = wanted.component_id
    LEFT JOIN components AS p ON p.tenant_id = c.component_tenant_id AND p.id = c.component_id`,
};

type RunTimeRow = [
  id: string,
  componentTenantId: string,
  clientId: string,
  sealedSecret: string,
  previousExpiresAt: number | null,
  version: number,
  createdAt: number,
  updatedAt: number,
  createdBy: string | null,
  access: string | null,
];

/** The run-time read: one joined SELECT, shared by concurrent requests. Nothing is cached. */
export function createRunTimeRead(reads: Reads): (key: RunTimeKey) => Promise<OauthClient | undefined> {
  return createBatcher<RunTimeKey, OauthClient>(async (keys) => {
    const found = await hotRead<RunTimeRow>(
      reads,
      AT_RUN_TIME,
      keys.map(({ tenantId, componentId }) => [tenantId, componentId]),
    );
    return found.map(([row], index) => row && fromRunTimeRow(keys[index]!, row));
  });
}

function fromRunTimeRow({ tenantId, componentId }: RunTimeKey, row: RunTimeRow): OauthClient {
  const [
    id,
    component_tenant_id,
    client_id,
    sealed_secret,
    previous_client_secret_expires_at,
    version,
    created_at,
    updated_at,
    created_by,
    access,
  ] = row;
  return {
    tenant_id: tenantId,
    id,
    component_id: componentId,
    component_tenant_id,
    client_id,
    sealed_secret,
    previous_client_secret_expires_at,
    version,
    created_at,
    updated_at,
    created_by,
    component_visible: component_tenant_id === tenantId || access === 'global',
  };
}

/** Joins the component if it is visible to the tenant, so that hidden components are neither read nor searched. */
function withComponent(query: Query): Query {
  return query.leftJoin('components', (on) => {
    on.on('components.tenant_id', `${TABLE}.component_tenant_id`)
      .andOn('components.id', `${TABLE}.component_id`)
      .andOn((visible) => {
        visible.on('components.tenant_id', `${TABLE}.tenant_id`).orOnVal('components.access', 'global');
      });
  });
}

function toRow({ sealed_secret, client_secret: _, component_visible: __, ...row }: OauthClient): object {
  return { ...row, client_secret: sealed_secret };
}

function fromRow({ visible_component, client_secret, ...row }: Row): OauthClient {
  return {
    ...row,
    sealed_secret: client_secret,
    component_visible: visible_component !== null,
  };
}
