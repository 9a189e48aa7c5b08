import type { Outbound } from '../../http/index.ts';
import { authorizationOf, isDpop, sendWithProof, type DpopKey } from '../protocol/index.ts';
import { ConfigServiceError, type ConfigService } from './config-service-error.ts';
import type { TokenSet } from './types.ts';
import { readClaims } from './id-token.ts';
import { fetchObject, hostOf } from './fetch-object.ts';

/**
 * Calls the userinfo endpoint (OpenID Connect Core 1.0, 5.3) with the access token.
 * @throws ConfigServiceError
 */
export async function fetchUserinfo(
  service: ConfigService,
  url: string,
  { tokens, outbound, dpop }: { tokens: TokenSet; outbound: Outbound; dpop?: DpopKey | undefined },
): Promise<Record<string, unknown>> {
  const headers = { accept: 'application/json', authorization: authorizationOf(tokens) };
  const { certificate } = tokens;
  const request = {
    url,
    headers,
    ...(certificate !== undefined && { clientCertificate: certificate }),
  };
  const userinfo = await fetchObject(service, provingWith(outbound, dpop, tokens), request);
  assertSameSubject(service, url, tokens, userinfo);
  return userinfo;
}

/** Sends each request with a proof, if the token is bound to a key (RFC 9449, 7.1). */
function provingWith(
  outbound: Outbound,
  dpop: DpopKey | undefined,
  { access_token, token_type }: TokenSet,
): Pick<Outbound, 'send'> {
  if (!isDpop(token_type)) return outbound;
  return { send: (request) => sendWithProof(outbound, dpop, request, access_token) };
}

/** If the sub differs from the id_token's, the claims must not be used (OpenID Connect Core 1.0, 5.3.2). */
function assertSameSubject(
  service: ConfigService,
  url: string,
  { id_token }: TokenSet,
  userinfo: Record<string, unknown>,
): void {
  const expected = id_token === undefined ? undefined : readClaims(id_token)?.['sub'];
  if (expected === undefined || userinfo['sub'] === undefined || userinfo['sub'] === expected) return;
  throw new ConfigServiceError(service, `${hostOf(url)} returned a different sub than the id_token.`);
}
