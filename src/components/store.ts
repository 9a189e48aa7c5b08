import {
  lockRows,
  platformOf,
  selectPage,
  type Page,
  type PageRequest,
  type Query,
  type TenantDb,
} from '../db/index.ts';

const TABLE = 'components';

/** A component as one tenant sees it: its own, or another's that is global. */
export interface Component {
  /** The owner. */
  tenant_id: string;
  id: string;
  name: string;
  description: string | null;
  access: 'tenant' | 'global';
  descriptor: Record<string, unknown>;
  uses_oauth_client: boolean;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  /** The tenant that looks. */
  seen_by: string;
  /** That tenant has defined its OAuth client for it. */
  activated: boolean;
}

type Stored = Omit<Component, 'seen_by' | 'activated'>;
type Row = Omit<Stored, 'descriptor' | 'uses_oauth_client'> & {
  descriptor: string;
  uses_oauth_client: boolean | number;
  activated: string | null;
};

const COLUMNS = [
  'tenant_id',
  'id',
  'name',
  'description',
  'access',
  'descriptor',
  'uses_oauth_client',
  'version',
  'created_at',
  'updated_at',
  'created_by',
];

const LISTED = {
  table: TABLE,
  columns: [...COLUMNS, 'activation.component_id as activated'],
  searched: ['name'],
};

export interface ComponentFilter {
  /** undefined: what the default list holds. */
  usable?: boolean;
  /** Also global components of others that wait for the tenant's client. */
  withDormant: boolean;
  access?: string;
  usesOauthClient?: boolean;
}

/** The component, if the tenant can see it: its own, or a global one. */
export async function findVisible(db: TenantDb, id: string): Promise<Component | undefined> {
  const [component] = await listVisibleById(db, [id]);
  return component;
}

export async function listVisibleById(db: TenantDb, ids: string[]): Promise<Component[]> {
  const rows = (await visible(db)
    .whereIn('components.id', ids)
    .select(qualified())
    .orderBy('components.id')) as Row[];
  return rows.map((row) => fromRow(row, db.tenantId));
}

/** Holds components as they are until the transaction ends, whoever owns them. */
export async function holdComponents(db: TenantDb, ids: string[]): Promise<void> {
  await lockRows(platformOf(db), TABLE, ids, 'share');
}

/** The tenant's own component, locked against everybody. */
export async function lockOwn(db: TenantDb, id: string): Promise<Component | undefined> {
  await lockRows(platformOf(db), TABLE, [id], 'update');
  const component = await findVisible(db, id);
  return component?.tenant_id === db.tenantId ? component : undefined;
}

export async function listComponents(
  db: TenantDb,
  filter: ComponentFilter,
  page: PageRequest,
): Promise<Page<Component>> {
  const query = visible(db);
  const usable = (where: Query) =>
    void where.where('components.uses_oauth_client', false).orWhereNotNull('activation.component_id');
  const own = { 'components.tenant_id': db.tenantId };
  if (filter.usable === true) query.where(usable);
  else {
    // A global component that needs a client shows only once it has one, but for those who could define it.
    if (filter.usable === false)
      query.where('components.uses_oauth_client', true).whereNull('activation.component_id');
    if (filter.usable === undefined || !filter.withDormant)
      query.where((where) => void where.where(own).orWhere(usable));
  }
  if (filter.access !== undefined) query.where('components.access', filter.access);
  if (filter.usesOauthClient !== undefined)
    query.where('components.uses_oauth_client', filter.usesOauthClient);
  const { rows, total } = await selectPage<Row>(db, query, LISTED, page);
  return { rows: rows.map((row) => fromRow(row, db.tenantId)), total };
}

export async function insertComponent(db: TenantDb, component: Stored): Promise<void> {
  await db.insert(TABLE, toRow(component));
}

export async function updateComponent(db: TenantDb, component: Stored): Promise<void> {
  await db.from(TABLE).where({ id: component.id }).update(toRow(component));
}

export async function removeComponent(db: TenantDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
}

function visible(db: TenantDb): Query {
  return platformOf(db)
    .sql(TABLE)
    .leftJoin('component_activations as activation', (on) => {
      on.on('activation.component_id', 'components.id').andOnVal('activation.tenant_id', db.tenantId);
    })
    .where(
      (where) => void where.where('components.tenant_id', db.tenantId).orWhere('components.access', 'global'),
    );
}

function qualified(): string[] {
  return [...COLUMNS.map((column) => `${TABLE}.${column}`), 'activation.component_id as activated'];
}

function toRow({ seen_by: _, activated: __, ...component }: Stored & Partial<Component>): object {
  return { ...component, descriptor: JSON.stringify(component.descriptor) };
}

function fromRow(row: Row, seenBy: string): Component {
  return {
    ...row,
    descriptor: JSON.parse(row.descriptor) as Record<string, unknown>,
    uses_oauth_client: Boolean(row.uses_oauth_client),
    seen_by: seenBy,
    activated: row.activated !== null,
  };
}
