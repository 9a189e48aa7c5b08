import { hash } from 'node:crypto';
import { randomBase62 } from '../../crypto/index.ts';
import { withQuery } from './client-request.ts';
import { scopeOf, type Configuration } from './configuration.ts';
import { withParams } from './token-endpoint.ts';

/** Prefix of every `state` parameter. */
export const STATE_PREFIX = 'vs_';

/** 64 unreserved characters (RFC 7636, 4.1). */
export function newCodeVerifier(): string {
  return randomBase62(64);
}

/** The URL that starts authorization in the browser (RFC 6749, 4.1.1; RFC 7636, 4.3; RFC 9449,
 * 10). Keeps the URL's query string. */
export function authorizationUrlOf(
  configuration: Configuration,
  state: string,
  verifier: string | null,
): string {
  const { client, redirectUri, settings, dpop } = configuration;
  const scope = scopeOf(configuration);
  const params = {
    // In the order that WeChat requires.
    [settings.client_id_name ?? 'client_id']: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    ...(scope !== undefined && { [settings.scope_parameter ?? 'scope']: scope }),
    state,
    ...(dpop !== undefined && { dpop_jkt: dpop.thumbprint }),
    ...(verifier !== null && {
      code_challenge: hash('sha256', verifier, 'base64url'),
      code_challenge_method: 'S256',
    }),
  };
  return withQuery(configuration.authorizationUrl!, withParams(params, configuration.authorizationParams));
}
