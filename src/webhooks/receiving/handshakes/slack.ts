import { refused } from '../refused.ts';
import { parseChallenge } from './challenge.ts';
import { asText, type VerifiedHandshake } from './handshake.ts';

/**
 * Slack accepts a request URL for the Events API only if it returns the challenge.
 * https://docs.slack.dev/reference/events/url_verification
 */
export const answerSlack: VerifiedHandshake = (verification, { method, body }) => {
  if (verification.type !== 'slack' || method !== 'POST') return undefined;
  const asked = parseChallenge(body);
  if (asked?.['type'] !== 'url_verification') return undefined;
  const challenge = asked['challenge'];
  if (typeof challenge !== 'string' || challenge === '' || challenge.length > 1000)
    throw refused('challenge does not have the form that Slack sends.');
  return asText(challenge);
};
