import type { ReadAction } from '../actions/index.ts';
import { notFound } from '../errors.ts';
import type { Input } from '../jsonapi/index.ts';
import type { WebhookSecrets } from './secrets.ts';
import { findWebhook } from './store.ts';

/** The secret that a sender set in a handshake and that a person must enter there. */
export interface VerificationToken {
  /** The webhook's. */
  id: string;
  verification_token: string;
  /** The webhook's. */
  version: number;
}

/**
 * Reads the secret of a webhook if a handshake set it to be shown. Requires the permission to set the secret, because
 * anyone who knows it can send events.
 * @throws AppError not_found
 */
export type GetVerificationToken = ReadAction<Input, VerificationToken>;

export function createGetVerificationToken(secrets: WebhookSecrets): GetVerificationToken {
  return {
    name: 'webhooks.get_verification_token',
    permission: 'tenants.webhooks.edit',
    writes: false,
    async run({ db }, { params }) {
      const webhook = await findWebhook(db, params['id']!);
      if (webhook === undefined) throw notFound('webhook');
      if (webhook.secret === null || !webhook.secret_shown) throw notFound('verification token');
      const verification_token = await secrets.open(webhook, 'secret', webhook.secret);
      return { id: webhook.id, verification_token, version: webhook.version };
    },
  };
}
