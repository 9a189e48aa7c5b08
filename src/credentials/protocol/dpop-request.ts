import type { Outbound, OutboundRequest, OutboundResponse } from '../../http/index.ts';
import type { DpopKey } from './dpop-key.ts';
import { readFields } from './endpoint-response.ts';
import type { Reason } from './reasons.ts';

/** The server's next nonce for each key, by the key's thumbprint and the server's origin (RFC 9449, 8.2). */
const nonces = new Map<string, string>();
/** The nonce that was received first is forgotten first. Then the server is asked for one again. */
const MAX_NONCES = 10_000;

/** Characters of a nonce (RFC 9449, 8.1). */
const NONCE = /^[\x21\x23-\x5b\x5d-\x7e]{1,500}$/;

/**
 * Sends a request with a proof of the key, if there is one. If the server requires a nonce, sends the request once more
 * with it (RFC 9449, 8 and 9): the first one has not used up anything.
 * @param accessToken that the request is authorized with; undefined for a token request
 * @throws OutboundError
 */
export async function sendWithProof(
  outbound: Outbound,
  key: DpopKey | undefined,
  request: OutboundRequest,
  accessToken?: string,
): Promise<OutboundResponse> {
  if (key === undefined) return outbound.send(request);
  const { url, method = 'GET' } = request;
  const place = `${key.thumbprint} ${new URL(url).origin}`;
  const sendWith = async (nonce: string | undefined): Promise<OutboundResponse> => {
    const dpop = await key.prove({ method, url, accessToken, nonce });
    const response = await outbound.send({ ...request, headers: { ...request.headers, dpop } });
    remember(place, response);
    return response;
  };
  const used = nonces.get(place);
  const first = await sendWith(used);
  const next = nonces.get(place);
  return next !== undefined && next !== used && requiresNonce(first) ? sendWith(next) : first;
}

function remember(place: string, { headers }: OutboundResponse): void {
  const nonce = headers['dpop-nonce'];
  if (nonce === undefined || !NONCE.test(nonce)) return;
  nonces.delete(place);
  nonces.set(place, nonce);
  const [oldest] = nonces.keys();
  if (nonces.size > MAX_NONCES) nonces.delete(oldest!);
}

/** An authorization server says so in the body, a resource server in a header. */
function requiresNonce({ status, headers, body }: OutboundResponse): boolean {
  const error = 'use_dpop_nonce';
  if (status === 401 && headers['www-authenticate']?.includes(error) === true) return true;
  return (status === 400 || status === 401) && readFields(body, true)?.['error'] === error;
}

/** Whether a token is bound to a key, by its type (RFC 9449, 5). */
export function isDpop(token_type: string): boolean {
  return token_type.toLowerCase() === 'dpop';
}

/**
 * Why tokens are discarded: a provider that ignores the proof issues tokens that anyone could use (RFC 9449, 5).
 * @returns undefined if they are bound to the key, or DPoP is not used
 */
export function reasonNotBound(dpop: DpopKey | undefined, token_type: string): Reason | undefined {
  if (dpop === undefined || isDpop(token_type)) return undefined;
  return {
    text: 'The provider returned a token that is not bound to the DPoP key: its token_type is not DPoP. If the provider does not support DPoP, remove dpop from the settings.',
    code: 'answer_unusable',
  };
}

/** The Authorization header that carries a token (RFC 6750, 2.1; RFC 9449, 7.1). */
export function authorizationOf({
  access_token,
  token_type,
}: {
  access_token: string;
  token_type: string;
}): string {
  return `${isDpop(token_type) ? 'DPoP' : 'Bearer'} ${access_token}`;
}
