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
  ])('accepts %j', (value) => {
    expect(schemaFaults(value)).toEqual([]);
    expect(faultsOf(() => assertVerification(value, ''))).toEqual([]);
  });

  const types =
    '"standard_webhooks", "stripe", "github", "slack", "shopify", "hubspot_v3", "zoom", "meta", "microsoft_graph", "hmac", "hash", "public_key", "token", "jwt", "sns", "paypal", "client_certificate"';

  test.each<[unknown, string]>([
    [{}, ' The document must have the member "type".'],
    [{ type: 'x' }, `/type type must be one of ${types}.`],
    [{ type: 'github', header: 'x' }, '/header The document does not support the member "header".'],
    [
      { type: 'github', verify_token: 'x' },
      '/verify_token The document does not support the member "verify_token".',
    ],
    [{ type: 'meta' }, ' The document must have the member "verify_token".'],
    [{ type: 'meta', verify_token: '' }, '/verify_token verify_token must not be empty.'],
    [
      { type: 'meta', verify_token: 'ä' },
      '/verify_token verify_token must contain only printable ASCII characters.',
    ],
    [
      { type: 'meta', verify_token: 'x'.repeat(256) },
      '/verify_token verify_token must have at most 255 characters.',
    ],
    [{ ...HMAC, signed: undefined }, ' The document must have the member "signed".'],
    [{ ...HMAC, algorithm: 'md5' }, '/algorithm algorithm must be one of "sha256", "sha1", "sha512".'],
    [{ ...HMAC, encoding: 'base32' }, '/encoding encoding must be one of "hex", "base64", "base64url".'],
    [{ ...HMAC, element: 'a=b' }, '/element element must contain only letters, digits, _, . and -.'],
    [{ ...HMAC, id: 'x' }, '/id The document does not support the member "id".'],
    [
      { ...HMAC, timestamp: { ...TIMESTAMP, tolerance: 0 } },
      '/timestamp/tolerance tolerance must be at least 1.',
    ],
    [
      { ...HMAC, timestamp: { ...TIMESTAMP, tolerance: 3601 } },
      '/timestamp/tolerance tolerance must be at most 3600.',
    ],
    [
      { ...HMAC, timestamp: { ...TIMESTAMP, unit: 'us' } },
      '/timestamp/unit unit must be one of "s", "ms", "rfc3339".',
    ],
  ])('refuses %j with one error', (value, fault) => {
    expect(schemaFaults(JSON.parse(JSON.stringify(value)))).toEqual([fault]);
  });

  test.each(['', 'x y', 'x:y', 'x\ny', 'é', 'x,y'])('refuses the header name %j', (header) => {
    for (const value of [
      { ...HMAC, header },
      { ...HMAC, id_header: header },
      { ...HMAC, timestamp: { ...TIMESTAMP, header } },
    ])
      expect(schemaFaults(value)).toEqual([expect.stringContaining('must be a valid header name')]);
  });
});

test('the webhook schemas include it, and their errors point to the member', () => {
  const attributes = { config_services: { webhook_event_verification: { type: 'meta' } } };
  const document = { data: { type: 'webhook', attributes } };
  expect(faultsOf(() => schemas.check('webhook.update', document))).toEqual([
    '/data/attributes/config_services/webhook_event_verification webhook_event_verification must have the member "verify_token".',
  ]);
});

describe('checks beyond the schema:', () => {
  const faults = (value: Verification) => faultsOf(() => assertVerification(value, '/at'));

  test('an invalid template is refused, with a pointer', () => {
    expect(faults({ ...HMAC, signed: '{nonce}{body}' })).toEqual([
      '/at/signed {nonce} is not a placeholder. Use {body}, {body:sha256:hex}, {form}, {timestamp}, {id}, {method}, {url}, {request_target}, {path}, {query}, {sorted_query}, {params}, {secret}, {header:NAME}, {headers:NAME}, {/pointer}.',
    ]);
    expect(faults({ ...HMAC, signed: '{id}.{body}' })).toEqual([
      expect.stringMatching(/^\/at\/signed .*\{id\}/),
    ]);
  });

  test('a timestamp without a source, or with two, is refused, with a pointer', () => {
    const { header: _header, ...nowhere } = TIMESTAMP;
    const oneOfTwo =
      '/at/timestamp timestamp must have exactly one of header, element, pointer and query, or be in format.';
    expect(faults({ ...HMAC, timestamp: nowhere })).toEqual([oneOfTwo]);
    expect(faults({ ...HMAC, element: 'v1', timestamp: { ...TIMESTAMP, element: 't' } })).toEqual([oneOfTwo]);
    expect(faults({ ...HMAC, timestamp: { ...nowhere, element: 't' } })).toEqual([
      expect.stringMatching(/^\/at\/timestamp timestamp\.element is set, but element is not/),
    ]);
  });

  const RESERVED = ['authorization', 'Cookie', 'HOST', 'Content-Length', 'transfer-encoding', 'connection'];
  // If one of these were forwarded, no delivery could be sent.
  const NOT_SENT = ['Expect', 'upgrade', 'Keep-Alive', 'te', 'trailer', 'proxy-authorization'];
  test.each([...RESERVED, ...NOT_SENT])('the header %s cannot be used, wherever it is named', (name) => {
    const detail = `The header ${name} cannot be used for verification. Use a header that the sender sets.`;
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
  ])('for %j, %j is valid: %p', (verification, secret, isValid) => {
    const fault = secretFault(verification, secret);
    expect(fault === undefined).toBe(isValid);
    if (fault !== undefined && secret !== '' && secret !== 'whsec_') expect(fault).not.toContain(secret);
  });

  test('that is invalid is refused with a description of the format', () => {
    expect(secretFault({ type: 'standard_webhooks' }, 'whsec_?')).toBe(
      'The secret must be base64 with its padding, as the sender shows it, with or without the prefix whsec_. It must not be empty.',
    );
  });
});
