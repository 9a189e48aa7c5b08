import type { Hook } from './hook-read.ts';
import { refused } from './refused.ts';
import type { WebhookSecrets } from './secrets.ts';
import { checkSender, type SignedRequest } from './signatures/index.ts';

/**
 * The sender has proven itself with a secret of the webhook. @returns what a replay of the request would have as well
 * @throws AppError unauthenticated with the reason
 */
export async function assertSigned(
  request: Omit<SignedRequest, 'secrets'>,
  hook: Hook,
  secrets: WebhookSecrets,
): Promise<string> {
  return assertSender({ ...request, secrets: await openSecrets(hook, secrets, request.now) }, hook);
}

/** The secrets that hold now: the current one, and the previous one until its end. @param now milliseconds since 1970 */
export async function openSecrets(hook: Hook, secrets: WebhookSecrets, now: number): Promise<string[]> {
  const sealed = [hook.secret, hook.previousSecretUntil > now ? hook.previousSecret : null];
  const held = sealed.filter((secret) => secret !== null);
  return Promise.all(held.map((secret) => secrets.open(hook, 'secret', secret)));
}

/**
 * As `assertSigned`, of a request with the secrets that hold now.
 * @throws AppError unauthenticated with the reason
 */
export function assertSender(request: SignedRequest, { services }: Hook): string {
  const verification = services.webhook_event_verification;
  // It cannot be missing; if it were, nobody could have signed.
  if (verification === undefined) throw refused('There is nothing to check it with.');
  const verdict = checkSender(verification, request);
  if (!verdict.valid) throw refused(verdict.reason);
  return verdict.replayKey!;
}
