import { raiseAlert } from '../alerts/index.ts';
import type { Audit } from '../audit/index.ts';
import type { TenantDb } from '../db/index.ts';
import { toRfc3339, type Clock } from '../system/clock.ts';
import { findFlow } from '../flows/index.ts';
import { nameOfWebhook, type OnFailing } from '../webhooks/index.ts';

/** Writes audit entries and alerts for what happens to webhooks without a request, in the same transaction. */
export function createWebhookNotices(audit: Audit, clock: Clock) {
  const record = (db: TenantDb, action: string, type: 'webhook' | 'flow', id: string, details: object) =>
    audit.recordBySystem(db, clock(), action, { type, id, details: { ...details } });

  async function tell(db: TenantDb, event: Parameters<typeof raiseAlert>[2], id: string, details: object) {
    const of = { tenant_id: db.tenantId, webhook_id: id, webhook_name: await nameOfWebhook(db, id) };
    await raiseAlert(db, clock(), event, { ...of, ...details });
  }

  return {
    async auditDisabled(db: TenantDb, id: string) {
      const details = { reason: 'All deliveries have failed for five days.' };
      await record(db, 'webhooks.switch_off', 'webhook', id, details);
      await tell(db, 'webhook.disabled', id, details);
    },
    auditSecretSet: (db: TenantDb, id: string) =>
      record(db, 'webhooks.set_secret', 'webhook', id, {
        reason: 'The sender registered the webhook and sent its secret.',
      }),
    async auditTargetGone(db: TenantDb, { id, url }: { id: string; url: string }) {
      const details = { reason: 'The target returned status 410.' };
      await record(db, 'flows.target_gone', 'flow', id, details);
      const of = { tenant_id: db.tenantId, flow_id: id, target_url: withoutQuery(url) };
      await raiseAlert(db, clock(), 'flow.target_gone', { ...of, ...details });
    },
    async onCertificateEndsSoon(db: TenantDb, id: string, expiresAt: number) {
      const details = { expires_at: toRfc3339(expiresAt) };
      await record(db, 'flows.certificate_ends_soon', 'flow', id, details);
      const of = { tenant_id: db.tenantId, flow_id: id };
      await raiseAlert(db, clock(), 'flow.certificate_ends_soon', { ...of, ...details });
    },
    async onFailing(db: TenantDb, { webhook_id, flow_id }: Parameters<OnFailing>[1], since: number) {
      const flow_name = (await findFlow(db, flow_id))?.name ?? null;
      const reason = 'All deliveries to the flow fail.';
      const details = { reason, flow_id, flow_name, since: toRfc3339(since) };
      await record(db, 'webhooks.failing', 'webhook', webhook_id, details);
      await tell(db, 'webhook.failing', webhook_id, details);
    },
    async onRejecting(db: TenantDb, id: string, since: number) {
      const details = { reason: 'All senders are rejected.', since: toRfc3339(since) };
      await record(db, 'webhooks.rejecting', 'webhook', id, details);
      await tell(db, 'webhook.rejecting', id, details);
    },
  };
}

/** A query may contain a token. */
function withoutQuery(url: string): string {
  return url.split('?', 1)[0]!;
}
