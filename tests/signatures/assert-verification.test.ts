import { AppError } from '../../src/errors.ts';
import { loadSchemas } from '../../src/schema/index.ts';
import { assertVerification, secretFault, type Verification } from '../../src/signatures/index.ts';

const schemas = loadSchemas();

const HMAC = {
  type: 'hmac',
  header: 'X-Signature',
  algorithm: 'sha256',
  encoding: 'hex',
  signed: '{body}',
} as const;
const TIMESTAMP = { header: 'X-Time', unit: 's', tolerance: 300 } as const;

function faultsOf(check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('validation_failed');
    return [error, ...error.others].map(({ message, source }) => `${source?.pointer} ${message}`);
  }
}

const schemaFaults = (value: unknown) => faultsOf(() => schemas.check('webhook-event-verification', value));

describe('the schema', () => {
  test.each<Verification>([
    { type: 'standard_webhooks' },
    { type: 'stripe' },
    { type: 'github' },
    { type: 'slack' },
    { type: 'shopify' },
    { type: 'hubspot_v3' },
    { type: 'zoom' },
    { type: 'microsoft_graph' },
    { type: 'meta', verify_token: 'meatyhamhock' },
    { type: 'meta', verify_token: ' ~'.repeat(127) },
    HMAC,
    { ...HMAC, header: "!#$%&'*+-.^_`|~09AZaz" },
    {
      ...HMAC,
      algorithm: 'sha512',
      encoding: 'base64',
      signed: '{id}.{timestamp}.{body}',
      prefix: 'v1,',
      separator: ' ',
      key: 'base64',
      key_prefix: 'whsec_',
      timestamp: TIMESTAMP,
      id_header: 'webhook-id',
    },
    { ...HMAC, element: 'v1', timestamp: { element: 't', unit: 'ms', tolerance: 3600 } },
  ])('takes %j', (value) => {
    expect(schemaFaults(value)).toEqual([]);
    expect(faultsOf(() => assertVerification(value, ''))).toEqual([]);
  });

  const types =
    '"standard_webhooks", "stripe", "github", "slack", "shopify", "hubspot_v3", "zoom", "meta", "microsoft_graph", "hmac"';

  test.each<[unknown, string]>([
    [{}, ' The document lacks the member "type".'],
    [{ type: 'x' }, `/type type must be one of ${types}.`],
    [{ type: 'github', header: 'x' }, '/header The document has no member "header".'],
    [{ type: 'github', verify_token: 'x' }, '/verify_token The document has no member "verify_token".'],
    [{ type: 'meta' }, ' The document lacks the member "verify_token".'],
    [{ type: 'meta', verify_token: '' }, '/verify_token verify_token must not be empty.'],
    [
      { type: 'meta', verify_token: 'ä' },
      '/verify_token verify_token must be made of the characters on an English keyboard, without line breaks.',
    ],
    [
      { type: 'meta', verify_token: 'x'.repeat(256) },
      '/verify_token verify_token must have 255 characters at most.',
    ],
    [{ ...HMAC, signed: undefined }, ' The document lacks the member "signed".'],
    [{ ...HMAC, algorithm: 'md5' }, '/algorithm algorithm must be one of "sha256", "sha1", "sha512".'],
    [{ ...HMAC, encoding: 'base64url' }, '/encoding encoding must be one of "hex", "base64".'],
    [{ ...HMAC, element: 'a=b' }, '/element element must be made of letters, digits, _, . and -.'],
    [{ ...HMAC, id: 'x' }, '/id The document has no member "id".'],
    [
      { ...HMAC, timestamp: { ...TIMESTAMP, tolerance: 0 } },
      '/timestamp/tolerance tolerance must be at least 1.',
    ],
    [
      { ...HMAC, timestamp: { ...TIMESTAMP, tolerance: 3601 } },
      '/timestamp/tolerance tolerance must be 3600 at most.',
    ],
    [{ ...HMAC, timestamp: { ...TIMESTAMP, unit: 'us' } }, '/timestamp/unit unit must be one of "s", "ms".'],
  ])('refuses %j with one fault', (value, fault) => {
    expect(schemaFaults(JSON.parse(JSON.stringify(value)))).toEqual([fault]);
  });

  test.each(['', 'x y', 'x:y', 'x\ny', 'é', 'x,y'])('refuses the header name %j', (header) => {
    for (const value of [
      { ...HMAC, header },
      { ...HMAC, id_header: header },
      { ...HMAC, timestamp: { ...TIMESTAMP, header } },
    ])
      expect(schemaFaults(value)).toEqual([expect.stringContaining('must be the name of a header')]);
  });
});

test('the webhook’s own schemas hold to it, and point to the fault', () => {
  const attributes = { config_services: { webhook_event_verification: { type: 'meta' } } };
  const document = { data: { type: 'webhook', attributes } };
  expect(faultsOf(() => schemas.check('webhook.update', document))).toEqual([
    '/data/attributes/config_services/webhook_event_verification webhook_event_verification lacks the member "verify_token".',
  ]);
});

describe('what the schema cannot see', () => {
  const faults = (value: Verification) => faultsOf(() => assertVerification(value, '/at'));

  test('a template with a fault is pointed to', () => {
    expect(faults({ ...HMAC, signed: '{nonce}{body}' })).toEqual([
      '/at/signed There is no placeholder {nonce}: body, timestamp, id, method, url are known.',
    ]);
    expect(faults({ ...HMAC, signed: '{id}.{body}' })).toEqual([
      expect.stringMatching(/^\/at\/signed .*\{id\}/),
    ]);
  });

  test('a timestamp in no place, or in two, is pointed to', () => {
    const { header: _header, ...nowhere } = TIMESTAMP;
    const oneOfTwo = '/at/timestamp The timestamp is in a header or in an element: one of the two.';
    expect(faults({ ...HMAC, timestamp: nowhere })).toEqual([oneOfTwo]);
    expect(faults({ ...HMAC, element: 'v1', timestamp: { ...TIMESTAMP, element: 't' } })).toEqual([oneOfTwo]);
    expect(faults({ ...HMAC, timestamp: { ...nowhere, element: 't' } })).toEqual([
      expect.stringMatching(/^\/at\/timestamp .*in which elements/),
    ]);
  });

  const NOT_THEIRS = ['authorization', 'Cookie', 'HOST', 'Content-Length', 'transfer-encoding', 'connection'];
  // With one of these among those that are handed on, no delivery would leave.
  const NOT_SENT = ['Expect', 'upgrade', 'Keep-Alive', 'te', 'trailer', 'proxy-authorization'];
  test.each([...NOT_THEIRS, ...NOT_SENT])('the header %s is never read, wherever it is named', (name) => {
    const detail = `The header ${name} is not for signatures: name the sender's own.`;
    expect(
      faults({ ...HMAC, header: name, id_header: name, timestamp: { ...TIMESTAMP, header: name } }),
    ).toEqual([`/at/header ${detail}`, `/at/id_header ${detail}`, `/at/timestamp/header ${detail}`]);
  });
});

describe('a secret', () => {
  test.each<[Verification, string, boolean]>([
    [{ type: 'standard_webhooks' }, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', true],
    [{ type: 'standard_webhooks' }, 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', true],
    [{ type: 'standard_webhooks' }, 'whsec_', false],
    [{ type: 'standard_webhooks' }, 'whsec_no base64', false],
    [{ type: 'standard_webhooks' }, 'whsec_AAAAAA', false],
    [{ type: 'standard_webhooks' }, 'whsec_-_-_', false],
    [{ type: 'standard_webhooks' }, 'whsec_AAAA\n', false],
    [{ type: 'stripe' }, 'whsec_no base64', true],
    [{ type: 'github' }, "It's a Secret to Everybody", true],
    [{ type: 'microsoft_graph' }, 'SecretClientState', true],
    [{ type: 'microsoft_graph' }, '', false],
    [{ ...HMAC, key: 'hex' }, '00FF', true],
    [{ ...HMAC, key: 'hex' }, '00F', false],
    [{ ...HMAC, key: 'hex', key_prefix: 'k_' }, 'k_00', true],
    [{ ...HMAC, key: 'hex', key_prefix: 'k_' }, 'k_k_00', false],
  ])('for %j, %j is one: %p', (verification, secret, isOne) => {
    const fault = secretFault(verification, secret);
    expect(fault === undefined).toBe(isOne);
    if (fault !== undefined && secret !== '' && secret !== 'whsec_') expect(fault).not.toContain(secret);
  });

  test('that is none is refused with a sentence that says what it takes', () => {
    expect(secretFault({ type: 'standard_webhooks' }, 'whsec_?')).toBe(
      'The secret must be base64, padded as the sender shows it, with or without whsec_ before it. It must not be empty.',
    );
  });
});
