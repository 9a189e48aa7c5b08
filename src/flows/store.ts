import { rowsByKey } from '../db/before-tenant.ts';
import { selectPage, type Page, type PageRequest, type Query, type TenantDb } from '../db/index.ts';
import type { Component, Usage } from '../components/index.ts';
import { WRITTEN, type FlowCreate, type FlowDelivery, type PlainAttributes } from '../schema/index.ts';

const TABLE = 'flows';
const INCLUDED = 'flow_components';
const CREDENTIALS = 'flow_credentials';

/** Maximum number of flow IDs in an error. */
const MAX_LISTED = 20;

export type FlowGraph = NonNullable<FlowCreate['data']['attributes']['graph']>;

export interface Flow extends PlainAttributes<'flow'> {
  tenant_id: string;
  id: string;
  /** When the target responded that it is gone. Nothing is sent to it after that. */
  target_gone_at: number | null;
  /** Sealed. Sent to `target_url` only: for another URL, it must be entered again. */
  target_authorization: string | null;
  /** Identifies `delivery.order`; null without one. */
  order_setting: string | null;
  /** Sealed, like `target_authorization`. */
  target_client_key: string | null;
  target_client_certificate_expires_at: number | null;
  /** When it was noted that the certificate expires soon. */
  target_certificate_noted_at: number | null;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
}

type Row = Omit<Flow, 'graph' | 'delivery'> & { graph: string; delivery: string | null };

const COLUMNS = [
  'tenant_id',
  'id',
  ...WRITTEN.flow.plain,
  'target_gone_at',
  'target_authorization',
  'order_setting',
  'target_client_key',
  'target_client_certificate_expires_at',
  'target_certificate_noted_at',
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

/** Those of the IDs that are flows of the tenant. */
export async function existingFlows(db: TenantDb, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  return (await db
    .from(TABLE)
    .whereIn('id', [...ids])
    .pluck('id')) as string[];
}

export async function lockFlow(db: TenantDb, id: string): Promise<Flow | undefined> {
  const row = (await db.lock(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function listFlows(
  db: TenantDb,
  filter: { status?: string; component?: string; credential?: string; target_gone?: string },
  page: PageRequest,
): Promise<Page<Flow>> {
  const query = db.from(TABLE);
  if (filter.status !== undefined) query.where('flows.status', filter.status);
  if (filter.target_gone === 'true') query.whereNotNull('flows.target_gone_at');
  if (filter.target_gone === 'false') query.whereNull('flows.target_gone_at');
  if (filter.component !== undefined) query.whereIn('flows.id', flowIdsOfComponent(db, filter.component));
  if (filter.credential !== undefined) {
    query.whereIn(
      'flows.id',
      db.from(CREDENTIALS).where({ credential_id: filter.credential }).select('flow_id'),
    );
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

/** @returns false if the flow has a different target by now, or the target was already marked */
export async function markTargetGone(
  db: TenantDb,
  { id, url }: { id: string; url: string },
  now: number,
): Promise<boolean> {
  const changed = await db
    .from(TABLE)
    .where({ id, target_url: url })
    .whereNull('target_gone_at')
    .update({ target_gone_at: now, updated_at: now })
    .increment('version', 1);
  return changed > 0;
}

export async function removeFlow(db: TenantDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
  // How often its target was called.
  await db.from('webhook_rates').where({ id }).delete();
}

/**
 * Stores which components a flow includes, with a reference to the tenant's activation if there is one. The database
 * then refuses to delete the component or its client.
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

/** Stores which credentials a flow includes. The database then refuses to delete them. */
export async function replaceCredentials(db: TenantDb, flowId: string, ids: string[]): Promise<void> {
  await db.from(CREDENTIALS).where({ flow_id: flowId }).delete();
  await db.insert(
    CREDENTIALS,
    ids.map((credential_id) => ({ flow_id: flowId, credential_id })),
  );
}

/** The flows that include a credential: up to 20 IDs, and how many there are. */
export async function flowsOfCredential(
  db: TenantDb,
  credentialId: string,
): Promise<{ flows: string[]; count: number }> {
  const ids = (await db
    .from(CREDENTIALS)
    .where({ credential_id: credentialId })
    .orderBy('flow_id')
    .pluck('flow_id')) as string[];
  return { flows: ids.slice(0, MAX_LISTED), count: ids.length };
}

/** A subquery: the IDs of the tenant's flows that include a component. */
export function flowIdsOfComponent(db: TenantDb, componentId: string): Query {
  return db.from(INCLUDED).where({ component_id: componentId }).select('flow_id');
}

/** The number of the tenant's flows that include each component. Components without flows are left out. */
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

/** The flows that include a component: those of this tenant, and only the number of those of other tenants. */
export async function flowUsage(db: TenantDb, componentId: string): Promise<Usage> {
  const flows = (await db
    .from(INCLUDED)
    .where({ component_id: componentId })
    .orderBy('flow_id')
    .limit(MAX_LISTED)
    .pluck('flow_id')) as string[];
  const everywhere = () => rowsByKey(db, INCLUDED, { component_id: componentId });
  const count = async (query: { count(name: { n: string }): PromiseLike<unknown> }) =>
    Number(((await query.count({ n: '*' })) as { n: number | string }[])[0]?.n);
  return {
    flows,
    count: await count(everywhere().where({ tenant_id: db.tenantId })),
    countOfOthers: await count(everywhere().whereNot({ tenant_id: db.tenantId })),
    countWithoutClient: await count(everywhere().whereNull('activation_component_id')),
  };
}

/** Links the tenant's flows that include a component to its new client, so that the client cannot be deleted. */
export async function linkToClient(db: TenantDb, componentId: string): Promise<void> {
  await db
    .from(INCLUDED)
    .where({ component_id: componentId })
    .whereNull('activation_component_id')
    .update({ activation_component_id: componentId });
}

/** The other tenants whose flows include a component without a client for it. */
export async function otherTenantsWithoutClient(db: TenantDb, componentId: string): Promise<string[]> {
  return (await rowsByKey(db, INCLUDED, { component_id: componentId })
    .whereNull('activation_component_id')
    .whereNot({ tenant_id: db.tenantId })
    .distinct('tenant_id')
    .pluck('tenant_id')) as string[];
}

function toRow(flow: Flow): Row {
  const { graph, delivery } = flow;
  return {
    ...flow,
    graph: JSON.stringify(graph),
    delivery: delivery === null ? null : JSON.stringify(delivery),
  };
}

function fromRow(row: Row): Flow {
  const { graph, delivery } = row;
  return {
    ...row,
    graph: JSON.parse(graph) as FlowGraph,
    delivery: delivery === null ? null : (JSON.parse(delivery) as FlowDelivery),
  };
}
