import type { TenantDb } from '../db/index.ts';

const TABLE = 'component_activations';

/**
 * The note that a tenant has defined its OAuth client for a component. It is written here, in the transaction that
 * makes or removes the client, so that lists of components need not know what a client is; flows refer to it, so
 * that the database refuses to take a client from under a flow.
 */
export async function activate(db: TenantDb, component: { tenant_id: string; id: string }): Promise<void> {
  await db.insert(TABLE, { component_tenant_id: component.tenant_id, component_id: component.id });
}

/** Fails with a reference violation while a flow of the tenant includes the component. */
export async function deactivate(db: TenantDb, componentId: string): Promise<void> {
  await db.from(TABLE).where({ component_id: componentId }).delete();
}

/** Waits for flows that are being written with this component, and holds off new ones until the transaction ends. */
export async function lockActivation(db: TenantDb, componentId: string): Promise<void> {
  await db.lock(TABLE).where({ component_id: componentId }).first('component_id');
}
