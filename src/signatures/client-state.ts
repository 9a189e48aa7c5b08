import { parseTree, type Node } from 'jsonc-parser';
import { constantTimeIncludes } from '../crypto/index.ts';
import { parseJsonObject } from './json-body.ts';
import { edited, nameOf, notificationsIn, propertiesOf } from './notifications.ts';
import type { SignedRequest } from './signed-request.ts';
import { VerificationError } from './verification-error.ts';

/** Microsoft Graph sends notifications in batches that are far smaller than this. */
const MAX_NOTIFICATIONS = 1000;

/**
 * Microsoft Graph signs nothing. Instead, each notification contains the `clientState` of its subscription, which is
 * the secret (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks). One notification without it
 * makes the entire request invalid.
 * @throws VerificationError
 */
export function assertClientState({ body, secrets }: Pick<SignedRequest, 'body' | 'secrets'>): void {
  const reason = faultOf(body, secrets);
  if (reason !== undefined) throw new VerificationError(reason);
}

/**
 * Removes the secret from a verified body, and the tokens that authenticate it: a body that is stored and shown to people
 * must not authenticate other requests. The rest stays byte for byte, because serializing it again would alter large
 * numbers.
 */
export function withoutClientState(body: Buffer): Buffer {
  const text = body.toString('utf8');
  const root = parseTree(text)!;
  const stripped = notificationsIn(root).map((one) => without(text, one, 'clientState'));
  const inner = edited(text, stripped);
  const whole = parseTree(inner)!;
  const hasTokens = propertiesOf(whole, TOKENS).length > 0;
  return Buffer.from(hasTokens ? edited(inner, [without(inner, whole, TOKENS)]) : inner);
}

/** The member with the tokens of notifications with resource data. */
const TOKENS = 'validationTokens';

/** An object without the members of this name. */
function without(text: string, object: Node, name: string) {
  const kept = object.children!.filter((property) => nameOf(property) !== name);
  const members = kept.map(({ offset, length }) => text.slice(offset, offset + length));
  return { at: object, by: `{${members.join(',')}}` };
}

function faultOf(body: Buffer, secrets: readonly string[]): string | undefined {
  if (secrets.length === 0) return 'There is no secret to compare clientState with.';
  if (secrets.includes('')) return 'A secret is empty.';
  const notifications = parseJsonObject(body)?.['value'];
  if (!Array.isArray(notifications) || notifications.length === 0)
    return 'The body is not a JSON object with notifications in "value".';
  if (notifications.length > MAX_NOTIFICATIONS)
    return `The body has more than ${MAX_NOTIFICATIONS} notifications.`;
  return notifications.every((notification) => constantTimeIncludes(secrets, clientStateOf(notification)))
    ? undefined
    : 'A notification has no clientState, or its clientState does not match the secret.';
}

function clientStateOf(notification: unknown): unknown {
  return (notification as { clientState?: unknown } | null)?.clientState;
}
