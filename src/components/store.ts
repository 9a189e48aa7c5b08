import { lockRows, selectPage, type Page, type PageRequest, type Query, type TenantDb } from '../db/index.ts';

const TABLE = 'components';

/** A component from the viewpoint of one tenant: its own, or a global one. */
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
  /** The tenant that is viewing the component. */
  seen_by: string;
  /** Whether the viewing tenant has an OAuth client for it. */
  activated: boolean;
  /** Warnings about the descriptor. Only in the response that stored it. */
  warnings?: { code: string; detail: string; source: { pointer: string } }[];
  /** Whether the viewing tenant's flows still use its stored variables, as before the component needed a client. */
  carried_over: boolean;
}

type Stored = Omit<Component, 'seen_by' | 'activated' | 'carried_over' | 'warnings'>;
type Row = Omit<Stored, 'descriptor' | 'uses_oauth_client'> & {
  descriptor: string;
  uses_oauth_client: boolean | number;
  activated: string | null;
  carried_over: string | null;
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

const JOINED = ['activation.component_id as activated', 'carry_over.component_id as carried_over'];

const LISTED = {
  table: TABLE,
  columns: [...COLUMNS, ...JOINED],
  searched: ['name'],
};

export interface ComponentFilter {
  /** undefined: own components and usable global ones. */
  usable?: boolean;
  /** Include global components that need a client of the tenant. */
  includeGlobalWithoutClient: boolean;
  access?: string;
  usesOauthClient?: boolean;
}

/** The component if it is visible to the tenant: its own, or a global one. */
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

/** Locks components of any tenant against changes until the transaction ends. */
export async function lockComponentsShared(db: TenantDb, ids: string[]): Promise<void> {
  await lockRows(db, TABLE, ids, 'share');
}

/** Locks a component exclusively, so that no flow can include it and no client can be created for it meanwhile. */
export async function lockComponent(db: TenantDb, id: string): Promise<void> {
  await lockRows(db, TABLE, [id], 'update');
}

/** Locks and returns a component of the tenant; undefined if it belongs to another tenant. */
export async function lockOwn(db: TenantDb, id: string): Promise<Component | undefined> {
  await lockComponent(db, id);
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
    void where
      .where('components.uses_oauth_client', false)
      .orWhereNotNull('activation.component_id')
      .orWhereNotNull('carry_over.component_id');
  const own = { 'components.tenant_id': db.tenantId };
  if (filter.usable === true) query.where(usable);
  else {
    // Global components without the tenant's client are only listed for users who can create one.
    if (filter.usable === false)
      query
        .where('components.uses_oauth_client', true)
        .whereNull('activation.component_id')
        .whereNull('carry_over.component_id');
    if (filter.usable === undefined || !filter.includeGlobalWithoutClient)
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
  return db
    .visibleComponents()
    .leftJoin('component_activations as activation', (on) => {
      on.on('activation.component_id', 'components.id').andOnVal('activation.tenant_id', db.tenantId);
    })
    .leftJoin('component_carry_overs as carry_over', (on) => {
      on.on('carry_over.component_id', 'components.id').andOnVal('carry_over.tenant_id', db.tenantId);
    });
}

function qualified(): string[] {
  return [...COLUMNS.map((column) => `${TABLE}.${column}`), ...JOINED];
}

function toRow({
  seen_by: _,
  activated: __,
  carried_over: ___,
  ...component
}: Stored & Partial<Component>): object {
  return { ...component, descriptor: JSON.stringify(component.descriptor) };
}

function fromRow(row: Row, seenBy: string): Component {
  return {
    ...row,
    descriptor: JSON.parse(row.descriptor) as Record<string, unknown>,
    uses_oauth_client: Boolean(row.uses_oauth_client),
    seen_by: seenBy,
    activated: row.activated !== null,
    carried_over: row.carried_over !== null,
  };
}
