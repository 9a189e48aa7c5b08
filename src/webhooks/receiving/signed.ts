import type { ReadClientSecret } from '../../credentials/index.ts';
import type { Hook } from './hook-read.ts';
import { refused } from './refused.ts';
import type { WebhookSecrets } from '../secrets.ts';
import { checkSender, type SignedRequest } from '../../signatures/index.ts';

/**
 * The secrets that hold now: the current one, and the previous one until its end; without any of its own, the client
 * secret of the webhook's credential. @param now milliseconds since 1970
 */
export async function openSecrets(
  hook: Hook,
  { secrets, readClientSecret }: { secrets: WebhookSecrets; readClientSecret: ReadClientSecret },
  now: number,
): Promise<string[]> {
  const sealed = [hook.secret, hook.previousSecretUntil > now ? hook.previousSecret : null];
  const held = sealed.filter((secret) => secret !== null);
  if (held.length > 0) return Promise.all(held.map((secret) => secrets.open(hook, 'secret', secret)));
  const theirs =
    hook.credential_id === null ? null : await readClientSecret(hook.tenant_id, hook.credential_id);
  return theirs === null ? [] : [theirs];
}

/**
 * The sender has proven itself with one of the secrets. @returns what a replay of the request would have as well
 * @throws AppError unauthenticated with the reason
 */
export function assertSender(request: SignedRequest, { services }: Hook): string {
  const verification = services.webhook_event_verification;
  // Both may be taken from the credential later.
  if (verification === undefined || request.secrets.length === 0)
    throw refused('The webhook has nothing to check it with.');
  const verdict = checkSender(verification, request);
  if (!verdict.valid) throw refused(verdict.reason);
  return verdict.replayKey!;
}
