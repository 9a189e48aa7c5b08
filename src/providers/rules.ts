import type { ProviderEntry } from '../schema/index.ts';

/** As `{name}` in a URL of an entry. */
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Values that would lead a request elsewhere, or name no host, if a pattern let them into a URL. */
// prettier-ignore
const HOSTILE = [
  '', '.', '..', '.a', 'a.', 'a..b', '-', 'a b', 'a\\b', 'a\nb',
  'a/b', 'a?b', 'a#b', 'a@b', 'a:b', 'a%b', 'a&b', 'a=b', 'a<b', 'a"b', 'a{b}',
];

/**
 * What a schema cannot say about an entry: one sentence per fault, each beginning with a pointer to the member.
 * Empty when all is well.
 */
export function faultsOf(entry: ProviderEntry): string[] {
  const declared = entry.parameters ?? {};
  const used = placeholdersOf(entry);
  return [
    ...(entry.grant_types.includes('authorization_code') && entry.authorization_url === undefined
      ? ['/authorization_url is missing, and authorization_code needs it']
      : []),
    ...used
      .filter(({ name }) => !Object.hasOwn(declared, name))
      .map(
        ({ member, name }) => `/${member} has the placeholder {${name}}, which parameters does not declare`,
      ),
    ...Object.keys(declared)
      .filter((name) => !used.some((placeholder) => placeholder.name === name))
      .map((name) => `/parameters/${name} stands in no URL`),
    ...Object.entries(declared).flatMap(([name, parameter]) =>
      patternFaults(parameter!).map((fault) => `/parameters/${name}/${fault}`),
    ),
  ];
}

function placeholdersOf(entry: ProviderEntry): { member: string; name: string }[] {
  return Object.entries(entry).flatMap(([member, value]) =>
    typeof value === 'string' && value.startsWith('https://')
      ? [...value.matchAll(PLACEHOLDER)].map(([, name = '']) => ({ member, name }))
      : [],
  );
}

function patternFaults({ pattern, example }: { pattern: string; example: string }): string[] {
  let form: RegExp;
  try {
    form = new RegExp(pattern, 'u');
  } catch {
    return ['pattern is not a regular expression'];
  }
  const admitted = HOSTILE.filter((value) => form.test(value));
  return [
    ...(form.test(example) ? [] : ['example does not match the pattern']),
    ...(admitted.length === 0
      ? []
      : [`pattern admits ${admitted.map((value) => JSON.stringify(value)).join(', ')}`]),
  ];
}
