import type { CloudEventsHandshake } from '../../../schema/index.ts';
import { refused } from '../refused.ts';
import { asText, type DeclaredHandshake } from './handshake.ts';

/** The rate that senders understand as the maximum, in requests per minute. */
const RATE = /^(?:\*|[1-9]\d{0,8})$/;

/**
 * The sender asks with OPTIONS whether it may send events, and how many per minute.
 * CloudEvents, HTTP 1.1 Web Hooks for Event Delivery, 4:
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection
 * @param eventsPerMinute the rate limit of the webhook
 */
export function answerCloudEvents(eventsPerMinute: number): DeclaredHandshake<CloudEventsHandshake> {
  return ({ origins }, { method, headers }) => {
    const asked = headers['webhook-request-origin'];
    if (method !== 'OPTIONS' || asked === undefined) return undefined;
    const origin = origins.find((one) => one.toLowerCase() === String(asked).toLowerCase());
    if (origin === undefined)
      throw refused('WebHook-Request-Origin is not in the origins of webhook_handshake. Add it there.');
    return {
      ...asText(''),
      headers: {
        Allow: 'POST',
        'WebHook-Allowed-Origin': origin,
        'WebHook-Allowed-Rate': String(allowedRate(headers['webhook-request-rate'], eventsPerMinute)),
      },
    };
  };
}

function allowedRate(asked: string | string[] | undefined, most: number): number {
  if (typeof asked !== 'string' || asked === '*' || !RATE.test(asked)) return most;
  return Math.min(Number(asked), most);
}
