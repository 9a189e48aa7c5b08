import { createHmac } from 'node:crypto';
import { refused } from '../refused.ts';
import { SCHEMES, verify } from '../../../signatures/index.ts';
import { isObject } from '../../../system/json-type.ts';
import { parseChallenge } from './challenge.ts';
import type { VerifiedHandshake } from './handshake.ts';

/** No colon; otherwise, the response could be a valid signature of a `v0:…` request of the caller's choice. */
const PLAIN_TOKEN = /^[A-Za-z0-9_+/=-]{1,100}$/;

/**
 * Zoom asks, initially and then every 72 hours, for a token hashed with the secret that it signs with.
 * https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint
 */
export const answerZoom: VerifiedHandshake = (verification, request) => {
  if (verification.type !== 'zoom' || request.method !== 'POST') return undefined;
  const asked = parseChallenge(request.body);
  if (asked?.['event'] !== 'endpoint.url_validation') return undefined;
  const payload = asked['payload'];
  const plainToken = isObject(payload) ? payload['plainToken'] : undefined;
  if (typeof plainToken !== 'string' || !PLAIN_TOKEN.test(plainToken))
    throw refused('plainToken does not have the form that Zoom sends.');
  // During an overlap of two secrets, respond with the one that matches Zoom's signature.
  const secret = request.secrets.find((one) => verify(SCHEMES.zoom, { ...request, secrets: [one] }).valid);
  if (secret === undefined) throw refused('The signature of the URL validation request does not match.');
  const encryptedToken = createHmac('sha256', secret).update(plainToken).digest('hex');
  return { contentType: 'application/json', body: JSON.stringify({ plainToken, encryptedToken }) };
};
