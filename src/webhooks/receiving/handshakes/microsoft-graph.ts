import { refused } from '../refused.ts';
import { onlyValue } from './only-value.ts';
import { asText, type UnverifiedHandshake } from './handshake.ts';

/**
 * No control or unassigned characters and no line breaks; no HTML, which Microsoft says it never sends; no U+FFFD,
 * which replaces invalid bytes.
 */
const TOKEN = /^[^\p{C}\p{Zl}\p{Zp}<>\uFFFD]{1,1000}$/u;

/**
 * Microsoft Graph creates a subscription only if the endpoint returns its token, decoded. The request is not
 * authenticated, but the response contains only what the caller sent.
 * https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#notificationurl-validation
 */
export const answerMicrosoftGraph: UnverifiedHandshake = (verification, { method, query }) => {
  if (verification.type !== 'microsoft_graph' || method !== 'POST') return undefined;
  if (!query.has('validationToken')) return undefined;
  const token = onlyValue(query, 'validationToken');
  if (token === undefined || !TOKEN.test(token))
    throw refused('validationToken must be sent once, in the form that Microsoft Graph sends it.');
  return asText(token);
};
