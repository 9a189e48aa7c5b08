import type { AppError } from '../errors.ts';
import { assertExpression } from '../expressions/index.ts';
import type { Outbound } from '../http/index.ts';
import type { ProviderEntry } from '../schema/index.ts';
import { patternFaults } from './patterns.ts';
import { faultsIn, invalid, paramsFaults, settingsFaults } from './settings-faults.ts';
import { settingsIn, yieldsValue } from './settings.ts';
import { AUTHORIZATION_PARAMS, TOKEN_PARAMS } from './standard-params.ts';

/** `{name}` in a URL of an entry. */
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Values that no pattern may allow. */
const HOSTILE = ['', 'a\nb', 'a{b}'];
/** Values that would change a request's destination or break its host name if a pattern allowed them in a URL. */
// prettier-ignore
const HOSTILE_IN_URL = [
  ...HOSTILE, '.', '..', '.a', 'a.', 'a..b', '-', 'a b', 'a\\b',
  'a/b', 'a?b', 'a#b', 'a@b', 'a:b', 'a%b', 'a&b', 'a=b', 'a<b', 'a"b',
];

/**
 * What the schema of a provider cannot check. Empty if the entry is valid.
 * @param at the JSON Pointer to the entry, empty for a file
 * @param outbound checks the URLs; without it they are only checked before each request
 */
export function entryFaults(
  entry: ProviderEntry,
  at: string,
  outbound?: Pick<Outbound, 'assertAllowed'>,
): AppError[] {
  const { user_id_expression } = entry;
  return [
    ...missingMembers(entry, at),
    ...placeholderFaults(entry, at),
    ...Object.entries(entry.parameters ?? {}).flatMap(([name, parameter]) =>
      patternFaults(parameter!, isInUrl(entry, name) ? HOSTILE_IN_URL : HOSTILE, `${at}/parameters/${name}`),
    ),
    ...urlsOf(entry).flatMap(([member, url]) =>
      // `settingsFaults` checks the refresh URL.
      member === 'refresh_url' || url.includes('{') || outbound === undefined
        ? []
        : faultsIn(() => outbound.assertAllowed(url, `${at}/${member}`)),
    ),
    ...paramsFaults(entry.authorization_params ?? {}, AUTHORIZATION_PARAMS, `${at}/authorization_params`),
    ...paramsFaults(entry.token_params ?? {}, TOKEN_PARAMS, `${at}/token_params`),
    ...settingsFaults(settingsIn(entry), at, outbound),
    ...(user_id_expression === undefined
      ? []
      : faultsIn(() => assertExpression(user_id_expression, `${at}/user_id_expression`))),
  ];
}

function missingMembers(entry: ProviderEntry, at: string): AppError[] {
  const type = entry.authentication_type ?? 'oauth2';
  const missing = (name: string, why: string) => invalid(`${name} is required for ${why}.`, `${at}/${name}`);
  if (type === 'oauth1')
    return requiredForOauth1(entry)
      .filter((name) => entry[name] === undefined)
      .map((name) => missing(name, 'the authentication type oauth1'));
  if (type !== 'oauth2')
    return entry[type] === undefined ? [missing(type, `the authentication type ${type}`)] : [];
  const required = ['grant_types', ...(issuesTokens(entry) ? [] : (['token_url'] as const))] as const;
  const absent = required.filter((name) => entry[name] === undefined);
  const withCode = entry.grant_types?.includes('authorization_code') === true;
  return [
    ...absent.map((name) => missing(name, 'the authentication type oauth2')),
    ...(withCode && entry.authorization_url === undefined
      ? [missing('authorization_url', 'the grant type authorization_code')]
      : []),
    ...(entry.grant_types?.includes('device_code') === true && entry.device_authorization_url === undefined
      ? [missing('device_authorization_url', 'the grant type device_code')]
      : []),
  ];
}

/** The access token is a JWT that the client signs, so there is no token endpoint. */
function issuesTokens({ grant_types, jwt_grant }: ProviderEntry): boolean {
  return jwt_grant?.in === 'access_token' && grant_types?.every((name) => name === 'jwt_bearer') === true;
}

/** The token is either issued in the browser (RFC 5849, 2), or entered when an account is connected. */
function requiredForOauth1({ oauth1 }: ProviderEntry) {
  return oauth1?.request_token_url === undefined
    ? (['oauth1', 'grant_types', 'oauth1_token'] as const)
    : (['oauth1', 'grant_types', 'authorization_url', 'token_url'] as const);
}

function placeholderFaults(entry: ProviderEntry, at: string): AppError[] {
  const declared = entry.parameters ?? {};
  const { request_token_url = '' } = entry.oauth1 ?? {};
  const urls = [...urlsOf(entry), ['oauth1/request_token_url', request_token_url] as const];
  const used = urls.flatMap(([member, url]) =>
    [...url.matchAll(PLACEHOLDER)].map(([, name = '']) => ({ member, name })),
  );
  return [
    ...[...used, ...textPlaceholders(entry)]
      .filter(({ member, name }) => !isKnown(entry, member, name))
      .map(({ member, name }) =>
        invalid(
          `${member} has the placeholder {${name}}, which parameters does not declare.`,
          `${at}/${member}`,
        ),
      ),
    ...Object.keys(declared)
      .filter((name) => !used.some((placeholder) => placeholder.name === name) && !isMentioned(entry, name))
      .map((name) =>
        invalid(
          `The parameter ${name} is not used anywhere. Use it as {${name}}, or remove it.`,
          `${at}/parameters/${name}`,
        ),
      ),
  ];
}

/** Whether a placeholder is declared, known when it is filled in, or yielded by connecting. */
function isKnown(entry: ProviderEntry, member: string, name: string): boolean {
  if (Object.hasOwn(entry.parameters ?? {}, name) || yieldsValue(entry, name)) return true;
  return member === 'revocation_url' && name === 'client_id';
}

/** Members whose texts are filled before a request, and the names with a value in every request. */
const FILLED = ['authorization_params', 'token_params', 'refresh_params', 'client_assertion'] as const;
const GIVEN = ['client_id', 'redirect_uri'];

function textPlaceholders(entry: ProviderEntry): { member: string; name: string }[] {
  return FILLED.flatMap((member) =>
    [...JSON.stringify(entry[member] ?? {}).matchAll(/\{(\w+)\}/g)]
      .map(([, name = '']) => ({ member, name }))
      .filter(({ name }) => !GIVEN.includes(name)),
  );
}

/** Whether a parameter, header or claim of the entry uses the placeholder. */
function isMentioned({ parameters: _, ...entry }: ProviderEntry, name: string): boolean {
  return JSON.stringify(entry).includes(`{${name}}`);
}

/** The URLs of the entry itself, not of its documentation. */
export function urlsOf(entry: ProviderEntry): [member: string, url: string][] {
  return Object.entries(entry).filter(
    (member): member is [string, string] =>
      typeof member[1] === 'string' && /^https?:\/\//.test(member[1]) && member[0] !== 'documentation_url',
  );
}

/** Whether the placeholder is in a URL, at any depth. */
function isInUrl(value: unknown, name: string): boolean {
  if (typeof value === 'string') return /^https?:\/\//.test(value) && value.includes(`{${name}}`);
  return typeof value === 'object' && value !== null
    ? Object.values(value).some((member) => isInUrl(member, name))
    : false;
}
