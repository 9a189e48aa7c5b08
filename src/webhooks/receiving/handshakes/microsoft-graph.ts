import { refused } from '../refused.ts';
import { onlyValue } from './only-value.ts';
import { asText, type UnprovenHandshake } from './shape.ts';

/**
 * No control characters, nothing unassigned, no line breaks; nor what a page could be made of, which Microsoft says it
 * never sends; nor U+FFFD, which stands for bytes that were no text.
 */
const TOKEN = /^[^\p{C}\p{Zl}\p{Zp}<>\uFFFD]{1,1000}$/u;

/**
 * Microsoft Graph makes a subscription only where its token is given back, decoded. Anybody can ask for that: the
 * answer says nothing that the asker has not said.
 * https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#notificationurl-validation
 */
export const answerMicrosoftGraph: UnprovenHandshake = (verification, { method, query }) => {
  if (verification.type !== 'microsoft_graph' || method !== 'POST') return undefined;
  if (!query.has('validationToken')) return undefined;
  const token = onlyValue(query, 'validationToken');
  if (token === undefined || !TOKEN.test(token))
    throw refused('The validationToken is not one of Microsoft Graph’s.');
  return asText(token);
};
