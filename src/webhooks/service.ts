import { randomBytes } from 'node:crypto';
import type { ReadAction, WriteAction } from '../actions/index.ts';
import { randomBase62 } from '../crypto/index.ts';
import { violatesReference, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, relatedId, type Collection, type Input } from '../jsonapi/index.ts';
import type { WebhookCreate, WebhookUpdate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import { assertSound } from './rules.ts';
import type { WebhookSecrets } from './secrets.ts';
import {
  findWebhook,
  insertWebhook,
  listWebhooks,
  lockWebhook,
  removeWebhook,
  updateWebhook,
  type NewWebhook,
  type Webhook,
  type WebhookServices,
} from './store.ts';

export interface Webhooks {
  list: ReadAction<Input, Collection<Webhook>>;
  get: ReadAction<Input, Webhook>;
  create: WriteAction<Input<WebhookCreate>, NewWebhook>;
  update: WriteAction<Input<WebhookUpdate>, Webhook>;
  remove: WriteAction<Input, void>;
}

export function createWebhooks({ secrets }: { secrets: WebhookSecrets }): Webhooks {
  return {
    list: {
      name: 'webhooks.list',
      permission: 'tenants.webhooks.get',
      writes: false,
      run: ({ db }, { query }) => listWebhooks(db, query.filter, { ...query.page, sort: query.sort }),
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
        const { name, enabled = true, authentication, config_services = {}, secret } = attributes;
        const shown_signing_secret = `whsec_${randomBytes(32).toString('base64')}`;
        const key = { tenant_id: db.tenantId, id: newId() };
        const webhook: Webhook = {
          ...key,
          hook_id: randomBase62(43),
          name,
          enabled,
          flow_id: relatedId(relationships.flow),
          authentication,
          config_services: config_services as WebhookServices,
          secret: secret === undefined ? null : await secrets.seal(key, 'secret', secret),
          previous_secret: null,
          previous_secret_until: null,
          signing_secret: await secrets.seal(key, 'signing_secret', shown_signing_secret),
          previous_signing_secret: null,
          previous_signing_secret_until: null,
          failing_since: null,
          version: 1,
          created_at: now,
          updated_at: now,
          created_by: actor.id,
        };
        assertSound(webhook, attributes);
        await toFlow(() => insertWebhook(db, webhook));
        return { ...webhook, shown_signing_secret };
      },
      audit: entry,
    },
    update: {
      name: 'webhooks.update',
      permission: 'tenants.webhooks.edit',
      schema: 'webhook.update',
      writes: true,
      async run({ db, now }, { params, document, ifMatch }) {
        const webhook = found(await lockWebhook(db, params['id']!));
        assertUnchanged(webhook, ifMatch);
        const { secret, secret_overlap = 0, ...given } = document.data.attributes ?? {};
        const changed: Webhook = {
          ...webhook,
          ...(given as Partial<Webhook>),
          version: webhook.version + 1,
          updated_at: now,
        };
        if (secret !== undefined) {
          changed.secret = await secrets.seal(webhook, 'secret', secret);
          changed.previous_secret = secret_overlap > 0 ? webhook.secret : null;
          changed.previous_secret_until = secret_overlap > 0 ? now + secret_overlap * 1000 : null;
        }
        const flow = document.data.relationships?.flow;
        if (flow !== undefined) changed.flow_id = relatedId(flow);
        // A fresh start: what has failed before does not count any more.
        if (changed.enabled && !webhook.enabled) changed.failing_since = null;
        assertSound(changed, document.data.attributes ?? {});
        await toFlow(() => updateWebhook(db, changed));
        return changed;
      },
      audit: entry,
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

/** The database alone knows whether the flow is there when the webhook is written. */
async function toFlow(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!violatesReference(error)) throw error;
    throw new AppError('not_found', 'There is no such flow.', {
      source: { pointer: '/data/relationships/flow/data/id' },
    });
  }
}

function entry({ id, name, enabled, authentication, flow_id }: Webhook) {
  return { type: 'webhook', id, details: { name, enabled, authentication, flow: flow_id } };
}

function found(webhook: Webhook | undefined): Webhook {
  if (webhook === undefined) throw notFound('webhook');
  return webhook;
}
