import type { Outbound } from '../../http/index.ts';
import { clientRequest } from '../token-request.ts';
import { ConfigServiceError } from './config-service-error.ts';
import type { ClientPair, TokenSet } from './config.ts';
import { askForObject, hostOf } from './third-party.ts';

/**
 * Asks the provider whether the access token is active (RFC 7662).
 * @throws ConfigServiceError
 */
export async function introspect(
  url: string,
  { tokens, client, outbound }: { tokens: TokenSet; client: ClientPair; outbound: Outbound },
): Promise<void> {
  const fields = { token: tokens.access_token, token_type_hint: 'access_token' };
  const answer = await askForObject('token_validation', outbound, clientRequest(url, client, fields));
  // REQUIRED, and a boolean (2.2): "true" or 1 is not an answer to rely on.
  if (answer['active'] === true) return;
  const said =
    answer['active'] === false ? 'that the token is not active' : 'not whether the token is active';
  throw new ConfigServiceError('token_validation', `${hostOf(url)} says ${said}.`);
}
