import type { ProviderEntry } from '../schema/index.ts';
import { yieldsValue } from './settings.ts';

/** `{name}` in a URL of an entry. */
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Values that would change a request's destination or break its host name if a pattern allowed them in a URL. */
// prettier-ignore
const HOSTILE = [
  '', '.', '..', '.a', 'a.', 'a..b', '-', 'a b', 'a\\b', 'a\nb',
  'a/b', 'a?b', 'a#b', 'a@b', 'a:b', 'a%b', 'a&b', 'a=b', 'a<b', 'a"b', 'a{b}',
];

/**
 * Problems of an entry that its schema cannot check: one clause each, starting with a pointer to the member. Empty if
 * the entry is valid.
 */
export function faultsOf(entry: ProviderEntry): string[] {
  const declared = entry.parameters ?? {};
  const used = placeholdersOf(entry);
  return [
    ...missingMembers(entry),
    ...used
      .filter(({ name }) => !Object.hasOwn(declared, name) && !yieldsValue(entry, name))
      .map(
        ({ member, name }) => `/${member} has the placeholder {${name}}, which is not declared in parameters`,
      ),
    ...Object.keys(declared)
      .filter((name) => !used.some((placeholder) => placeholder.name === name) && !isMentioned(entry, name))
      .map((name) => `/parameters/${name} is not used anywhere`),
    ...Object.entries(declared).flatMap(([name, parameter]) =>
      patternFaults(parameter!).map((fault) => `/parameters/${name}/${fault}`),
    ),
  ];
}

function missingMembers(entry: ProviderEntry): string[] {
  const type = entry.authentication_type ?? 'oauth2';
  if (type !== 'oauth2')
    return entry[type] === undefined ? [`/${type} is required for the authentication type ${type}`] : [];
  const required = ['grant_types', 'token_url', 'client_authentication', 'pkce'] as const;
  const missing = required.filter((name) => entry[name] === undefined);
  const withCode = entry.grant_types?.includes('authorization_code') === true;
  return [
    ...missing.map((name) => `/${name} is required for the authentication type oauth2`),
    ...(withCode && entry.authorization_url === undefined
      ? ['/authorization_url is required for the grant type authorization_code']
      : []),
  ];
}

/** Whether a parameter, header or claim of the entry uses the placeholder. */
function isMentioned({ parameters: _, ...entry }: ProviderEntry, name: string): boolean {
  return JSON.stringify(entry).includes(`{${name}}`);
}

function placeholdersOf(entry: ProviderEntry): { member: string; name: string }[] {
  return Object.entries(entry).flatMap(([member, value]) =>
    typeof value === 'string' && value.startsWith('https://')
      ? [...value.matchAll(PLACEHOLDER)].map(([, name = '']) => ({ member, name }))
      : [],
  );
}

function patternFaults({ pattern, example }: { pattern: string; example: string }): string[] {
  let regexp: RegExp;
  try {
    regexp = new RegExp(pattern, 'u');
  } catch {
    return ['pattern is not a valid regular expression'];
  }
  const allowed = HOSTILE.filter((value) => regexp.test(value));
  return [
    ...(regexp.test(example) ? [] : ['example does not match the pattern']),
    ...(allowed.length === 0
      ? []
      : [`pattern allows unsafe values: ${allowed.map((value) => JSON.stringify(value)).join(', ')}`]),
  ];
}
