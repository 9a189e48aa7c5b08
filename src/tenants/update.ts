import type { WriteAction } from '../actions/index.ts';
import type { Keyring } from '../crypto/index.ts';
import { platformOf, type TenantDb } from '../db/index.ts';
import { notFound } from '../errors.ts';
import type { Outbound } from '../http/index.ts';
import { assertUnchanged, type Input } from '../jsonapi/index.ts';
import type { TenantUpdate } from '../schema/index.ts';
import { newSigningSecret } from '../signatures/index.ts';
import { placeOfAlertSecret } from './alert-secrets.ts';
import { assertReturnUrls } from './return-urls.ts';
import { lockTenant, updateTenant, type Tenant } from './store.ts';

/**
 * Changes a tenant. The first `alert_url` also gets the secret that signs alerts, which only that response shows.
 * @throws AppError url_not_allowed, return_url_not_allowed, precondition_failed
 */
export type UpdateTenant = WriteAction<Input<TenantUpdate>, Tenant>;

export function createUpdateTenant(parts: {
  keyring: Keyring;
  outbound: Pick<Outbound, 'assertAllowed'>;
}): UpdateTenant {
  const { keyring, outbound } = parts;
  return {
    name: 'tenants.update',
    permission: 'tenants.tenants.edit',
    schema: 'tenant.update',
    writes: true,
    async run({ db, now }, { document, ifMatch }) {
      const tenant = await lockOwn(db);
      assertUnchanged(tenant, ifMatch);
      const { attributes = {} } = document.data;
      assertReturnUrls(attributes.return_urls ?? []);
      if (typeof attributes.alert_url === 'string')
        outbound.assertAllowed(attributes.alert_url, '/data/attributes/alert_url');
      const changed = { ...tenant, ...attributes, version: tenant.version + 1, updated_at: now };
      if (changed.alert_url === null || changed.alert_signing_secret !== null) {
        await updateTenant(platformOf(db), changed);
        return changed;
      }
      const shown_alert_signing_secret = newSigningSecret();
      changed.alert_signing_secret = await keyring.seal(
        shown_alert_signing_secret,
        placeOfAlertSecret(db.tenantId),
      );
      await updateTenant(platformOf(db), changed);
      return { ...changed, shown_alert_signing_secret };
    },
    audit: ({ id, name, alert_url }) => ({
      type: 'tenant',
      id,
      details: { name, alerts: alert_url !== null },
    }),
  };
}

/** Locks the tenant of a handle. @throws AppError not_found if it was deleted */
export async function lockOwn(db: TenantDb): Promise<Tenant> {
  const tenant = await lockTenant(platformOf(db), db.tenantId);
  if (tenant === undefined) throw notFound('tenant');
  return tenant;
}
