/** Rules of credentials: where secrets go, when tokens are refreshed. */
const AT = 'src/credentials';

export default [
  {
    rule: 'a secret is not sent to another token URL before it is entered again',
    file: `${AT}/definition/rules.ts`,
    from: "const DESTINATIONS = [\n  'token_url',",
    to: 'const DESTINATIONS = [',
    suite: 'tests/credentials/definition/moved-target.db.test.ts',
  },
  {
    rule: 'a secret is not sent to another introspection endpoint before it is entered again',
    file: `${AT}/definition/rules.ts`,
    from: "if (introspection(before) !== introspection(after)) return 'config_services';",
    to: '',
    suite: 'tests/credentials/definition/moved-target.db.test.ts',
  },
  {
    rule: "directing the tenant's client to another address takes the permission to read it",
    file: `${AT}/definition/rules.ts`,
    from: 'if ((directed !== undefined && directed !== null) || chosen)',
    to: 'if (false)',
    suite: 'tests/credentials/definition/moved-target.db.test.ts',
  },
  {
    rule: 'moving where tokens go takes the permission to get them',
    file: `${AT}/definition/rules.ts`,
    from: "if (moved) requirePermission(actor, 'tenants.credentials.use');",
    to: '',
    suite: 'tests/credentials/definition/moved-target.db.test.ts',
  },
  {
    rule: 'a credential that another client connected must be connected again',
    file: `${AT}/definition/rules.ts`,
    from: 'before.client_id !== after.client_id ||',
    to: '',
    suite: 'tests/credentials/definition/crud.db.test.ts',
  },
  {
    rule: 'a credential in use by a flow is not deleted',
    file: `${AT}/definition/rules.ts`,
    from: "if (count === 0) return;\n  throw new AppError(\n    'credential_in_use'",
    to: "return;\n  throw new AppError(\n    'credential_in_use'",
    suite: 'tests/credentials/definition/crud.db.test.ts',
  },
  {
    rule: 'a parameter that the program sets cannot be overridden',
    file: `${AT}/definition/rules.ts`,
    from: 'if (!own.includes(key)) continue;',
    to: 'continue;',
    suite: 'tests/credentials/definition/crud.db.test.ts',
  },
  {
    rule: 'a held lease stands in the way of another refresh',
    file: `${AT}/tokens/refresh-policy.ts`,
    from: "if (left > 0 && left <= CALL_LIFETIME) return 'held';",
    to: '',
    suite: 'tests/credentials/tokens/refresh-policy.test.ts',
  },
  {
    rule: 'a holder that may still get the answer is waited for',
    file: `${AT}/tokens/refresh-policy.ts`,
    from: "return since >= 0 && (holder === 'alive' || !urgent) ? 'held' : 'expired';",
    to: "return 'expired';",
    suite: 'tests/credentials/tokens/refresh-policy.test.ts',
  },
  {
    rule: 'an expired token is not returned',
    file: `${AT}/tokens/refresh-policy.ts`,
    from: 'return expires_at === null || now < expires_at;',
    to: 'return true;',
    suite: 'tests/credentials/tokens/refresh-policy.test.ts',
  },
  {
    rule: 'a token is refreshed before it expires',
    file: `${AT}/tokens/refresh-policy.ts`,
    from: 'const margin = Math.min(MAX_MARGIN, lifetime / 2) * (0.8 + 0.2 * random);',
    to: 'const margin = 0;',
    suite: 'tests/credentials/tokens/refresh-policy.test.ts',
  },
  {
    rule: 'a provider that asks for a pause gets it',
    file: `${AT}/tokens/refresh-policy.ts`,
    from: 'return Math.max(retryAfter ?? 0, Math.round',
    to: 'return Math.max(0, Math.round',
    suite: 'tests/credentials/tokens/refresh-policy.test.ts',
  },
];
