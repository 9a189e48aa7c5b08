import { OutboundError, type Outbound } from '../../http/index.ts';
import { clientRequest } from './client-request.ts';
import type { Configuration } from './configuration.ts';

/** Whether the provider revoked the tokens. */
export type Revocation = 'revoked' | 'not_supported' | 'failed';

/**
 * Revokes tokens at the provider (RFC 7009), preferring the refresh token, which ends both. `settings.revocation` says
 * how a provider deviates.
 */
export async function revokeTokens(
  outbound: Outbound,
  { client, revocationUrl, style, settings: { revocation = {} } }: Configuration,
  { access_token, refresh_token }: { access_token: string; refresh_token: string | null },
): Promise<Revocation> {
  if (revocationUrl === undefined) return 'not_supported';
  const token = revocation.token === 'access_token' ? access_token : (refresh_token ?? access_token);
  const hint = token === access_token ? 'access_token' : 'refresh_token';
  const fields =
    revocation.token_name === undefined
      ? { token, token_type_hint: hint }
      : { [revocation.token_name]: token };
  const own = { method: revocation.method ?? 'POST', format: revocation.format ?? 'form' } as const;
  try {
    const request = await clientRequest(revocationUrl, client, fields, { ...style, ...own });
    if (revocation.authorization === 'token')
      request.headers = { ...request.headers, authorization: `Bearer ${access_token}` };
    const { status } = await outbound.send(request);
    return status >= 200 && status < 300 ? 'revoked' : 'failed';
  } catch (error) {
    if (error instanceof OutboundError) return 'failed';
    throw error;
  }
}
