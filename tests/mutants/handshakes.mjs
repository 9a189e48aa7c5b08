/** Rules of declared handshakes and computed responses. */
const AT = 'src/webhooks/receiving';
const HANDSHAKES = `${AT}/handshakes`;
const DECLARED = 'tests/webhooks/declared-handshakes.db.test.ts';
const FIRST_SECRETS = 'tests/webhooks/first-secrets.db.test.ts';
const SNS = 'tests/webhooks/sns-subscriptions.test.ts';
const RESPONSES = 'tests/webhooks/response-expressions.test.ts';

export default [
  {
    rule: 'a challenge cannot contain HTML, a URL or control characters',
    file: `${HANDSHAKES}/declared-challenge.ts`,
    from: "typeof value === 'string' && CHALLENGE.test(value)",
    to: "typeof value === 'string'",
    suite: DECLARED,
  },
  {
    rule: 'a challenge is recognized by the value of a declared header',
    file: `${HANDSHAKES}/body-challenge.ts`,
    from: 'if (header !== undefined) return headers[header.toLowerCase()] === value;',
    to: 'if (header !== undefined) return true;',
    suite: DECLARED,
  },
  {
    rule: 'a header with credentials is not returned as a challenge',
    file: 'src/signatures/handshake.ts',
    from: 'header !== undefined && FORBIDDEN_HEADERS',
    to: 'header === "" && FORBIDDEN_HEADERS',
    suite: DECLARED,
  },
  {
    rule: 'only a declared origin may send CloudEvents',
    file: `${HANDSHAKES}/cloudevents.ts`,
    from: 'one.toLowerCase() === String(asked).toLowerCase()',
    to: 'one !== ""',
    suite: DECLARED,
  },
  {
    rule: 'a crc_token cannot be an event',
    file: `${HANDSHAKES}/crc.ts`,
    from: '!CRC_TOKEN.test(token)',
    to: 'false',
    suite: DECLARED,
  },
  {
    rule: 'an event cannot be a crc_token',
    file: `${AT}/registration.ts`,
    from: "if (handshake?.type === 'crc') assertNoCrcToken(signed.body);",
    to: 'void assertNoCrcToken;',
    suite: DECLARED,
  },
  {
    rule: 'a challenge in the body is verified unless the webhook declares that it is unsigned',
    file: `${HANDSHAKES}/declared.ts`,
    from: "handshake.type === 'body_challenge' && handshake.unsigned === true",
    to: "handshake.type === 'body_challenge'",
    suite: DECLARED,
  },
  {
    rule: 'a handshake does not replace a secret',
    file: `${AT}/first-secret-store.ts`,
    from: ".whereNull('secret')",
    to: '',
    suite: FIRST_SECRETS,
  },
  {
    rule: 'a sender with another secret than the stored one is refused',
    file: `${AT}/first-secret-store.ts`,
    from: "!constantTimeIncludes([await secrets.open(endpoint, 'secret', held)], secret)",
    to: 'false',
    suite: FIRST_SECRETS,
  },
  {
    rule: 'a handshake changes nothing while the webhook is disabled',
    file: `${AT}/registration.ts`,
    from: 'if (!enabled) throw notActive();',
    to: 'void notActive;',
    suite: FIRST_SECRETS,
  },
  {
    rule: 'handshakes are not answered at /actions',
    file: `${AT}/registration.ts`,
    from: "if (handshake === undefined || kind === 'action') return undefined;",
    to: 'if (handshake === undefined) return undefined;',
    suite: FIRST_SECRETS,
  },
  {
    rule: 'a secret that a person has set is not shown',
    file: 'src/webhooks/service.ts',
    from: 'changed.secret_shown = false;',
    to: '',
    suite: FIRST_SECRETS,
  },
  {
    rule: 'the verification token requires the permission to edit the webhook',
    file: 'src/webhooks/verification-token.ts',
    from: "permission: 'tenants.webhooks.edit'",
    to: "permission: 'tenants.webhooks.get'",
    suite: FIRST_SECRETS,
  },
  {
    rule: 'only the declared topic is confirmed',
    file: `${HANDSHAKES}/sns-subscription.ts`,
    from: "if (message['TopicArn'] !== topic_arn)",
    to: 'if (topic_arn === "")',
    suite: SNS,
  },
  {
    rule: 'only URLs of SNS are called',
    file: `${HANDSHAKES}/sns-subscription.ts`,
    from: 'SNS_HOST.test(host)',
    to: 'true',
    suite: SNS,
  },
  {
    rule: 'a computed response that fails does not fail the request',
    file: `${AT}/response-body.ts`,
    from: 'if (evaluated.ok) return evaluated.body;',
    to: 'return (evaluated as { body: string }).body;',
    suite: RESPONSES,
  },
  {
    rule: 'a sender does not wait for a computed response for long',
    file: `${AT}/response-body.ts`,
    from: 'const TIMEOUT = 2000;',
    to: 'const TIMEOUT = 60_000;',
    suite: RESPONSES,
  },
  {
    rule: 'a browser does not guess what the answer of a handshake is',
    file: 'src/webhooks/receiving/handshakes/handshake.ts',
    from: "contentType: 'text/plain; charset=utf-8'",
    to: "contentType: 'text/html'",
    suite: 'tests/webhooks/senders/handshakes.test.ts',
  },
  {
    rule: 'a key set contains no shared secrets',
    file: 'src/signatures/jwt.ts',
    from: 'options.algorithms.filter((name) => !isHmacAlgorithm(name))',
    to: 'options.algorithms',
    suite: 'tests/signatures/jwt-attacks.test.ts',
  },
];
