import { platformOf, type TenantDb } from '../db/index.ts';
import { newId } from '../system/ids.ts';
import { hasWaiting, insertAlert, type Alert, type AlertEvent } from './store.ts';

/** Alerts of a tenant that can wait at a time, so that a URL that never responds does not fill the database. */
const MAX_WAITING = 1_000;

/**
 * Adds an alert to those that are sent to the tenant's `alert_url`. Call it in the transaction that records what
 * happened, so that neither is lost without the other.
 * @param details what happened, as the receiver is told. No secrets
 * @returns undefined if the tenant has no `alert_url`, or too many alerts wait
 */
export async function raiseAlert(
  db: TenantDb,
  now: number,
  event: AlertEvent,
  details: Alert['details'],
): Promise<Alert | undefined> {
  const tenant = (await platformOf(db).from('tenants').where({ id: db.tenantId }).first('alert_url')) as
    { alert_url: string | null } | undefined;
  if (tenant === undefined || tenant.alert_url === null) return undefined;
  if (await hasWaiting(db, MAX_WAITING)) return undefined;
  const alert: Alert = {
    tenant_id: db.tenantId,
    id: newId(),
    event,
    details,
    state: 'pending',
    attempts: 0,
    next_attempt_at: now,
    status_code: null,
    error: null,
    created_at: now,
    updated_at: now,
  };
  await insertAlert(db, alert);
  return alert;
}
