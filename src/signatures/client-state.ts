import { isOneOf } from '../crypto/index.ts';
import { coveredBy } from './covered.ts';
import { objectIn } from './json-body.ts';
import type { SignedRequest, Verdict } from './shape.ts';

/** Microsoft Graph sends notifications in batches, of far fewer than this. */
const MOST_NOTIFICATIONS = 1000;

/**
 * Microsoft Graph signs nothing: each notification carries the `clientState` with which its subscription was made, and
 * that is the secret (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks). One notification
 * without it refuses them all.
 */
export function verifyClientState({ body, secrets }: Pick<SignedRequest, 'body' | 'secrets'>): Verdict {
  const reason = faultOf(body, secrets);
  return reason === undefined
    ? { valid: true, id: null, covered: coveredBy(body) }
    : { valid: false, reason };
}

/**
 * The body of notifications that have been believed, without the secret in it: what is kept and shown to people must
 * not be what the next one is believed by.
 */
export function withoutClientState(body: Buffer): Buffer {
  const { value, ...rest } = objectIn(body) as { value: object[] };
  const notifications = value.map((notification) => ({ ...notification, clientState: undefined }));
  return Buffer.from(JSON.stringify({ ...rest, value: notifications }));
}

function faultOf(body: Buffer, secrets: readonly string[]): string | undefined {
  if (secrets.length === 0) return 'There is no secret to compare the clientState with.';
  if (secrets.includes('')) return 'A secret is empty.';
  const notifications = objectIn(body)?.['value'];
  if (!Array.isArray(notifications) || notifications.length === 0)
    return 'The body is not a JSON object with notifications in "value".';
  if (notifications.length > MOST_NOTIFICATIONS)
    return `The body holds more than ${MOST_NOTIFICATIONS} notifications.`;
  return notifications.every((notification) => isOneOf(secrets, clientStateOf(notification)))
    ? undefined
    : 'A notification has no clientState, or another one than the secret.';
}

function clientStateOf(notification: unknown): unknown {
  return (notification as { clientState?: unknown } | null)?.clientState;
}
