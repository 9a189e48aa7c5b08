import { needsSecret, setsSecret } from '../signatures/index.ts';
import type { Webhook } from './store.ts';

/**
 * Whether a webhook rejects all events until its secret is set, because the sender shows it only after it has the
 * endpoint. Not if a handshake sets it, or if it can have the client secret of a credential.
 */
export function isWaitingForSecret(
  webhook: Pick<Webhook, 'authentication' | 'secret' | 'credential_id' | 'config_services'>,
): boolean {
  const { authentication, secret, credential_id, config_services } = webhook;
  if (authentication !== 'signature' || secret !== null || credential_id !== null) return false;
  const { webhook_event_verification: verification, webhook_handshake: handshake } = config_services;
  return verification !== undefined && needsSecret(verification) && !setsSecret(handshake);
}
