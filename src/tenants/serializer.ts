import { declared, plainAttributes, type ResourceView } from '../jsonapi/index.ts';
import { timeOrNull, toRfc3339 } from '../system/clock.ts';
import type { AlertSecret } from './alert-secrets.ts';
import type { Tenant } from './store.ts';

export const tenantView: ResourceView<Tenant> = {
  ...declared('tenant'),
  id: (tenant) => tenant.id,
  path: (tenant) => `/v2/tenants/${tenant.id}`,
  version: (tenant) => tenant.version,
  attributes: (tenant) => ({
    ...plainAttributes('tenant', tenant),
    alert_signing_secret: tenant.shown_alert_signing_secret,
    api_key: tenant.api_key,
    created_at: toRfc3339(tenant.created_at),
    updated_at: toRfc3339(tenant.updated_at),
  }),
  onceOnly: ['api_key', 'alert_signing_secret'],
};

/** Only a response; the secret is not shown again. */
export const alertSecretView: ResourceView<AlertSecret> = {
  ...declared('alert-secret'),
  id: (secret) => secret.id,
  version: () => 1,
  attributes: ({ signing_secret, previous_until }) => ({
    signing_secret,
    previous_until: timeOrNull(previous_until),
  }),
  onceOnly: ['signing_secret'],
};
