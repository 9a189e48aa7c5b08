/** Rules of rotating a client secret: what is kept, for how long, and when it is tried. */
const AT = 'src/credentials';
const TESTS = 'tests/credentials/rotation';

export default [
  {
    rule: 'only a refused client is tried again, with the previous secret',
    file: `${AT}/protocol/either-secret.ts`,
    from: "if (previous === undefined || verdictOf(first) !== 'refused') return first;",
    to: 'if (previous === undefined) return first;',
    suite: `${TESTS}/requests.db.test.ts`,
  },
  {
    rule: 'if both secrets are refused, the refusal of the current one counts',
    file: `${AT}/protocol/either-secret.ts`,
    from: "if (verdict === 'refused') return first;",
    to: '',
    suite: `${TESTS}/requests.db.test.ts`,
  },
  {
    rule: 'a 401 without an error refuses the client',
    file: `${AT}/protocol/endpoint-response.ts`,
    from: '...(status === 401 && { ofClient: true }),',
    to: '',
    suite: `${TESTS}/requests.db.test.ts`,
  },
  {
    rule: 'a previous secret that has expired is not used',
    file: 'src/oauth-clients/rotation.ts',
    from: 'return end !== null && end > now ? previous_client_secret : null;',
    to: 'return previous_client_secret;',
    suite: `${TESTS}/settings.db.test.ts`,
  },
  {
    rule: 'a repeated rotation keeps the secret that the first one replaced',
    file: 'src/oauth-clients/rotation.ts',
    from: 'if (replaced === secret) return kept(held, end, rotation);',
    to: '',
    suite: `${TESTS}/settings.db.test.ts`,
  },
  {
    rule: 'the previous secret of another client is not kept',
    file: 'src/oauth-clients/rotation.ts',
    from: 'const sealed = isSameClient ? previousSecretAt(held, now) : null;',
    to: 'const sealed = previousSecretAt(held, now);',
    suite: `${TESTS}/settings.db.test.ts`,
  },
  {
    rule: 'a replaced secret is not kept for another client or URL',
    file: 'src/oauth-clients/rotation.ts',
    from: 'if (!rotation.isSameClient) throw refusal(ANOTHER_CLIENT);',
    to: '',
    suite: `${TESTS}/settings.db.test.ts`,
  },
  {
    rule: 'a secret that was entered for another URL is not kept for the current one',
    file: `${AT}/definition/service.ts`,
    from: 'isSameClient: hasSameClient(before, after) && (await isBound()),',
    to: 'isSameClient: hasSameClient(before, after),',
    suite: `${TESTS}/settings.db.test.ts`,
  },
  {
    rule: "a credential's previous secret is sealed for its own column",
    file: `${AT}/definition/credential-secrets.ts`,
    from: "at('credentials', 'previous_client_secret')",
    to: "at('credentials', 'client_secret')",
    suite: `${TESTS}/settings.db.test.ts`,
  },
  {
    rule: 'a server that is shutting down sends no second request',
    file: `${AT}/tokens/refresh.ts`,
    from: 'if (calls.isStopping()) throw new ShutdownError();',
    to: '',
    suite: `${TESTS}/shutdown.db.test.ts`,
  },
  {
    rule: "an OAuth client's previous secret is not sent to a new token URL",
    file: 'src/oauth-clients/secret.ts',
    from: '(before.token_uri ?? null) === (after.token_uri ?? null);',
    to: 'true;',
    suite: 'tests/oauth-clients/rotating.db.test.ts',
  },
  {
    rule: "an OAuth client's previous secret does not move to another component",
    file: 'src/oauth-clients/secret.ts',
    from: 'before.component_id === after.component_id &&',
    to: '',
    suite: 'tests/oauth-clients/rotating.db.test.ts',
  },
];
