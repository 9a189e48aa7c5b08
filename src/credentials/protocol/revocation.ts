import { OutboundError, type Outbound } from '../../http/index.ts';
import { clientRequest } from './client-request.ts';
import type { Configuration } from './configuration.ts';

/** Whether the provider revoked the tokens. */
export type Revocation = 'revoked' | 'not_supported' | 'failed';

/** Revokes tokens at the provider (RFC 7009), preferring the refresh token, which ends both. */
export async function revokeTokens(
  outbound: Outbound,
  { client, revocationUrl }: Configuration,
  { access_token, refresh_token }: { access_token: string; refresh_token: string | null },
): Promise<Revocation> {
  if (revocationUrl === undefined) return 'not_supported';
  const hint = refresh_token === null ? 'access_token' : 'refresh_token';
  const fields = { token: refresh_token ?? access_token, token_type_hint: hint };
  try {
    const { status } = await outbound.send(clientRequest(revocationUrl, client, fields));
    return status >= 200 && status < 300 ? 'revoked' : 'failed';
  } catch (error) {
    if (error instanceof OutboundError) return 'failed';
    throw error;
  }
}
