import { decryptionKeysOf, decryptNotifications, withoutClientState } from '../../signatures/index.ts';
import type { WebhookSecrets } from '../secrets.ts';
import type { WebhookEndpoint } from './endpoint-read.ts';

/**
 * The body as it is stored, parsed and delivered: that of a verified request, except for Microsoft Graph, which sends the
 * secret in it and can encrypt resource data. Without a decryption key, that stays encrypted.
 * @throws VerificationError if it cannot be decrypted
 */
export async function storedBody(
  body: Buffer,
  endpoint: WebhookEndpoint,
  secrets: Pick<WebhookSecrets, 'open'>,
): Promise<Buffer> {
  const { authentication, services, decryptionKey: sealed } = endpoint;
  const verification = services.webhook_event_verification;
  if (authentication !== 'signature' || verification?.type !== 'microsoft_graph') return body;
  if (sealed === null) return withoutClientState(body);
  const keys = decryptionKeysOf(await secrets.open(endpoint, 'decryption_key', sealed));
  return withoutClientState(await decryptNotifications(verification, body, keys));
}
