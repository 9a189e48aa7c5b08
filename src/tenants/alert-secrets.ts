import type { WriteAction } from '../actions/index.ts';
import type { Keyring } from '../crypto/index.ts';
import { platformDb, platformOf, type Database } from '../db/index.ts';
import { notFound } from '../errors.ts';
import type { Input } from '../jsonapi/index.ts';
import type { AlertSecretCreate } from '../schema/index.ts';
import { newSigningSecret } from '../signatures/index.ts';
import { newId } from '../system/ids.ts';
import { findTenant, lockTenant, updateTenant } from './store.ts';

/** A new secret that signs alerts. Only this response shows it. */
export interface AlertSecret {
  tenant_id: string;
  id: string;
  signing_secret: string;
  /** Until then, alerts are also signed with the previous secret; milliseconds since the epoch. */
  previous_until: number | null;
}

/** Replaces the secret that signs the alerts of a tenant. */
export type RotateAlertSecret = WriteAction<Input<AlertSecretCreate>, AlertSecret>;

export function createRotateAlertSecret(keyring: Keyring): RotateAlertSecret {
  return {
    name: 'tenants.renew_alert_secret',
    permission: 'tenants.tenants.edit',
    schema: 'alert-secret.create',
    writes: true,
    async run({ db, now }, { document }) {
      const tenant = await lockTenant(platformOf(db), db.tenantId);
      if (tenant === undefined) throw notFound('tenant');
      const { overlap = 0 } = document.data.attributes ?? {};
      const signing_secret = newSigningSecret();
      const previous = overlap > 0 ? tenant.alert_signing_secret : null;
      const previous_until = previous === null ? null : now + overlap * 1000;
      await updateTenant(platformOf(db), {
        ...tenant,
        alert_signing_secret: await keyring.seal(signing_secret, placeOfAlertSecret(db.tenantId)),
        previous_alert_signing_secret: previous,
        previous_alert_signing_secret_until: previous_until,
        version: tenant.version + 1,
        updated_at: now,
      });
      return { tenant_id: db.tenantId, id: newId(), signing_secret, previous_until };
    },
    audit: ({ tenant_id, previous_until }) => ({
      type: 'tenant',
      id: tenant_id,
      details: { overlap: previous_until !== null },
    }),
  };
}

/** Where the alerts of a tenant are sent, and the secrets that sign them. */
interface AlertTarget {
  url: string;
  secrets: string[];
}

/** @returns undefined if the tenant has no `alert_url` */
export type FindAlertTarget = (tenantId: string, now: number) => Promise<AlertTarget | undefined>;

export function createFindAlertTarget(database: Database, keyring: Keyring): FindAlertTarget {
  return async (tenantId, now) => {
    const tenant = await findTenant(platformDb(database), tenantId);
    if (tenant?.alert_url === undefined || tenant.alert_url === null) return undefined;
    const isValid = (tenant.previous_alert_signing_secret_until ?? 0) > now;
    const sealed = [tenant.alert_signing_secret, isValid ? tenant.previous_alert_signing_secret : null];
    const held = sealed.filter((secret) => secret !== null);
    const place = placeOfAlertSecret(tenantId);
    return {
      url: tenant.alert_url,
      secrets: await Promise.all(held.map((secret) => keyring.open(secret, place))),
    };
  };
}

/** A previous secret stays sealed for the column of the current one. */
export function placeOfAlertSecret(tenantId: string) {
  return { tenant: tenantId, table: 'tenants', row: tenantId, column: 'alert_signing_secret' };
}
