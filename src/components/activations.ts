import { rowsByKey } from '../db/before-tenant.ts';
import { insertRows, type TenantDb } from '../db/index.ts';

const TABLE = 'component_activations';
const CARRY_OVERS = 'component_carry_overs';

/**
 * Records that the tenant has an OAuth client for the component, in the transaction that creates the client. Component
 * lists join this record, so they do not depend on OAuth clients; flows reference it, so that the database refuses to
 * delete a client that a flow needs. Once it exists, the client is used instead of stored variables.
 */
export async function activate(db: TenantDb, component: { tenant_id: string; id: string }): Promise<void> {
  await db.insert(TABLE, { component_tenant_id: component.tenant_id, component_id: component.id });
  await db.from(CARRY_OVERS).where({ component_id: component.id }).delete();
}

/** Removes the record. Fails with a reference violation while a flow of the tenant includes the component. */
export async function deactivate(db: TenantDb, componentId: string): Promise<void> {
  await db.from(TABLE).where({ component_id: componentId }).delete();
}

/** Waits for concurrent writes of flows with this component and blocks new ones until the transaction ends. */
export async function lockActivation(db: TenantDb, componentId: string): Promise<void> {
  await db.lock(TABLE).where({ component_id: componentId }).first('component_id');
}

/**
 * Lets tenants keep using their stored variables, because their flows included the component before it needed an OAuth
 * client. This ends for each tenant when it creates its client.
 */
export async function carryOver(
  db: TenantDb,
  component: { tenant_id: string; id: string },
  tenantIds: string[],
): Promise<void> {
  const rows = tenantIds.map((tenant_id) => ({
    tenant_id,
    component_tenant_id: component.tenant_id,
    component_id: component.id,
  }));
  if (rows.length === 0) return;
  await insertRows(db, CARRY_OVERS, ['tenant_id', 'component_tenant_id', 'component_id'], rows, {
    onConflict: '(tenant_id, component_id) DO NOTHING',
  });
}

/** Removes all carry-overs of a component that no longer needs a client. */
export async function endCarryOvers(db: TenantDb, componentId: string): Promise<void> {
  await rowsByKey(db, CARRY_OVERS, { component_id: componentId }).delete();
}
