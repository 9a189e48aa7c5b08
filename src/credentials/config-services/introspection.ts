import type { Outbound } from '../../http/index.ts';
import { clientRequest, type Client } from '../protocol/index.ts';
import { ConfigServiceError } from './config-service-error.ts';
import type { TokenSet } from './types.ts';
import { fetchObject, hostOf } from './fetch-object.ts';

/**
 * Asks the provider whether the access token is active (RFC 7662).
 * @throws ConfigServiceError
 */
export async function introspect(
  url: string,
  { tokens, client, outbound }: { tokens: TokenSet; client: Client; outbound: Outbound },
): Promise<void> {
  const fields = { token: tokens.access_token, token_type_hint: 'access_token' };
  const response = await fetchObject('token_validation', outbound, await clientRequest(url, client, fields));
  // `active` is required and must be a boolean (2.2), so "true" and 1 are not accepted.
  if (response['active'] === true) return;
  const problem =
    response['active'] === false
      ? 'reported that the token is not active'
      : 'did not return a boolean "active" member';
  throw new ConfigServiceError('token_validation', `${hostOf(url)} ${problem}.`);
}
