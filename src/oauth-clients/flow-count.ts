import type { Context } from '../actions/index.ts';
import type { TenantDb } from '../db/index.ts';
import type { Query } from '../jsonapi/index.ts';
import type { OauthClient } from './store.ts';

/** Counts the tenant's flows that include each component. Passed in, because flows depend on OAuth clients. */
export type CountFlows = (db: TenantDb, componentIds: string[]) => Promise<ReadonlyMap<string, number>>;

/** Adds `flow_count` if it is requested through sparse fieldsets; null if the caller is not allowed to view flows. */
export async function withFlowCounts(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { fields }: Query,
  countFlows: CountFlows,
  clients: OauthClient[],
): Promise<OauthClient[]> {
  if (fields.get('oauth-client')?.includes('flow_count') !== true) return clients;
  if (!actor.permissions.has('tenants.flows.get'))
    return clients.map((client) => ({ ...client, flow_count: null }));
  const components = clients.map((client) => client.component_id).filter((id) => id !== null);
  const counts = await countFlows(db, components);
  return clients.map((client) => ({ ...client, flow_count: counts.get(client.component_id ?? '') ?? 0 }));
}
