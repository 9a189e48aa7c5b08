/** Tenants' own providers. */
const AT = 'src/providers';
const SUITE = 'tests/providers/own.db.test.ts';

export default [
  {
    rule: 'secrets are not sent to a changed URL of an own provider',
    file: `${AT}/own.ts`,
    from: 'const hasCatalogUrls = replaced !== undefined && ',
    to: 'const hasCatalogUrls = true || ',
    suite: SUITE,
  },
  {
    rule: 'an own provider is not trusted as the catalog is',
    file: 'src/credentials/definition/integration.ts',
    from: 'trusted: provider.own === undefined,',
    to: 'trusted: true,',
    suite: SUITE,
  },
  {
    rule: 'secrets of an own provider are not sent to the catalog when it is deleted',
    file: 'src/credentials/definition/secret-destination.ts',
    from: "return trusted && destination?.includes('#') !== true;",
    to: 'return trusted;',
    suite: SUITE,
  },
  {
    rule: 'revocation URLs are among the URLs that secrets are bound to',
    file: `${AT}/settings.ts`,
    from: 'const all = [token_url, refresh_url, revocation_url,',
    to: 'const all = [token_url, refresh_url,',
    suite: SUITE,
  },
  {
    rule: 'changing a provider in use needs the permission to get tokens',
    file: `${AT}/own.ts`,
    from: "if (used.count > 0) requirePermission(actor, 'tenants.credentials.use');",
    to: '',
    suite: SUITE,
  },
  {
    rule: 'changing a provider in use with an OAuth client needs the permission to read its secret',
    file: `${AT}/own.ts`,
    from: "if (used.usesOauthClient) requirePermission(actor, 'tenants.oauth_clients.get_secret');",
    to: '',
    suite: SUITE,
  },
  {
    rule: 'a provider in use stays',
    file: `${AT}/own.ts`,
    from: 'if (catalog.get(id) === undefined) assertUnused(used);',
    to: '',
    suite: SUITE,
  },
  {
    rule: "a tenant's own provider wins over the catalog",
    file: `${AT}/own.ts`,
    from: 'if (provider === undefined) return replaced;',
    to: 'if (replaced !== undefined || provider === undefined) return replaced;',
    suite: SUITE,
  },
  {
    rule: "a secret is not sent to another request token URL of a tenant's provider",
    file: 'src/providers/settings.ts',
    from: '...signed',
    to: '...[]',
    suite: 'tests/credentials/connecting/oauth1.db.test.ts',
  },
];
