import { AppError } from '../errors.ts';
import { assertExpression } from '../expressions/index.ts';
import type { Outbound } from '../http/index.ts';
import type { ProviderSettings } from '../schema/index.ts';
import { hostIsFixed } from '../system/url-placeholders.ts';
import { isSecretValue } from './secret-names.ts';
import { EXCHANGE_PARAMS, JWT_GRANT_CLAIMS, TOKEN_PARAMS } from './standard-params.ts';

/** Headers that belong to the request itself. */
const OWN_HEADERS =
  /^(?:host|content-.*|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|authorization|accept|accept-encoding|cookie)$/i;

/**
 * What the schema cannot check of provider settings: those of a provider, and those of a credential.
 * @param at the JSON Pointer to the settings
 * @param outbound checks the URLs; without it they are only checked before each request
 */
export function settingsFaults(
  settings: ProviderSettings,
  at: string,
  outbound?: Pick<Outbound, 'assertAllowed'>,
): AppError[] {
  return [
    ...paramsFaults(
      settings.refresh_params ?? {},
      // Some providers expect the redirect URI again.
      TOKEN_PARAMS.filter((name) => name !== 'redirect_uri'),
      `${at}/refresh_params`,
    ),
    ...headerFaults(settings, at),
    ...claimFaults(settings, at),
    ...keptValues(settings)
      .filter(([, value]) => isSecretValue(value))
      .map(([member, value]) =>
        invalid(
          `${value} is a secret, and the values of an account are returned with every token. Remove it.`,
          `${at}/${member}`,
        ),
      ),
    ...exchangeFaults(settings, at),
    ...urlFaults(settings, at, outbound),
    ...lookupFaults(settings, at),
  ];
}

/** Standard parameters that are set, although Valetkey sets them itself. null leaves one out. */
export function paramsFaults(
  params: Readonly<Record<string, string | null | undefined>>,
  own: readonly string[],
  pointer: string,
): AppError[] {
  const group = pointer.replace(/^\/data\/attributes/, '').slice(1);
  return Object.keys(params)
    .filter((key) => own.includes(key) && params[key] !== null)
    .map((key) => invalid(`${key} is set by Valetkey. Remove it from ${group}.`, `${pointer}/${key}`));
}

/** The faults that a check throws. */
export function faultsIn(check: () => void): AppError[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error];
  }
}

export function invalid(detail: string, pointer: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer } });
}

function headerFaults(
  { token_headers, account_lookup, revocation }: ProviderSettings,
  at: string,
): AppError[] {
  const groups = {
    token_headers,
    'account_lookup/headers': account_lookup?.headers,
    'revocation/headers': revocation?.headers,
  };
  // A client authenticates in one way at its token endpoint. For other requests, providers have schemes of their own.
  const isOwn = (member: string, name: string) =>
    OWN_HEADERS.test(name) && (member === 'token_headers' || name.toLowerCase() !== 'authorization');
  return Object.entries(groups).flatMap(([member, headers]) =>
    Object.keys(headers ?? {})
      .filter((name) => isOwn(member, name))
      .map((name) =>
        invalid(`Valetkey sets the header ${name} itself. Remove it.`, `${at}/${member}/${name}`),
      ),
  );
}

function claimFaults({ jwt_grant }: ProviderSettings, at: string): AppError[] {
  return Object.keys(jwt_grant?.claims ?? {})
    .filter((name) => Object.hasOwn(JWT_GRANT_CLAIMS, name))
    .map((name) =>
      invalid(
        `The claim ${name} is set by jwt_grant.${JWT_GRANT_CLAIMS[name]}. Remove it from the claims.`,
        `${at}/jwt_grant/claims/${name}`,
      ),
    );
}

/** RFC 8693, 3. */
const REFRESH_TOKEN = 'urn:ietf:params:oauth:token-type:refresh_token';

/** Members of the standard's exchange, which the provider's own does not have; and the reverse. */
const STANDARD = ['requested_token_type', 'audience', 'resource', 'scope', 'actor_token_type'] as const;
const OWN = ['refresh_url', 'refresh_params'] as const;

function exchangeFaults({ token_exchange: exchange, jwt_grant }: ProviderSettings, at: string): AppError[] {
  if (exchange === undefined) return [];
  const pointer = `${at}/token_exchange`;
  const isOwn = exchange.subject_token_type === undefined && jwt_grant?.in !== 'subject_token';
  const needed = (['url', 'params'] as const).filter((name) => isOwn && exchange[name] === undefined);
  const excess = (isOwn ? STANDARD : OWN).filter((name) => exchange[name] !== undefined);
  return [
    ...(exchange.requested_token_type === REFRESH_TOKEN
      ? [
          invalid(
            'requested_token_type must not be a refresh token, because refresh tokens are never returned. Request an access token; a refresh token that comes with it is kept and used.',
            `${pointer}/requested_token_type`,
          ),
        ]
      : []),
    ...needed.map((name) =>
      invalid(
        `token_exchange without subject_token_type is the provider's own exchange, which requires ${name}. Set ${name}, or subject_token_type for an exchange as in RFC 8693.`,
        `${pointer}/${name}`,
      ),
    ),
    ...excess.map((name) =>
      invalid(
        isOwn
          ? `${name} belongs to an exchange as in RFC 8693. Set subject_token_type, or put the parameter into params.`
          : `${name} is only used without subject_token_type. Remove it.`,
        `${pointer}/${name}`,
      ),
    ),
    ...paramsFaults(isOwn ? {} : (exchange.params ?? {}), EXCHANGE_PARAMS, `${pointer}/params`),
  ];
}

function urlFaults(
  { refresh_url, token_exchange, account_lookup, oauth1 }: ProviderSettings,
  at: string,
  outbound: Pick<Outbound, 'assertAllowed'> | undefined,
): AppError[] {
  const urls = {
    refresh_url,
    'token_exchange/url': token_exchange?.url,
    'token_exchange/refresh_url': token_exchange?.refresh_url,
    'account_lookup/url': account_lookup?.url,
    'oauth1/request_token_url': oauth1?.request_token_url,
  };
  return Object.entries(urls).flatMap(([member, url]) =>
    // Placeholders are filled in later, and the URL is checked again before each request.
    url === undefined || url.includes('{')
      ? []
      : faultsIn(() => outbound?.assertAllowed(url, `${at}/${member}`)),
  );
}

function lookupFaults({ account_lookup: lookup }: ProviderSettings, at: string): AppError[] {
  if (lookup === undefined) return [];
  return [
    ...(hostIsFixed(lookup.url)
      ? []
      : [
          invalid(
            'The host of the account lookup must end with a fixed domain of at least two labels, because the new token is sent there.',
            `${at}/account_lookup/url`,
          ),
        ]),
    ...faultsIn(() => assertExpression(lookup.expression, `${at}/account_lookup/expression`)),
  ];
}

/** The pointers and names of the values that are kept with an account. */
function keptValues({ callback, token_response }: ProviderSettings): [string, string][] {
  return [
    ...(callback?.values ?? []).map((name, index): [string, string] => [`callback/values/${index}`, name]),
    // Where the access token is named, another token must not be.
    ...(['token_type', 'scope', 'access_token'] as const).flatMap((name): [string, string][] => {
      const pointer = token_response?.[name];
      const own = name === 'access_token' && /access_?token$/i.test(pointer ?? '');
      return pointer === undefined || own ? [] : [[`token_response/${name}`, pointer]];
    }),
    ...Object.entries(token_response?.additional_tokens ?? {}).flatMap(([name, token]) =>
      (['token_type', 'scope', 'access_token'] as const).flatMap((member): [string, string][] => {
        const pointer = token?.[member];
        const own = member === 'access_token' && /access_?token$/i.test(pointer ?? '');
        const at = `token_response/additional_tokens/${name}/${member}`;
        return pointer === undefined || own ? [] : [[at, pointer]];
      }),
    ),
    ...Object.entries(token_response?.values ?? {}).map(([name, pointer = '']): [string, string] => [
      `token_response/values/${name}`,
      pointer,
    ]),
  ];
}
