/** Sender presets. */
const AT = 'src/webhooks/senders';
const CATALOG = 'tests/webhooks/senders/catalog.test.ts';
const SENDERS = 'tests/webhooks/senders/senders.test.ts';

export default [
  {
    rule: 'the headers that a verification declares are shown to the parser',
    file: 'src/webhooks/parsing/headers.ts',
    from: 'HIDDEN_HEADER.test(name)',
    to: "!name.startsWith('x-')",
    suite: 'tests/webhooks/parsing/events.test.ts',
  },
  {
    rule: 'a sender preset has a verification',
    file: `${AT}/rules.ts`,
    from: "return [invalid('webhook_event_verification is required in a preset.', SERVICES)];",
    to: 'return [];',
    suite: CATALOG,
  },
  {
    rule: 'the parsers of a sender preset are valid',
    file: `${AT}/rules.ts`,
    from: 'return parser === undefined ? [] :',
    to: 'return true ? [] :',
    suite: CATALOG,
  },
  {
    rule: 'the secret of a sample is one that a webhook accepts',
    file: `${AT}/rules.ts`,
    from: '...(fault === undefined ? [] :',
    to: '...(true ? [] :',
    suite: CATALOG,
  },
  {
    rule: 'a sample has a secret if it is verified with one',
    file: `${AT}/rules.ts`,
    from: 'return needsSecret(verification)',
    to: 'return false',
    suite: CATALOG,
  },
  {
    rule: 'the handshake of a sender preset is valid',
    file: `${AT}/rules.ts`,
    from: '...handshakeFaults(services),',
    to: '',
    suite: CATALOG,
  },
  {
    rule: 'a sender preset is valid with the examples of its parameters',
    file: `${AT}/rules.ts`,
    from: 'if (malformed.length > 0)',
    to: 'if (malformed.length < 0)',
    suite: CATALOG,
  },
  {
    rule: 'every parameter of a sender preset is used',
    file: `${AT}/rules.ts`,
    from: 'if (!services.includes(',
    to: 'if (false && !services.includes(',
    suite: CATALOG,
  },
  {
    rule: 'senders are found by a part of their name',
    file: `${AT}/service.ts`,
    from: ' || name.toLowerCase().includes(search)',
    to: '',
    suite: SENDERS,
  },
  {
    rule: 'a sender preset says how its webhooks authenticate',
    file: `${AT}/routes.ts`,
    from: ", authentication: 'signature' }",
    to: ' }',
    suite: SENDERS,
  },
  {
    rule: 'a webhook from a sender preset refuses a changed body',
    file: 'src/signatures/verify.ts',
    from: 'if (!matches.any(signatures, content))',
    to: 'if (false)',
    suite: 'tests/webhooks/senders/presets.test.ts',
  },
];
