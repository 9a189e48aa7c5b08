import { hostIsFixed } from '../../system/url-placeholders.ts';
import {
  fillUrl,
  type Connection,
  type CredentialSecrets,
  type Key,
  type StoredTokens,
} from '../definition/index.ts';
import { valueAt } from '../../system/value-at.ts';
import {
  publicExtra,
  subjectLifetimeOf,
  type Configuration,
  type SubjectTokens,
  type Tokens,
} from '../protocol/index.ts';
import { isStorable } from '../../system/storable-text.ts';
import { shortestLifetime, storedAdditional } from './additional-tokens.ts';
import { endOf, refreshTimesOf } from './connection-end.ts';
import { tokenTimesOf } from './refresh-policy.ts';

/** Seals the tokens of a response for storage. */
export async function sealTokens({
  secrets,
  key,
  tokens,
  configuration,
  previous,
  sent,
  now,
  lifetime: ownLifetime,
  account = {},
  subject = null,
}: {
  secrets: CredentialSecrets;
  key: Key;
  tokens: Tokens;
  configuration: Configuration;
  /** What a refresh replaces: if there is no new refresh token, the old one stays valid (RFC 6749, 6). */
  previous: Connection | null;
  /** The refresh token that was used; null if it was another grant. */
  sent: string | null;
  /** By the database's clock. */
  now: number;
  lifetime: number | null;
  /** Values of the account that are not in the response. */
  account?: Record<string, string>;
  /** What was exchanged for the tokens of a new connection. */
  subject?: SubjectTokens | null;
}): Promise<StoredTokens> {
  const { access_token, token_type, refresh_token, id_token } = tokens;
  const { client_secret, signing_key = null } = configuration.client;
  const { spent = [], additional } = tokens;
  const lifetime = shortestLifetime(ownLifetime, additional);
  const theirs = Object.values(additional).map((token) => token.refresh_token);
  const secretValues = [refresh_token, id_token, client_secret, signing_key, ...spent, ...theirs];
  const values = { ...previous?.account, ...account, ...withoutSpent(tokens.values, spent) };
  const { grantType, settings, request, extraFields } = configuration;
  const extra = {
    ...publicExtra(tokens.extra, secretValues, extraFields),
    ...(request !== undefined && { request }),
  };
  const kept =
    refresh_token === null
      ? (previous?.refresh_token ?? null)
      : await secrets.sealRefreshToken(key, refresh_token);
  // A refresh token is meant to be used instead (RFC 8693, 2.2.1).
  const keptSubject =
    kept !== null || subject === null
      ? (previous?.subject_token ?? null)
      : await secrets.sealSubject(key, subject);
  const subjectLifetime = subject === null ? null : subjectLifetimeOf(subject, now);
  const times = {
    ...tokenTimesOf(now, lifetime),
    ...refreshTimesOf({ tokens, settings, lifetime, previous, now, grantType, sent, subjectLifetime }),
  };
  return {
    access: await secrets.sealAccess(key, {
      access_token,
      token_type,
      extra,
      ...(Object.keys(additional).length > 0 && { additional: storedAdditional(additional, now) }),
      ...(configuration.dpop !== undefined && { dpop_key: configuration.dpop.privateKey }),
      is_public: true,
    }),
    refresh_token: kept,
    subject_token: keptSubject,
    scopes:
      tokens.scopes ?? previous?.scopes ?? (configuration.scopes.length > 0 ? configuration.scopes : null),
    base_uri: baseUriOf(configuration, tokens.response, values) ?? previous?.base_uri ?? null,
    account: values,
    token_url: configuration.destination,
    obtained_at: now,
    ...times,
    ...endOf({
      times,
      isRenewable: kept !== null || keptSubject !== null,
      grantType,
      isFirst: previous === null,
      now,
    }),
  };
}

/** The account's values are returned with every token, and the tokens that were exchanged for it are not. */
function withoutSpent(values: Record<string, string>, spent: readonly string[]): Record<string, string> {
  const isSpent = (value: string) => spent.some((token) => value.includes(token));
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isSpent(value)));
}

/** When tokens that have just been stored expire, if their lifetime is only known now. */
export function timesWith(
  stored: StoredTokens,
  lifetime: number,
  { grantType }: Pick<Configuration, 'grantType'>,
): Partial<StoredTokens> {
  const now = stored.obtained_at;
  const token = tokenTimesOf(now, lifetime);
  const isRenewable = stored.refresh_token !== null || stored.subject_token !== null;
  return {
    ...token,
    ...endOf({ times: { ...stored, ...token }, isRenewable, grantType, isFirst: false, now }),
  };
}

/** The base URL of the account's API: from the token response, or with the account's values in its placeholders. */
function baseUriOf(
  { baseUri, baseUriField }: Configuration,
  response: Record<string, unknown>,
  account: Record<string, string>,
): string | null {
  const pointer = baseUriField?.startsWith('/') === true ? baseUriField : `/${baseUriField}`;
  const value = baseUriField === undefined ? undefined : valueAt(response, pointer);
  const usable = typeof value === 'string' && value.length <= 2000 && isStorable(value);
  if (usable && value.startsWith('https://') && URL.canParse(value)) return value;
  return filledBaseUri(baseUri, account);
}

/** The base URL with the account's values in its placeholders; null if that is no URL. */
export function filledBaseUri(baseUri: string | null, account: Record<string, string>): string | null {
  if (baseUri === null || !baseUri.includes('{')) return baseUri;
  // The user who connects could choose another host for the account's token.
  if (!hostIsFixed(baseUri)) return null;
  try {
    let isComplete = true;
    const url = fillUrl(baseUri, account, () => (isComplete = false));
    return isComplete && URL.canParse(url) && url.length <= 2000 ? url : null;
  } catch {
    // A value that does not fit into the URL must not lose the new tokens.
    return null;
  }
}
