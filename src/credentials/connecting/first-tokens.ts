import type { Outbound } from '../../http/index.ts';
import {
  ConnectionError,
  reasonOfError,
  requestTokens,
  type Configuration,
  type Grant,
  type TokenOutcome,
  type Tokens,
} from '../protocol/index.ts';

/** @throws AppError connection_failed, provider_unavailable */
export function tokensOf(outcome: TokenOutcome, { grant_type }: Pick<Grant, 'grant_type'>): Tokens {
  switch (outcome.kind) {
    case 'tokens':
      return outcome.tokens;
    case 'refused':
      throw new ConnectionError(
        'connection_failed',
        {
          text: outcome.text,
          code: reasonOfError(outcome.error, grant_type === 'jwt_bearer' ? 'jwt' : 'new'),
        },
        { meta: { error: outcome.error } },
      );
    case 'unavailable':
      throw new ConnectionError('provider_unavailable', outcome.reason, {
        retryAfter: Math.ceil((outcome.retryAfter ?? 5_000) / 1000),
      });
  }
}

/** The longer-lived token that the provider gives for the first one, if it has such an exchange. */
export async function exchanged(
  outbound: Outbound,
  configuration: Configuration,
  tokens: Tokens,
): Promise<Tokens> {
  if (configuration.settings.token_exchange === undefined) return tokens;
  const { access_token } = tokens;
  const grant = { grant_type: 'access_token', access_token, purpose: 'exchange' } as const;
  const longer = tokensOf(await requestTokens(outbound, configuration, grant), grant);
  return {
    ...longer,
    scopes: longer.scopes ?? tokens.scopes,
    values: { ...tokens.values, ...longer.values },
  };
}

/** A connection needs a refresh token, unless its grant type or its provider does not use them. */
export function assertRefreshToken({ refreshTokenRequired }: Configuration, { refresh_token }: Tokens): void {
  if (!refreshTokenRequired || refresh_token !== null) return;
  throw new ConnectionError('refresh_token_missing', {
    text: 'The provider returned no refresh token, so the connection would end when the access token expires. Request one as the provider documents: with a scope such as offline_access, or with authorization_params such as access_type=offline and prompt=consent. If its tokens do not expire, set non_expiring_tokens.',
    code: 'refresh_token_missing',
  });
}
