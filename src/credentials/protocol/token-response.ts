import type { OutboundResponse } from '../../http/index.ts';
import type { ProviderSettings, TokenResponseSettings } from '../../schema/index.ts';
import { valuesOf } from './account-values.ts';
import { ended, failureIn, readFields, unusable, type Failure } from './endpoint-response.ts';
import { isFinal, readProviderError, statusInBody } from './provider-error.ts';
import { lifetimeOf, secondsOf } from './token-lifetime.ts';
import { valueAt } from '../../system/value-at.ts';

/** The tokens in a token response. */
export interface Tokens {
  access_token: string;
  token_type: string;
  refresh_token: string | null;
  id_token: string | null;
  /** Milliseconds; null if the response does not say when the access token expires. */
  lifetime: number | null;
  /** Milliseconds; null if the response does not say when the refresh token expires. */
  refreshLifetime: number | null;
  /** null if the response has no scope, which means the requested scopes were granted (RFC 6749, 5.1). */
  scopes: string[] | null;
  /** Fields that OAuth does not define. */
  extra: Record<string, unknown>;
  /** The values of the account in the response, by name. */
  values: Record<string, string>;
  /** Further tokens in the response, by name. */
  additional: Record<string, AdditionalToken>;
  /** The whole response, parsed. */
  response: Record<string, unknown>;
  /** The tokens that were exchanged for these. They are not returned to callers. */
  spent?: readonly string[];
}

/** A further token, which is refreshed with its own refresh token. */
export type AdditionalToken = Pick<
  Tokens,
  'access_token' | 'token_type' | 'refresh_token' | 'lifetime' | 'scopes'
>;

export type TokenOutcome = { kind: 'tokens'; tokens: Tokens } | Failure;

const DEFINED = new Set(['access_token', 'token_type', 'refresh_token', 'id_token', 'expires_in', 'scope']);
/** RFC 8693, 3. */
const REFRESH_TOKEN = 'urn:ietf:params:oauth:token-type:refresh_token';
const MAX_TOKEN_LENGTH = 65_536;
/** Size limit for all other fields together, as JSON. */
const MAX_EXTRA_LENGTH = 32_768;
/** Shorter ones would be part of other values by chance. */
const MIN_SECRET_LENGTH = 8;

/**
 * Parses a token endpoint's response, including common deviations from the standard.
 * @param settings where the provider puts values, and which of its errors are final
 */
export function readTokenResponse(
  response: OutboundResponse,
  settings: ProviderSettings = {},
  isRefresh = false,
): TokenOutcome {
  const { status, body, cutOff } = response;
  const fields = readFields(body, cutOff === undefined);
  const at = placesIn(fields, settings.token_response ?? {}, isRefresh);
  const hasToken = fields !== undefined && valueAt(fields, at.access_token ?? '/access_token') !== undefined;
  const error =
    fields === undefined || status >= 500 || status === 429
      ? undefined
      : readProviderError(fields, status, hasToken);
  const codes = hasToken ? [] : statusInBody(fields, status);
  const { final_errors = [], temporary_errors = [] } = settings;
  // Tokens are never discarded because of words in the response.
  const own = hasToken ? { final_errors } : { final_errors, temporary_errors };
  const failure = failureIn(response, error, own, codes);
  if (failure !== undefined) return failure;
  // Without an error that can be read, the response may still be a known end of the grant.
  const without = (problem: string) =>
    isFinal(final_errors, response, codes) ? ended(status) : unusable(problem);
  if (fields === undefined) return without('The provider did not return a valid token response.');
  if (fields['issued_token_type'] === REFRESH_TOKEN)
    return without(
      'The provider issued a refresh token instead of an access token (issued_token_type), and refresh tokens are never returned. Set token_exchange.requested_token_type to the type that API requests need.',
    );
  const token = valueAt(fields, at.access_token ?? '/access_token');
  const isAnother = token === fields['refresh_token'] || token === fields['id_token'];
  if (
    isAnother ||
    typeof token !== 'string' ||
    token === '' ||
    token.length > MAX_TOKEN_LENGTH ||
    !isToken(token)
  )
    return without('The provider did not return a valid access_token.');
  return { kind: 'tokens', tokens: tokensOf(fields, token, at, response.receivedAt) };
}

/**
 * Where the values are. A provider that nests the first tokens may have refreshed ones in the standard places. Losing
 * those would lose the grant.
 */
function placesIn(
  fields: Record<string, unknown> | undefined,
  at: TokenResponseSettings,
  isRefresh: boolean,
): TokenResponseSettings {
  const { access_token: pointer } = at;
  if (!isRefresh || fields === undefined || pointer === undefined) return at;
  return valueAt(fields, pointer) === undefined && fields['access_token'] !== undefined ? {} : at;
}

function tokensOf(
  response: Record<string, unknown>,
  access_token: string,
  at: TokenResponseSettings,
  now: number,
): Tokens {
  const value = (name: 'refresh_token' | 'token_type' | 'scope' | 'id_token') =>
    valueAt(response, (name === 'id_token' ? undefined : at[name]) ?? `/${name}`);
  const text = (name: Parameters<typeof value>[0], longest: number) => {
    const found = value(name);
    return typeof found === 'string' && found.length <= longest && isToken(found) ? found : null;
  };
  const refresh_token = text('refresh_token', MAX_TOKEN_LENGTH);
  const id_token = text('id_token', MAX_TOKEN_LENGTH);
  const secrets = [access_token, refresh_token, id_token, ...STANDARD_PLACES.map((name) => response[name])];
  const isSecret = (value: string) =>
    secrets.some(
      (secret) =>
        typeof secret === 'string' &&
        (value === secret || (secret.length >= MIN_SECRET_LENGTH && value.includes(secret))),
    );
  const harmless = (value: string | null) => (value === null || isSecret(value) ? null : value);
  return {
    access_token,
    token_type: harmless(text('token_type', 100)) ?? 'Bearer',
    refresh_token,
    id_token,
    lifetime: lifetimeOf(
      {
        expires_in: valueAt(response, at.expires_in ?? '/expires_in'),
        expires_at: valueAt(response, at.expires_at ?? '/expires_at'),
        access_token,
      },
      now,
    ),
    refreshLifetime: refreshLifetimeOf(response, at),
    scopes: scopesIn(harmless(text('scope', MAX_EXTRA_LENGTH))),
    extra: extraOf(response),
    values: valuesOf(response, at.values ?? {}, isSecret),
    additional: additionalIn(response, at, now, secrets),
    response,
  };
}

/** The further tokens that the response has. One that is missing was not requested. */
function additionalIn(
  response: Record<string, unknown>,
  { additional_tokens = {} }: TokenResponseSettings,
  now: number,
  secrets: readonly unknown[],
): Record<string, AdditionalToken> {
  const found = Object.entries(additional_tokens).flatMap(([name, at]): [string, AdditionalToken][] => {
    const text = (pointer: string | undefined) => {
      const value = pointer === undefined ? undefined : valueAt(response, pointer);
      return typeof value === 'string' && value.length <= MAX_TOKEN_LENGTH && isToken(value) ? value : null;
    };
    const [access_token, refresh_token] = [text(at?.access_token), text(at?.refresh_token)];
    if (access_token === null || access_token === refresh_token || secrets.includes(access_token)) return [];
    const expires_in = at?.expires_in === undefined ? undefined : valueAt(response, at.expires_in);
    const lifetime = lifetimeOf({ expires_in, expires_at: undefined, access_token }, now);
    const token_type = text(at?.token_type) ?? 'Bearer';
    return [[name, { access_token, token_type, refresh_token, lifetime, scopes: scopesIn(text(at?.scope)) }]];
  });
  return Object.fromEntries(found);
}

/** The scopes in a provider's list, which some separate with commas; null if there is no list. */
export function scopesIn(list: string | null): string[] | null {
  return list?.split(/[\s,]+/).filter((scope) => scope !== '') ?? null;
}

/** Where tokens are by the standards, so that a setting that points there does not reveal them. */
const STANDARD_PLACES = ['access_token', 'refresh_token', 'id_token'];

/** The names that providers use for it: Xero's, Intuit's and Keycloak's among them. */
const REFRESH_LIFETIMES = ['refresh_token_expires_in', 'x_refresh_token_expires_in', 'refresh_expires_in'];

function refreshLifetimeOf(response: Record<string, unknown>, at: TokenResponseSettings): number | null {
  const own = at.refresh_token_expires_in;
  const pointers = own === undefined ? REFRESH_LIFETIMES.map((name) => `/${name}`) : [own];
  for (const pointer of pointers) {
    const lifetime = secondsOf(valueAt(response, pointer));
    if (lifetime !== null) return lifetime;
  }
  return null;
}

/** Visible characters and spaces (RFC 6749, A.12 and A.17), which are safe in a header. */
function isToken(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

/** Dropped if too large, because it is returned with every token. */
function extraOf(response: Record<string, unknown>): Record<string, unknown> {
  const extra = Object.fromEntries(Object.entries(response).filter(([name]) => !DEFINED.has(name)));
  return JSON.stringify(extra).length <= MAX_EXTRA_LENGTH ? extra : {};
}
