import type { Outbound } from '../../http/index.ts';
import { clientRequest, clientVerdictOf, withEitherSecret, type Client } from '../protocol/index.ts';
import { ConfigServiceError } from './config-service-error.ts';
import type { TokenSet } from './types.ts';
import { hostOf, objectIn, send } from './fetch-object.ts';

/**
 * Asks the provider whether the access token is active (RFC 7662).
 * @throws ConfigServiceError
 */
export async function introspect(
  url: string,
  { tokens, client, outbound }: { tokens: TokenSet; client: Client; outbound: Outbound },
): Promise<void> {
  const fields = { token: tokens.access_token, token_type_hint: 'access_token' };
  const sendAs = async (by: Client) =>
    send('token_validation', outbound, await clientRequest(url, by, fields));
  const answer = await withEitherSecret(client, sendAs, clientVerdictOf);
  const response = objectIn('token_validation', url, answer);
  // `active` is required and must be a boolean (2.2), so "true" and 1 are not accepted.
  if (response['active'] === true) return;
  const problem =
    response['active'] === false
      ? 'reported that the token is not active'
      : 'did not return a boolean "active" member';
  throw new ConfigServiceError('token_validation', `${hostOf(url)} ${problem}.`);
}
