import type { OutboundRequest } from '../../http/index.ts';

/** The client registered at the provider, and how it authenticates there. */
export interface Client {
  client_id: string;
  /** null for a public client. */
  client_secret: string | null;
  authentication: 'header' | 'body';
}

/**
 * A request to a token, revocation or introspection endpoint. The client authenticates in the header or in the body,
 * never in both (RFC 6749, 2.3). Keeps the URL's query string (3.2).
 */
export function clientRequest(
  url: string,
  client: Client,
  fields: Readonly<Record<string, string>>,
  format: 'form' | 'json' = 'form',
): OutboundRequest {
  const form = new URLSearchParams(fields);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  if (client.client_secret !== null && client.authentication === 'header') {
    headers['authorization'] = basic(client.client_id, client.client_secret);
  } else {
    form.set('client_id', client.client_id);
    if (client.client_secret !== null) form.set('client_secret', client.client_secret);
  }
  if (format === 'form') return { url, method: 'POST', headers, body: form.toString() };
  headers['content-type'] = 'application/json';
  return { url, method: 'POST', headers, body: JSON.stringify(Object.fromEntries(form)) };
}

/** Form-encodes both parts first (RFC 6749, 2.3.1), so that a colon in the ID is not read as the separator. */
function basic(id: string, secret: string): string {
  const encoded = [id, secret].map((part) => encodeURIComponent(part).replaceAll('%20', '+')).join(':');
  return `Basic ${Buffer.from(encoded).toString('base64')}`;
}
