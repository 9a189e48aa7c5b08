/** Rules of provider settings: what any provider can do, and what no provider may. */
const AT = 'src/credentials';
const PROVIDERS = 'tests/credentials/providers';
const HOSTILE = `${PROVIDERS}/hostile-settings.db.test.ts`;
const REDIRECTS = `${PROVIDERS}/redirects.db.test.ts`;

export default [
  {
    rule: 'a setting that sends a secret to another URL requires the secret again',
    file: `${AT}/definition/rules.ts`,
    from: "if (settingsMoved(before, after)) return 'provider_settings';",
    to: '',
    suite: HOSTILE,
  },
  {
    rule: 'a value of the redirect never decides where a secret is sent',
    file: `${AT}/definition/placeholders.ts`,
    from: 'const given = { ...integration.values, ...credential.parameters };',
    to: 'const given = { ...credential.parameters, ...account };',
    suite: HOSTILE,
  },
  {
    rule: "a component's variables do not fill a URL in provider settings",
    file: `${AT}/definition/placeholders.ts`,
    from: 'settingUrl: (template) => filled(template, credential.parameters),',
    to: 'settingUrl: (template) => filled(template, given),',
    suite: HOSTILE,
  },
  {
    rule: 'changing what is returned with a token takes the permission to get tokens',
    file: `${AT}/definition/rules.ts`,
    from: 'JSON.stringify(accountSources(before)) !== JSON.stringify(accountSources(after)) ||',
    to: '',
    suite: HOSTILE,
  },
  {
    rule: 'a secret is not kept as a value of an account',
    file: `${AT}/definition/validation.ts`,
    from: 'if (isSecretValue(value))',
    to: 'if (false)',
    suite: HOSTILE,
  },
  {
    rule: 'a header that belongs to the request cannot be set',
    file: `${AT}/definition/validation.ts`,
    from: 'if (OWN_HEADERS.test(name))',
    to: 'if (false)',
    suite: HOSTILE,
  },
  {
    rule: 'a redirect from Shopify must be signed',
    file: `${AT}/connecting/finish.ts`,
    from: "if (callback.signature === 'shopify' &&",
    to: 'if (false &&',
    suite: REDIRECTS,
  },
  {
    rule: 'only the parameters that are asked for are kept with an account',
    file: `${AT}/connecting/finish.ts`,
    from: 'callback.values ?? []',
    to: 'Object.keys(query)',
    suite: REDIRECTS,
  },
  {
    rule: 'tokens are revoked if the values of the account cannot be looked up',
    file: `${AT}/connecting/complete.ts`,
    from: "if (outcome.kind === 'tokens')",
    to: 'if (false)',
    suite: `${PROVIDERS}/token-responses.db.test.ts`,
  },
  {
    rule: 'expires_at ends a token without expires_in',
    file: `${AT}/protocol/token-lifetime.ts`,
    from: 'until(timeOf(token.expires_at), now) ??',
    to: '',
    suite: 'tests/credentials/protocol/provider-responses.test.ts',
  },
  {
    rule: 'a grant ends with the error of its provider',
    file: `${AT}/protocol/provider-error.ts`,
    from: "if (names.some((name) => own.includes(name))) return 'grant';",
    to: '',
    suite: 'tests/credentials/protocol/provider-responses.test.ts',
  },
  {
    rule: 'an assertion is for the token URL',
    file: `${AT}/protocol/client-assertion.ts`,
    from: 'aud: tokenUrl,',
    to: 'aud: clientId,',
    suite: 'tests/credentials/protocol/client-assertion.test.ts',
  },
  {
    rule: 'refusals end a connection only after a day',
    file: `${AT}/tokens/refresh-policy.ts`,
    from: ' && now - refused_since >= limit',
    to: '',
    suite: 'tests/credentials/tokens/refusals.db.test.ts',
  },
  {
    rule: 'access_denied never ends a connection',
    file: `${AT}/tokens/refresh.ts`,
    from: "error === 'access_denied' ||",
    to: '',
    suite: 'tests/credentials/tokens/refusals.db.test.ts',
  },
  {
    rule: 'a connection is not kept alive if its credential says so',
    file: `${AT}/tokens/keep-alive.ts`,
    from: ".where('c.keep_alive', true)",
    to: '',
    suite: 'tests/credentials/tokens/keep-alive.db.test.ts',
  },
  {
    rule: 'an API key is not refreshed',
    file: `${AT}/tokens/lease.ts`,
    from: "if (credential.authentication_type !== 'oauth2') return { kind: 'fresh' };",
    to: '',
    suite: 'tests/credentials/connecting/keys.db.test.ts',
  },
];
