import { sha256 } from '../crypto/index.ts';
import { AppError } from '../errors.ts';
import type { Hook } from './hook-read.ts';
import type { WebhookSecrets } from './secrets.ts';
import { SCHEMES, signs, verify, type SignedRequest } from './signatures/index.ts';

/**
 * The sender has signed the body with a secret of the webhook. @returns what a replay of it would have as well
 * @throws AppError unauthenticated with the reason
 */
export async function assertSigned(
  request: Omit<SignedRequest, 'secrets'>,
  hook: Hook,
  secrets: WebhookSecrets,
): Promise<string> {
  const verification = hook.services.webhook_event_verification;
  const sealed = [hook.secret, hook.previousSecretUntil > request.now ? hook.previousSecret : null];
  const opened = sealed
    .filter((secret) => secret !== null)
    .map((secret) => secrets.open(hook, 'secret', secret));
  // Neither can be missing; if one were, nobody could have signed.
  if (verification === undefined || opened.length === 0) throw refused('There is nothing to check it with.');
  const scheme = SCHEMES[verification.type];
  const verdict = verify(scheme, { ...request, secrets: await Promise.all(opened) });
  if (!verdict.valid) throw refused(verdict.reason);
  // An id that is not signed is not the sender's word: with another one, the same event would pass once more.
  return sha256(signs(scheme, 'id') ? `id ${verdict.id}` : `signature ${verdict.signature}`);
}

function refused(reason: string): AppError {
  return new AppError('unauthenticated', `The signature does not hold. ${reason}`, {
    challenge: 'Signature realm="valetkey"',
  });
}
