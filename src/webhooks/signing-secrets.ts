import type { WriteAction } from '../actions/index.ts';
import { notFound } from '../errors.ts';
import type { Input } from '../jsonapi/index.ts';
import type { SigningSecretCreate } from '../schema/index.ts';
import { newSigningSecret } from '../signatures/index.ts';
import { newId } from '../system/ids.ts';
import type { WebhookSecrets } from './secrets.ts';
import { lockWebhook, updateWebhook } from './store.ts';

/** A new signing secret. Only this response shows it. */
export interface SigningSecret {
  id: string;
  webhook_id: string;
  signing_secret: string;
  /** Until then, deliveries are also signed with the previous secret; milliseconds since the epoch. */
  previous_until: number | null;
}

/** Replaces the secret that signs the deliveries of a webhook. */
export type RotateSigningSecret = WriteAction<Input<SigningSecretCreate>, SigningSecret>;

export function createRotateSigningSecret(secrets: WebhookSecrets): RotateSigningSecret {
  return {
    name: 'webhooks.renew_signing_secret',
    permission: 'tenants.webhooks.edit',
    schema: 'signing-secret.create',
    writes: true,
    async run({ db, now }, { params, document }) {
      const webhook = await lockWebhook(db, params['id']!);
      if (webhook === undefined) throw notFound('webhook');
      const { overlap = 0 } = document.data.attributes ?? {};
      const signing_secret = newSigningSecret();
      const previous_until = overlap > 0 ? now + overlap * 1000 : null;
      await updateWebhook(db, {
        ...webhook,
        signing_secret: await secrets.seal(webhook, 'signing_secret', signing_secret),
        previous_signing_secret: overlap > 0 ? webhook.signing_secret : null,
        previous_signing_secret_until: previous_until,
        version: webhook.version + 1,
        updated_at: now,
      });
      return { id: newId(), webhook_id: webhook.id, signing_secret, previous_until };
    },
    audit: ({ webhook_id, previous_until }) => ({
      type: 'webhook',
      id: webhook_id,
      details: { overlap: previous_until !== null },
    }),
  };
}
