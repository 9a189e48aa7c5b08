import { createHmac } from 'node:crypto';
import { isObject } from '../../../expressions/index.ts';
import { refused } from '../refused.ts';
import { SCHEMES, verify } from '../../../signatures/index.ts';
import { questionIn } from './question.ts';
import type { ProvenHandshake } from './shape.ts';

/** Without a colon: the answer would otherwise be the signature of some `v0:…`, for whoever wants to send that. */
const PLAIN_TOKEN = /^[A-Za-z0-9_+/=-]{1,100}$/;

/**
 * Zoom asks, at first and then every 72 hours, for a token under the secret that it signs with.
 * https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint
 */
export const answerZoom: ProvenHandshake = (verification, request) => {
  if (verification.type !== 'zoom' || request.method !== 'POST') return undefined;
  const asked = questionIn(request.body);
  if (asked?.['event'] !== 'endpoint.url_validation') return undefined;
  const payload = asked['payload'];
  const plainToken = isObject(payload) ? payload['plainToken'] : undefined;
  if (typeof plainToken !== 'string' || !PLAIN_TOKEN.test(plainToken))
    throw refused('The plainToken is not one of Zoom’s.');
  // While two secrets hold, the answer takes the one that Zoom has signed with; without a signature there is none.
  const secret = request.secrets.find((one) => verify(SCHEMES.zoom, { ...request, secrets: [one] }).valid);
  if (secret === undefined) throw refused('The signature of the handshake is not right.');
  const encryptedToken = createHmac('sha256', secret).update(plainToken).digest('hex');
  return { contentType: 'application/json', body: JSON.stringify({ plainToken, encryptedToken }) };
};
