/** Signed content, encrypted content and filters of any sender. */
const AT = 'src/signatures';
const CONTENT = 'tests/signatures/graph-content.test.ts';
const CANONICAL = 'tests/signatures/canonical-requests.test.ts';
const FAULTS = 'tests/signatures/canonical-faults.test.ts';
const FILTER = 'tests/webhooks/parsing/filter-types.test.ts';
const TOKENS = 'tests/signatures/validation-tokens.test.ts';

export default [
  {
    rule: "the signature of Microsoft Graph's resource data is verified before its padding is read",
    file: `${AT}/graph-content.ts`,
    from: 'signature.length === expected.length && timingSafeEqual(signature, expected)',
    to: 'signature.length === expected.length',
    suite: CONTENT,
  },
  {
    rule: 'a symmetric key that cannot be decrypted is answered like a wrong signature',
    file: `${AT}/graph-content.ts`,
    from: '// Not encrypted for this key.',
    to: "throw new VerificationError('The key cannot be decrypted.');",
    suite: CONTENT,
  },
  {
    rule: 'content that is encrypted for a certificate that is not declared is refused',
    file: `${AT}/graph-content.ts`,
    from: "!certificateIds.includes(textOf('encryptionCertificateId'))",
    to: 'false',
    suite: CONTENT,
  },
  {
    rule: 'nobody can send content that looks decrypted',
    file: `${AT}/graph-content.ts`,
    from: 'propertiesOf(notification, DECRYPTED).length > 0',
    to: 'false',
    suite: CONTENT,
  },
  {
    rule: 'the validation tokens are not stored',
    file: `${AT}/client-state.ts`,
    from: 'const hasTokens = propertiesOf(whole, TOKENS).length > 0;',
    to: 'const hasTokens = false;',
    suite: 'tests/signatures/client-state.test.ts',
  },
  {
    rule: 'a validation token is for one of the declared apps',
    file: `${AT}/validation-tokens.ts`,
    from: 'audience: app_ids, ',
    to: '',
    suite: TOKENS,
  },
  {
    rule: 'a validation token was issued to the publisher of change notifications',
    file: `${AT}/validation-tokens.ts`,
    from: 'publisherOf(payload) !== PUBLISHER',
    to: 'false',
    suite: TOKENS,
  },
  {
    rule: 'a validation token was issued by Microsoft for its tenant',
    file: `${AT}/validation-tokens.ts`,
    from: 'payload.iss === start + tid + end',
    to: 'payload.iss?.endsWith(tid + end)',
    suite: TOKENS,
  },
  {
    rule: 'resource data needs a token of its own tenant',
    file: `${AT}/validation-tokens.ts`,
    from: "!tenants.has(notification['tenantId'])",
    to: 'tenants.size === 0',
    suite: TOKENS,
  },
  {
    rule: 'the list of signed headers names everything that is relied on',
    file: `${AT}/header-list.ts`,
    from: 'needed !== undefined && !names.includes(needed)',
    to: 'false',
    suite: FAULTS,
  },
  {
    rule: 'a signed header cannot take over the value of the next',
    file: `${AT}/header-list.ts`,
    from: 'names.some((other) => value.includes(`;${other}:`))',
    to: 'false',
    suite: FAULTS,
  },
  {
    rule: 'the signature in the query is left out of the signed parameters',
    file: `${AT}/url-values.ts`,
    from: "sent.filter((pair) => pair.split('=')[0] !== without)",
    to: 'sent',
    suite: CANONICAL,
  },
  {
    rule: 'a query parameter that is sent twice is refused',
    file: `${AT}/url-values.ts`,
    from: 'if (more.length > 0)',
    to: 'if (false)',
    suite: CANONICAL,
  },
  {
    rule: 'a signed query string does not stand next to another value',
    file: `${AT}/template.ts`,
    from: 'return isQuery(name) || name',
    to: 'return name',
    suite: FAULTS,
  },
  {
    rule: 'invoice.* does not match invoice',
    file: 'src/webhooks/parsing/filter.ts',
    from: 'type.startsWith(one.slice(0, -1))',
    to: "type.startsWith(one.slice(0, -1).replace(/\\.$/, ''))",
    suite: FILTER,
  },
  {
    rule: 'a type without * is exact',
    file: 'src/webhooks/parsing/filter.ts',
    from: 'type === one',
    to: 'type.startsWith(one)',
    suite: FILTER,
  },
  {
    rule: 'certificates of Amazon SNS and PayPal are only fetched from their own hosts',
    file: `${AT}/certificates.ts`,
    from: 'if (!urls.test(url))',
    to: 'if (false)',
    suite: 'tests/webhooks/certified-senders.test.ts',
  },
  {
    rule: 'a recorded message of Amazon SNS or PayPal is not accepted when it is old',
    file: `${AT}/certificates.ts`,
    from: "checkAge({ unit: 'rfc3339', tolerance }, sentAt, now);",
    to: '',
    suite: 'tests/signatures/certificates.test.ts',
  },
  {
    rule: 'the window of a deduplication covers the time for which a recorded message is accepted',
    file: `${AT}/check-sender.ts`,
    from: "if (verification.type === 'sns') return SNS_TOLERANCE;",
    to: '',
    suite: 'tests/signatures/certificates.test.ts',
  },
];
