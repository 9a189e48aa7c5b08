import type { ReadAction, WriteAction } from '../actions/index.ts';
import { existingCredentials, findCredential, type Credential } from '../credentials/index.ts';
import { randomBase62 } from '../crypto/index.ts';
import { violatesReference, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Outbound } from '../http/index.ts';
import { existingFlows, findFlow } from '../flows/index.ts';
import { assertUnchanged, pageOf, relatedId, type Collection, type Input } from '../jsonapi/index.ts';
import { WRITTEN, type WebhookCreate, type WebhookUpdate } from '../schema/index.ts';
import { newSigningSecret } from '../signatures/index.ts';
import { newId } from '../system/ids.ts';
import { assertFlowsExist, assertValidWebhook } from './rules.ts';
import type { WebhookSecrets } from './secrets.ts';
import type { WebhookServices } from './config-services.ts';
import { replaceFlows } from './failing-flows.ts';
import {
  findWebhook,
  insertWebhook,
  listWebhooks,
  lockWebhook,
  removeWebhook,
  updateWebhook,
  type NewWebhook,
  type Webhook,
} from './store.ts';
import { isWaitingForSecret } from './waiting-for-secret.ts';

export interface Webhooks {
  list: ReadAction<Input, Collection<Webhook>>;
  get: ReadAction<Input, Webhook>;
  create: WriteAction<Input<WebhookCreate>, NewWebhook>;
  update: WriteAction<Input<WebhookUpdate>, Webhook>;
  remove: WriteAction<Input, void>;
}

export function createWebhooks({
  secrets,
  ...server
}: {
  secrets: WebhookSecrets;
  outbound: Pick<Outbound, 'assertAllowed'>;
  /** Whether proxies pass client certificates on. */
  readsCertificates: boolean;
}): Webhooks {
  return {
    list: {
      name: 'webhooks.list',
      permission: 'tenants.webhooks.get',
      writes: false,
      run({ db }, { query }) {
        const { failing, rejecting, ...filter } = query.filter;
        const failed = failing === undefined ? {} : { failing: failing === 'true' };
        const rejected = rejecting === undefined ? {} : { rejecting: rejecting === 'true' };
        return listWebhooks(db, { ...filter, ...failed, ...rejected }, pageOf(query));
      },
    },
    get: {
      name: 'webhooks.get',
      permission: 'tenants.webhooks.get',
      writes: false,
      run: async ({ db }, { params }) => found(await findWebhook(db, params['id']!)),
    },
    create: {
      name: 'webhooks.create',
      permission: 'tenants.webhooks.create',
      schema: 'webhook.create',
      writes: true,
      async run({ db, actor, now }, { document }) {
        const { attributes, relationships } = document.data;
        const { secret, decryption_key, config_services = {}, ...given } = attributes;
        const shown_signing_secret = newSigningSecret();
        const key = { tenant_id: db.tenantId, id: newId() };
        const { flow_id = '', credential_id = null } = await resolveRelationships(db, relationships);
        const webhook: Webhook = {
          ...WRITTEN.webhook.defaults,
          additional_flows: [],
          enabled: true,
          ...given,
          ...key,
          hook_id: randomBase62(43),
          flow_id,
          credential_id,
          config_services: config_services as WebhookServices,
          secret: secret === undefined || secret === null ? null : await secrets.seal(key, 'secret', secret),
          secret_shown: false,
          previous_secret: null,
          previous_secret_until: null,
          decryption_key:
            decryption_key === undefined ? null : await secrets.seal(key, 'decryption_key', decryption_key),
          signing_secret: await secrets.seal(key, 'signing_secret', shown_signing_secret),
          previous_signing_secret: null,
          previous_signing_secret_until: null,
          failing_since: null,
          failing_flows: [],
          rejecting_since: null,
          version: 1,
          created_at: now,
          updated_at: now,
          created_by: actor.id,
        };
        assertValidWebhook(webhook, await credentialOf(db, webhook), attributes, server, secret === null);
        await insertWebhook(db, webhook);
        if (webhook.additional_flows.length > 0) await storeFlows(db, webhook);
        return { ...webhook, shown_signing_secret };
      },
      audit: auditEntry,
    },
    update: {
      name: 'webhooks.update',
      permission: 'tenants.webhooks.edit',
      schema: 'webhook.update',
      writes: true,
      async run({ db, now }, { params, document, ifMatch }) {
        const webhook = found(await lockWebhook(db, params['id']!));
        assertUnchanged(webhook, ifMatch);
        const { secret, secret_overlap = 0, decryption_key, ...given } = document.data.attributes ?? {};
        const changed: Webhook = {
          ...webhook,
          ...(given as Partial<Webhook>),
          ...(await resolveRelationships(db, document.data.relationships ?? {})),
          version: webhook.version + 1,
          updated_at: now,
        };
        if (secret !== undefined) {
          changed.secret = secret === null ? null : await secrets.seal(webhook, 'secret', secret);
          changed.secret_shown = false;
          changed.previous_secret = secret_overlap > 0 ? webhook.secret : null;
          changed.previous_secret_until = secret_overlap > 0 ? now + secret_overlap * 1000 : null;
        }
        if (decryption_key !== undefined)
          changed.decryption_key =
            decryption_key === null ? null : await secrets.seal(webhook, 'decryption_key', decryption_key);
        // Earlier failures do not count towards disabling the webhook again.
        if ((changed.enabled && !webhook.enabled) || changed.flow_id !== webhook.flow_id)
          changed.failing_since = null;
        // The next requests show whether senders are still rejected.
        if (secret !== undefined || given.config_services !== undefined) changed.rejecting_since = null;
        const attributes = document.data.attributes ?? {};
        const mayWait = isWaitingForSecret(webhook);
        assertValidWebhook(changed, await credentialOf(db, changed), attributes, server, mayWait);
        await updateWebhook(db, changed);
        if (given.additional_flows !== undefined) await storeFlows(db, changed);
        return changed;
      },
      audit: auditEntry,
    },
    remove: {
      name: 'webhooks.delete',
      permission: 'tenants.webhooks.delete',
      writes: true,
      async run({ db }: { db: TenantDb }, { params, ifMatch }: Input) {
        const webhook = found(await lockWebhook(db, params['id']!));
        assertUnchanged(webhook, ifMatch);
        await removeWebhook(db, webhook.id);
      },
      audit: (_, { params }) => ({ type: 'webhook', id: params['id']! }),
    },
  };
}

/** The IDs in the relationships of the request. @throws AppError not_found */
async function resolveRelationships(
  db: TenantDb,
  { flow, credential }: NonNullable<WebhookUpdate['data']['relationships']>,
): Promise<Partial<Pick<Webhook, 'flow_id' | 'credential_id'>>> {
  const flow_id = relatedId(flow);
  if (flow_id !== undefined && (await findFlow(db, flow_id)) === undefined) throw noSuch('flow');
  if (credential === undefined) return flow_id === undefined ? {} : { flow_id };
  const credential_id = credential.data === null ? null : relatedId({ data: credential.data });
  if (credential_id !== null && (await existingCredentials(db, [credential_id])).length === 0)
    throw noSuch('credential');
  return flow_id === undefined ? { credential_id } : { flow_id, credential_id };
}

function credentialOf(db: TenantDb, { credential_id }: Webhook): Promise<Credential | undefined> {
  return credential_id === null ? Promise.resolve(undefined) : findCredential(db, credential_id);
}

function noSuch(what: 'flow' | 'credential'): AppError {
  return notFound(what, { pointer: `/data/relationships/${what}/data/id` });
}

function additionalIds({ additional_flows }: Webhook): string[] {
  return additional_flows.map(({ flow_id }) => flow_id);
}

/** @throws AppError not_found, conflict if a flow was deleted since it was checked */
async function storeFlows(db: TenantDb, webhook: Webhook): Promise<void> {
  assertFlowsExist(webhook, await existingFlows(db, additionalIds(webhook)));
  await replaceFlows(db, webhook.id, additionalIds(webhook)).catch((error: unknown) => {
    if (!violatesReference(error)) throw error;
    const detail = 'A flow of the webhook was just deleted. Reload the webhook and try again.';
    throw new AppError('conflict', detail, { source: { pointer: '/data/attributes/additional_flows' } });
  });
}

function auditEntry(webhook: Webhook) {
  const { id, name, enabled, authentication, flow_id, credential_id } = webhook;
  const flows = additionalIds(webhook);
  const details = {
    name,
    enabled,
    authentication,
    flow: flow_id,
    credential: credential_id,
    ...(flows.length > 0 && { additional_flows: flows }),
  };
  return { type: 'webhook', id, details };
}

function found(webhook: Webhook | undefined): Webhook {
  if (webhook === undefined) throw notFound('webhook');
  return webhook;
}
