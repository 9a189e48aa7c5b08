import { loadProviders, type Provider } from '../../src/providers/index.ts';
import { loadSchemas } from '../../src/schema/index.ts';

const providers = loadProviders(loadSchemas());
const WELL_KNOWN = `
  asana atlassian box docusign dropbox github gitlab google hubspot linkedin mailchimp microsoft notion pipedrive podio
  quickbooks salesforce shopify slack stripe xero zoom`;

/** Values that would send a secret elsewhere if they were inserted into a URL. */
const HOSTILE_IN_URL = [
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

/** Values that would be something else than one text, wherever they are inserted. */
const HOSTILE = ['', 'a\nb', '{a}'];

test('all well-known providers are included', () => {
  expect(providers.all().map(({ id }) => id)).toEqual(expect.arrayContaining(WELL_KNOWN.trim().split(/\s+/)));
});

test('no two providers have the same name', () => {
  const names = providers.all().map(({ name }) => name.toLowerCase());
  expect(names).toEqual([...new Set(names)]);
});

describe.each(providers.all().map((provider): [string, Provider] => [provider.id, provider]))(
  '%s',
  (_id, provider) => {
    test('every URL is an https URL once its placeholders are filled', () => {
      for (const [member, template] of urlsOf(provider)) {
        const { protocol, hostname, username, port } = new URL(filled(provider, template));
        expect([member, protocol, username, port]).toEqual([member, 'https:', '', '']);
        expect(hostname).toMatch(/^([a-z0-9-]+\.)+[a-z]{2,}$/);
      }
    });

    test('a placeholder can only be a subdomain of a fixed host, or one of a fixed list', () => {
      for (const [, template] of urlsOf(provider)) {
        const [, host = ''] = /^https:\/\/([^/]+)/.exec(template)!;
        const open = host.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
          FIXED_LIST.test(provider.parameters?.[name]?.pattern ?? '') ? 'listed' : whole,
        );
        expect(open).toMatch(/^((?:[a-z0-9-]+\.|\{\w+\}\.)*)[a-z0-9-]+\.[a-z0-9-]+$|^[a-z.-]*listed$/);
      }
    });

    test('the entry says what every entry of the catalog must', () => {
      const required = [
        'category',
        'color',
        'initials',
        'documentation_url',
        'checked_on',
        'sources',
      ] as const;
      // In the JWT bearer grant, the client neither authenticates nor uses PKCE.
      const withClient = provider.grant_types?.some((name) => name !== 'jwt_bearer') ?? true;
      const ofClient = withClient ? (['client_authentication', 'pkce'] as const) : (['jwt_grant'] as const);
      // A client that signs its access tokens requests none.
      const ofServer = provider.jwt_grant?.in === 'access_token' ? [] : (['token_url'] as const);
      const ofOauth = ['grant_types', ...ofServer, ...ofClient] as const;
      const names = provider.authentication_type === undefined ? [...required, ...ofOauth] : required;
      expect(names.filter((name) => provider[name] === undefined)).toEqual([]);
    });

    test('every fact has a source or is named as unconfirmed', () => {
      const sourced = new Set(provider.sources!.flatMap(({ facts }) => facts));
      const unconfirmed = new Set(provider.unconfirmed ?? []);
      const facts = Object.keys(provider).filter((member) => !ABOUT_THE_ENTRY.has(member));
      expect(facts.filter((member) => !sourced.has(member) && !unconfirmed.has(member))).toEqual([]);
    });

    test('white text is readable on its color', () => {
      expect(contrastWithWhite(provider.color!)).toBeGreaterThanOrEqual(4.5);
    });

    test('a pattern matches its example and no hostile value', () => {
      for (const [name, parameter] of Object.entries(provider.parameters ?? {})) {
        const { pattern, example } = parameter!;
        expect(example).toMatch(new RegExp(pattern, 'u'));
        const isInUrl = new RegExp(`"https://[^"]*\\{${name}\\}`).test(JSON.stringify(provider));
        expect(
          (isInUrl ? HOSTILE_IN_URL : HOSTILE).filter((value) => new RegExp(pattern, 'u').test(value)),
        ).toEqual([]);
      }
    });

    test('checked_on is a valid date that is not in the future', () => {
      const day = new Date(provider.checked_on!);
      expect(day.toISOString().slice(0, 10)).toBe(provider.checked_on);
      // It may already be tomorrow in another time zone.
      expect(day.getTime()).toBeLessThan(Date.now() + 86_400_000);
    });

    test('the entry has the scopes or parameters that a refresh token requires', () => {
      const { refresh_token, default_scopes, authorization_params, token_params } = provider;
      if (refresh_token === 'with_scope') expect(default_scopes).toBeDefined();
      if (refresh_token === 'with_params')
        expect({ ...authorization_params, ...token_params }).not.toEqual({});
    });

    test('a device authorization URL is set only with its grant type', () => {
      const { device_authorization_url, grant_types = [] } = provider;
      expect(grant_types.includes('device_code')).toBe(device_authorization_url !== undefined);
    });

    test('refresh_url is set only if it differs from token_url', () => {
      if (provider.refresh_url !== undefined) expect(provider.refresh_url).not.toBe(provider.token_url);
    });
  },
);

/** A pattern that only lists values, such as `^(com|eu|co\\.uk)$`. */
const FIXED_LIST = /^\^\((?:[A-Za-z0-9-]|\\\.|\|)+\)\$$/;

/** Members that are not facts about the provider. */
const ABOUT_THE_ENTRY = new Set([
  'id',
  'name',
  'category',
  'color',
  'initials',
  'documentation_url',
  'checked_on',
  'sources',
  'unconfirmed',
  'notes',
]);

/** The contrast ratio of WCAG 2. */
function contrastWithWhite(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const channel = parseInt(color.slice(start, start + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

function urlsOf(provider: Provider): [string, string][] {
  const urls = { ...provider, request_token_url: provider.oauth1?.request_token_url };
  return Object.entries(urls).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && /^https?:\/\//.test(entry[1]),
  );
}

function filled(provider: Provider, template: string): string {
  // Values that the account or the client has.
  const values: Record<string, string> = { client_id: 'acme', dc: 'us6' };
  return template.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => provider.parameters?.[name]?.example ?? values[name]!,
  );
}
