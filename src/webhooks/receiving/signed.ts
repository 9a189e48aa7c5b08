import type { ReadClientSecrets } from '../../credentials/index.ts';
import type { WebhookEndpoint } from './endpoint-read.ts';
import { refused } from './refused.ts';
import type { WebhookSecrets } from '../secrets.ts';
import {
  checkSender,
  needsSecret,
  type KeySource,
  type ReplayEvidence,
  type SignedRequest,
} from '../../signatures/index.ts';

/**
 * The secrets that are valid now: the current one, and the previous one until its overlap ends. If the webhook has
 * none, the client secrets of its credential. @param now milliseconds since the epoch
 */
export async function openSecrets(
  endpoint: WebhookEndpoint,
  { secrets, readClientSecrets }: { secrets: WebhookSecrets; readClientSecrets: ReadClientSecrets },
  now: number,
): Promise<string[]> {
  const sealed = [endpoint.secret, endpoint.previousSecretUntil > now ? endpoint.previousSecret : null];
  const held = sealed.filter((secret) => secret !== null);
  if (held.length > 0) return Promise.all(held.map((secret) => secrets.open(endpoint, 'secret', secret)));
  return endpoint.credential_id === null
    ? []
    : readClientSecrets(endpoint.tenant_id, endpoint.credential_id, now);
}

/**
 * Verifies the sender with the secrets, or the keys that it publishes. @returns how to detect a repetition of the request
 * @throws AppError unauthenticated with the reason
 */
export async function assertSender(
  request: SignedRequest,
  { services, tenant_id }: WebhookEndpoint,
  keysFor: (tenantId: string) => KeySource,
): Promise<ReplayEvidence> {
  const verification = services.webhook_event_verification;
  // The credential may have provided them before, so they can be missing.
  if (verification === undefined) throw refused('The webhook has no webhook_event_verification.');
  if (needsSecret(verification) && request.secrets.length === 0)
    throw refused(
      'The webhook has no secret yet. Set it to the one that the sender shows for this endpoint.',
    );
  const verdict = await checkSender(verification, request, keysFor(tenant_id));
  if (!verdict.valid) throw refused(verdict.reason);
  return verdict.replay;
}
