import { asText, type DeclaredHandshake } from './handshake.ts';

/**
 * Trello creates a webhook only if a HEAD request returns 200.
 * https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/#creating-a-webhook
 */
export const answerHead: DeclaredHandshake<unknown> = (_, { method }) =>
  method === 'HEAD' ? asText('') : undefined;
