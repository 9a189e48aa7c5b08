import { loadProviders, type Provider } from '../../src/providers/index.ts';
import { loadSchemas } from '../../src/schema/index.ts';

const providers = loadProviders(loadSchemas());
const WELL_KNOWN = `
  asana atlassian box docusign dropbox github gitlab google hubspot linkedin mailchimp microsoft notion pipedrive podio
  quickbooks salesforce shopify slack stripe xero zoom`;

/** Values that would send a secret elsewhere if one of them got into a URL. */
const HOSTILE = [
  '',
  '.',
  '..',
  'a/b',
  'a\\b',
  'a?b',
  'a#b',
  'a@b',
  'a:1',
  'a b',
  'a%2fb',
  'a\nb',
  '.a',
  'a.',
  '{a}',
];

test('the well-known are there', () => {
  expect(providers.all().map(({ id }) => id)).toEqual(expect.arrayContaining(WELL_KNOWN.trim().split(/\s+/)));
});

test('no two bear one name', () => {
  const names = providers.all().map(({ name }) => name.toLowerCase());
  expect(names).toEqual([...new Set(names)]);
});

describe.each(providers.all().map((provider): [string, Provider] => [provider.id, provider]))(
  '%s',
  (_id, provider) => {
    test('every address is an https URL once its placeholders are filled', () => {
      for (const [member, template] of urlsOf(provider)) {
        const { protocol, hostname, username, port } = new URL(filled(provider, template));
        expect([member, protocol, username, port]).toEqual([member, 'https:', '', '']);
        expect(hostname).toMatch(/^([a-z0-9-]+\.)+[a-z]{2,}$/);
      }
    });

    test('whoever fills a placeholder cannot choose the host', () => {
      for (const [, template] of urlsOf(provider)) {
        const host = /^https:\/\/([^/]+)/.exec(template)![1]!;
        expect(host).toMatch(/^(\{\w+\}\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/);
      }
    });

    test('a pattern takes its example and nothing that leads elsewhere', () => {
      for (const { pattern, example } of Object.values(provider.parameters ?? {}).map((it) => it!)) {
        expect(example).toMatch(new RegExp(pattern, 'u'));
        expect(HOSTILE.filter((value) => new RegExp(pattern, 'u').test(value))).toEqual([]);
      }
    });

    test('it was checked on a day that is no later than today', () => {
      const day = new Date(provider.checked_on);
      expect(day.toISOString().slice(0, 10)).toBe(provider.checked_on);
      // A day ahead is today elsewhere.
      expect(day.getTime()).toBeLessThan(Date.now() + 86_400_000);
    });

    test('a refresh token that takes a scope or a parameter finds them in the entry', () => {
      const { refresh_token, default_scopes, authorization_params, token_params } = provider;
      if (refresh_token === 'with_scope') expect(default_scopes).toBeDefined();
      if (refresh_token === 'with_params')
        expect({ ...authorization_params, ...token_params }).not.toEqual({});
    });

    test('a second address for refreshing is told only where there is one', () => {
      expect(provider.refresh_url).not.toBe(provider.token_url);
    });
  },
);

function urlsOf(provider: Provider): [string, string][] {
  return Object.entries(provider).filter(
    ([, value]) => typeof value === 'string' && value.startsWith('https://'),
  );
}

function filled(provider: Provider, template: string): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => provider.parameters![name]!.example);
}
