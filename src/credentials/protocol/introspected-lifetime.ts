import { OutboundError, type Outbound } from '../../http/index.ts';
import { MAX_RESPONSE_DEPTH, parseJson } from '../../system/json-depth.ts';
import { isObject } from '../../system/json-type.ts';
import { clientRequest } from './client-request.ts';
import type { Configuration } from './configuration.ts';
import { lifetimeUntil } from './token-lifetime.ts';
import type { Tokens } from './token-response.ts';

/** Milliseconds. Short, because users and callers wait for it. */
const TIMEOUT = 5_000;
/** An introspection response is usually a few hundred bytes. */
const MAX_BYTES = 65_536;

/**
 * How long an access token is valid, in milliseconds, from the `exp` of its introspection (RFC 7662, 2.2), for providers
 * whose token responses do not say it.
 * @returns null if the response said it, if the settings do not ask for an introspection, or if that fails
 */
export async function introspectedLifetime(
  outbound: Outbound,
  { settings, endpoints, client }: Configuration,
  { access_token, lifetime }: Pick<Tokens, 'access_token' | 'lifetime'>,
): Promise<number | null> {
  const url = endpoints.introspection_url;
  if (lifetime !== null || settings.token_response?.expires_from !== 'introspection' || url === undefined)
    return null;
  const fields = { token: access_token, token_type_hint: 'access_token' };
  try {
    const request = await clientRequest(url, client, fields);
    const { status, body, receivedAt } = await outbound.send({
      ...request,
      timeout: TIMEOUT,
      maxBytes: MAX_BYTES,
    });
    const found = status === 200 ? parseJson(body, MAX_RESPONSE_DEPTH) : undefined;
    if (!isObject(found) || found['active'] !== true) return null;
    return lifetimeUntil(found['exp'], receivedAt);
  } catch (error) {
    // The tokens are valid whether or not it is known for how long.
    if (error instanceof OutboundError) return null;
    throw error;
  }
}
