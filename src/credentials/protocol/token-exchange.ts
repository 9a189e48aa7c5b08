import type { ProviderSettings, TokenExchange } from '../../schema/index.ts';
import type { Fields } from './client-request.ts';
import { isUnattended, scopeOf, type Configuration } from './configuration.ts';
import { lifetimeOfJwt } from './token-lifetime.ts';
import type { Tokens } from './token-response.ts';

/** RFC 8693, 2.1. */
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange';
/** RFC 8693, 3. */
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

/** The tokens that a token exchange request contains (RFC 8693, 2.1). */
export interface SubjectTokens {
  subject_token: string;
  /** The token of the party that acts for the subject; null without such a party. */
  actor_token: string | null;
}

/**
 * How long the tokens can be exchanged, in milliseconds: until the first of them that is a JWT expires.
 * @returns null if this is unknown
 */
export function subjectLifetimeOf({ subject_token, actor_token }: SubjectTokens, now: number): number | null {
  const lifetimes = [subject_token, actor_token ?? ''].map((token) => lifetimeOfJwt(token, now));
  const known = lifetimes.filter((lifetime) => lifetime !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/**
 * How a credential's access token is exchanged. `grant`: the token request is itself an exchange (RFC 8693), of a token
 * that was entered or a JWT. `standard`: a second request exchanges the access token (RFC 8693). `own`: the same, as
 * only this provider does it.
 */
export function exchangeOf({
  grantType,
  settings: { token_exchange: exchange, jwt_grant },
}: {
  grantType: string;
  settings: ProviderSettings;
}): 'grant' | 'standard' | 'own' | undefined {
  const hasJwt = grantType === 'jwt_bearer' && jwt_grant?.in === 'subject_token';
  if (hasJwt || grantType === 'token_exchange') return 'grant';
  if (exchange === undefined) return undefined;
  return exchange.subject_token_type === undefined ? 'own' : 'standard';
}

/** Whether the token that a refresh returns is exchanged, as the first one was. Otherwise the refresh is the exchange. */
export function isExchangedAgain(configuration: Configuration): boolean {
  const kind = exchangeOf(configuration);
  return kind === 'standard' || (kind === 'own' && isUnattended(configuration.grantType));
}

/** The parameters of a token exchange request (RFC 8693, 2.1). Without a type, the subject token is a JWT of ours. */
export function exchangeFields(
  exchange: TokenExchange,
  { subject_token, actor_token }: SubjectTokens,
  scope: string | undefined,
): Fields {
  const { subject_token_type = JWT, actor_token_type, requested_token_type, audience, resource } = exchange;
  const given = {
    grant_type: GRANT_TYPE,
    resource,
    audience,
    scope: exchange.scope ?? scope,
    requested_token_type,
    subject_token,
    subject_token_type,
    ...(actor_token !== null && { actor_token, actor_token_type }),
  };
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined),
  );
}

/** The scopes of the request that is an exchange; those of the credential, unless the exchange has its own. */
export function exchangeScopeOf(configuration: Configuration): string | undefined {
  return exchangeOf(configuration) === 'grant' ? scopeOf(configuration) : undefined;
}

/** The tokens of a connection whose access token was exchanged. The refresh token remains that of the first response. */
export function withExchanged({ settings }: Configuration, first: Tokens, second: Tokens): Tokens {
  const values = { ...first.values, ...second.values };
  const { additional } = first;
  const spent = [first.access_token];
  if (settings.token_exchange?.subject_token_type === undefined)
    return { ...second, scopes: second.scopes ?? first.scopes, values, additional, spent };
  const { refresh_token, refreshLifetime } = first;
  const requested = settings.token_exchange.scope?.split(' ').filter((scope) => scope !== '');
  return {
    ...second,
    refresh_token,
    refreshLifetime,
    id_token: second.id_token ?? first.id_token,
    scopes: second.scopes ?? requested ?? null,
    values,
    additional,
    spent: second.refresh_token === null ? spent : [...spent, second.refresh_token],
  };
}
