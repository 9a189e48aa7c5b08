import { OutboundError, type Outbound, type OutboundRequest } from '../../http/index.ts';
import type { RevocationSettings } from '../../schema/index.ts';
import { clientRequest, fieldRequest, lowerCase, withCertificate, type Client } from './client-request.ts';
import type { Configuration } from './configuration.ts';
import { authorizationOf, isDpop, sendWithProof } from './dpop-request.ts';
import { clientValues, fillValues } from './fill-values.ts';
import { clientVerdictOf, isSuccess, withEitherSecret } from './either-secret.ts';

/** Whether the provider revoked the tokens. */
export type Revocation = 'revoked' | 'not_supported' | 'failed';

interface RevokedTokens {
  access_token: string;
  token_type: string;
  refresh_token: string | null;
  /** Further tokens, each of which is revoked in a request of its own. */
  additional?: Readonly<Record<string, Omit<RevokedTokens, 'additional'>>>;
}

/**
 * Revokes tokens at the provider (RFC 7009), preferring the refresh token, which ends both. `settings.revocation` says
 * how a provider deviates.
 */
export async function revokeTokens(
  outbound: Outbound,
  configuration: Configuration,
  { additional = {}, ...tokens }: RevokedTokens,
): Promise<Revocation> {
  const results: Revocation[] = [];
  for (const each of [...Object.values(additional), tokens])
    results.push(await revokeToken(outbound, configuration, each));
  return results.includes('failed') ? 'failed' : results.at(-1)!;
}

async function revokeToken(
  outbound: Outbound,
  configuration: Configuration,
  { access_token, token_type, refresh_token }: RevokedTokens,
): Promise<Revocation> {
  const { revocationUrl } = configuration;
  if (revocationUrl === undefined) return 'not_supported';
  const send = async (client: Client) => {
    const as = { ...configuration, client };
    const request = await requestOf(as, revocationUrl, { access_token, token_type, refresh_token });
    const isAuthorized = configuration.settings.revocation?.authorization === 'token';
    return isAuthorized && isDpop(token_type)
      ? sendWithProof(outbound, configuration.dpop, request, access_token)
      : outbound.send(request);
  };
  try {
    const response = await withEitherSecret(configuration.client, send, clientVerdictOf);
    return isSuccess(response) ? 'revoked' : 'failed';
  } catch (error) {
    if (error instanceof OutboundError) return 'failed';
    throw error;
  }
}

async function requestOf(
  { client, style, values: known, settings: { revocation = {} } }: Configuration,
  url: string,
  tokens: RevokedTokens,
): Promise<OutboundRequest> {
  const { method = 'POST', format = 'form', params } = revocation;
  const { access_token, refresh_token } = tokens;
  const values = { ...known, ...clientValues(client), access_token, refresh_token };
  const headers = fillValues(revocation.headers ?? {}, values);
  const fields = params === undefined ? standardFields(revocation, tokens) : fillValues(params, values);

  // The provider's own parameters take the place of those of the client.
  const authorization = revocation.authorization ?? (params === undefined ? 'client' : undefined);
  const isClient = authorization === 'client' || authorization === 'basic' || params === undefined;
  const sender = authorization === 'basic' ? { ...client, authentication: 'header' as const } : client;
  const request = isClient
    ? await clientRequest(url, sender, fields, { ...style, method, format })
    : withCertificate(fieldRequest(url, fields, { ...style, method, format }), client);
  const bearer = authorization === 'token' ? { authorization: authorizationOf(tokens) } : {};
  return { ...request, headers: { ...request.headers, ...bearer, ...lowerCase(headers) } };
}

function standardFields(
  { token: which, token_name }: RevocationSettings,
  { access_token, refresh_token }: RevokedTokens,
): Record<string, string> {
  const token = which === 'access_token' ? access_token : (refresh_token ?? access_token);
  if (token_name !== undefined) return { [token_name]: token };
  return { token, token_type_hint: token === access_token ? 'access_token' : 'refresh_token' };
}
