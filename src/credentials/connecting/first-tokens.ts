import type { AppError } from '../../errors.ts';
import type { Outbound } from '../../http/index.ts';
import {
  ConnectionError,
  exchangeTokens,
  reasonNotBound,
  reasonOfError,
  type Configuration,
  type Failure,
  type TokenOutcome,
  type Tokens,
} from '../protocol/index.ts';

/** @throws AppError connection_failed, provider_unavailable */
export function tokensOf(outcome: TokenOutcome, configuration: Configuration): Tokens {
  if (outcome.kind === 'tokens') return outcome.tokens;
  throw errorOf(outcome, configuration);
}

/** The error for a user who is connecting an account: connection_failed or provider_unavailable. */
export function errorOf(failure: Failure, { grantType }: Configuration): AppError {
  const isToken = grantType === 'jwt_bearer' || grantType === 'token_exchange';
  if (failure.kind === 'refused')
    return new ConnectionError(
      'connection_failed',
      {
        text: failure.text,
        code: reasonOfError(failure.error, isToken ? 'jwt' : 'new'),
      },
      { meta: { error: failure.error } },
    );
  return new ConnectionError('provider_unavailable', failure.reason, {
    retryAfter: Math.ceil((failure.retryAfter ?? 5_000) / 1000),
  });
}

/**
 * The tokens that the provider gives for the first ones, if there is such an exchange. They are bound to the key, if
 * there is one.
 * @throws AppError connection_failed, provider_unavailable
 */
export async function exchanged(
  outbound: Outbound,
  configuration: Configuration,
  first: Tokens,
): Promise<Tokens> {
  const tokens = tokensOf(await exchangeTokens(outbound, configuration, first), configuration);
  const fault = reasonNotBound(configuration.dpop, tokens.token_type);
  if (fault !== undefined) throw new ConnectionError('connection_failed', fault);
  return tokens;
}

/** A connection needs a refresh token, unless its grant type or its provider does not use them. */
export function assertRefreshToken({ refreshTokenRequired }: Configuration, { refresh_token }: Tokens): void {
  if (!refreshTokenRequired || refresh_token !== null) return;
  throw new ConnectionError('refresh_token_missing', {
    text: 'The provider returned no refresh token, so the connection would end when the access token expires. Request one as the provider documents: with a scope such as offline_access, or with authorization_params such as access_type=offline and prompt=consent. If its tokens do not expire, set non_expiring_tokens.',
    code: 'refresh_token_missing',
  });
}
