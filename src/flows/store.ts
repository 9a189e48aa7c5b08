import { platformOf, selectPage, type Page, type PageRequest, type TenantDb } from '../db/index.ts';
import type { Component, Usage } from '../components/index.ts';
import type { FlowCreate } from '../schema/index.ts';

const TABLE = 'flows';
const INCLUDED = 'flow_components';
const CREDENTIALS = 'flow_credentials';

/** How many flows an error names. */
const NAMED = 20;

export type FlowGraph = NonNullable<FlowCreate['data']['attributes']['graph']>;

export interface Flow {
  tenant_id: string;
  id: string;
  name: string;
  description: string | null;
  status: 'draft' | 'active' | 'stopped';
  target_url: string | null;
  graph: FlowGraph;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
}

type Row = Omit<Flow, 'graph'> & { graph: string };

const COLUMNS = [
  'tenant_id',
  'id',
  'name',
  'description',
  'status',
  'target_url',
  'graph',
  'version',
  'created_at',
  'updated_at',
  'created_by',
];

const LISTED = { table: TABLE, columns: COLUMNS, searched: ['name'] };

export async function findFlow(db: TenantDb, id: string): Promise<Flow | undefined> {
  const row = (await db.from(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function lockFlow(db: TenantDb, id: string): Promise<Flow | undefined> {
  const row = (await db.lock(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function listFlows(
  db: TenantDb,
  filter: { status?: string; component?: string },
  page: PageRequest,
): Promise<Page<Flow>> {
  const query = db.from(TABLE);
  if (filter.status !== undefined) query.where('flows.status', filter.status);
  if (filter.component !== undefined) {
    query.whereIn('flows.id', db.from(INCLUDED).where({ component_id: filter.component }).select('flow_id'));
  }
  const { rows, total } = await selectPage<Row>(db, query, LISTED, page);
  return { rows: rows.map(fromRow), total };
}

export async function insertFlow(db: TenantDb, flow: Flow): Promise<void> {
  await db.insert(TABLE, toRow(flow));
}

export async function updateFlow(db: TenantDb, flow: Flow): Promise<void> {
  await db.from(TABLE).where({ id: flow.id }).update(toRow(flow));
}

export async function removeFlow(db: TenantDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
}

/**
 * Notes which components a flow includes, each with a reference to the tenant's activation where there is one: from
 * then on the database refuses to delete the component, or to take its client away.
 */
export async function replaceIncluded(db: TenantDb, flowId: string, components: Component[]): Promise<void> {
  await db.from(INCLUDED).where({ flow_id: flowId }).delete();
  const rows = components.map((component) => ({
    flow_id: flowId,
    component_id: component.id,
    component_tenant_id: component.tenant_id,
    activation_component_id: component.activated ? component.id : null,
  }));
  await db.insert(INCLUDED, rows);
}

/** Notes which credentials a flow includes: from then on the database refuses to delete them. */
export async function replaceCredentials(db: TenantDb, flowId: string, ids: string[]): Promise<void> {
  await db.from(CREDENTIALS).where({ flow_id: flowId }).delete();
  await db.insert(
    CREDENTIALS,
    ids.map((credential_id) => ({ flow_id: flowId, credential_id })),
  );
}

/** Which flows include a credential, the first of them by id. */
export async function flowsOfCredential(
  db: TenantDb,
  credentialId: string,
): Promise<{ flows: string[]; count: number }> {
  const ids = (await db
    .from(CREDENTIALS)
    .where({ credential_id: credentialId })
    .orderBy('flow_id')
    .pluck('flow_id')) as string[];
  return { flows: ids.slice(0, NAMED), count: ids.length };
}

/** In how many of the tenant's flows each of these components is; one that is in none is left out. */
export async function countFlowsOf(
  db: TenantDb,
  componentIds: string[],
): Promise<ReadonlyMap<string, number>> {
  if (componentIds.length === 0) return new Map();
  const rows = (await db
    .from(INCLUDED)
    .whereIn('component_id', componentIds)
    .groupBy('component_id')
    .select('component_id')
    .count({ n: '*' })) as { component_id: string; n: number | string }[];
  return new Map(rows.map(({ component_id, n }) => [component_id, Number(n)]));
}

/** Which flows include a component, in this tenant and, as a number only, in others. */
export async function flowUsage(db: TenantDb, componentId: string): Promise<Usage> {
  const flows = (await db
    .from(INCLUDED)
    .where({ component_id: componentId })
    .orderBy('flow_id')
    .limit(NAMED)
    .pluck('flow_id')) as string[];
  const everywhere = () => platformOf(db).sql(INCLUDED).where({ component_id: componentId });
  const count = async (query: { count(name: { n: string }): PromiseLike<unknown> }) =>
    Number(((await query.count({ n: '*' })) as { n: number | string }[])[0]?.n);
  return {
    flows,
    count: await count(everywhere().where({ tenant_id: db.tenantId })),
    countOfOthers: await count(everywhere().whereNot({ tenant_id: db.tenantId })),
    countWithoutClient: await count(everywhere().whereNull('activation_component_id')),
  };
}

function toRow(flow: Flow): Row {
  return { ...flow, graph: JSON.stringify(flow.graph) };
}

function fromRow(row: Row): Flow {
  return { ...row, graph: JSON.parse(row.graph) as FlowGraph };
}
