import { refused } from '../refused.ts';
import { questionIn } from './question.ts';
import { asText, type ProvenHandshake } from './shape.ts';

/**
 * Slack takes a request URL for the Events API only when its challenge is given back.
 * https://docs.slack.dev/reference/events/url_verification
 */
export const answerSlack: ProvenHandshake = (verification, { method, body }) => {
  if (verification.type !== 'slack' || method !== 'POST') return undefined;
  const asked = questionIn(body);
  if (asked?.['type'] !== 'url_verification') return undefined;
  const challenge = asked['challenge'];
  if (typeof challenge !== 'string' || challenge === '' || challenge.length > 1000)
    throw refused('The challenge is not one of Slack’s.');
  return asText(challenge);
};
