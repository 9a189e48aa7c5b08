import type { WebhookEvent } from '../event-store.ts';
import type { Sample } from '../parsing/index.ts';

/** The request of an event, as expressions see it. */
export function sampleOf({
  body,
  body_is_base64,
  content_type,
  headers,
}: Pick<WebhookEvent, 'body' | 'body_is_base64' | 'content_type' | 'headers'>): Sample {
  return {
    body: Buffer.from(body, body_is_base64 ? 'base64' : 'utf8'),
    contentType: content_type,
    headers: storedHeaders({ headers }),
  };
}

/** The headers of the request that were stored, with names in lower case. */
export function storedHeaders({ headers }: Pick<WebhookEvent, 'headers'>): Record<string, string> {
  return headers === null ? {} : (JSON.parse(headers) as Record<string, string>);
}
