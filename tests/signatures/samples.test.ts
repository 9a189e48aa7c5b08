import { checkSender } from './check.ts';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { assertVerification, secretFault, type SignedRequest } from '../../src/signatures/index.ts';
import { loadSchemas } from '../../src/schema/index.ts';
import { BOX, MAILGUN, SAMPLES } from './samples.ts';

const schemas = loadSchemas();

async function reasonOf(name: string, change: Partial<SignedRequest> = {}): Promise<string> {
  const { verification, request } = SAMPLES[name]!;
  const checked = await checkSender(verification, { ...request, ...change });
  return checked.valid ? 'valid' : checked.reason;
}

/** The request with another text in its headers and its body. */
function replaced({ headers, body }: SignedRequest, from: string, to: string): Partial<SignedRequest> {
  return {
    headers: JSON.parse(JSON.stringify(headers).replaceAll(from, to)) as SignedRequest['headers'],
    body: Buffer.from(body.toString().replaceAll(from, to)),
  };
}

describe.each(Object.keys(SAMPLES))('the sample of %s', (name) => {
  const { verification, request, signature } = SAMPLES[name]!;

  test('can be declared, and its secret is valid', () => {
    expect(() => schemas.check('webhook-event-verification', verification)).not.toThrow();
    expect(() => assertVerification(verification, '')).not.toThrow();
    expect(secretFault(verification, request.secrets[0]!)).toBeUndefined();
  });

  test('is accepted', async () => {
    expect(await reasonOf(name)).toBe('valid');
  });

  test('is refused with another signature', async () => {
    const other = (signature.startsWith('0') ? '1' : '0') + signature.slice(1);
    expect(await reasonOf(name, replaced(request, signature, other))).not.toBe('valid');
  });

  test('is refused with another body, unless the sender does not sign it', async () => {
    const bytes = [...request.body.keys()];
    const reasons = bytes.map((at) => {
      const body = Buffer.from(request.body);
      body[at]! ^= 1;
      return reasonOf(name, { body });
    });
    const isCovered = !('body_signed' in verification);
    expect((await Promise.all(reasons)).includes('valid')).toBe(!isCovered);
  });

  test('is refused without a secret', async () => {
    expect(await reasonOf(name, { secrets: [] })).not.toBe('valid');
  });
});

test('of two signature headers, either can be the one of the secret, and one is enough', async () => {
  const { headers } = SAMPLES['box']!.request;
  const secrets = ['SampleSecondaryKey'];
  expect(await reasonOf('box', { secrets })).toBe('valid');
  const { 'box-signature-primary': _, ...second } = headers;
  expect(await reasonOf('box', { secrets, headers: second })).toBe('valid');
  expect(await reasonOf('box', { headers: second })).toMatch(/^No signature matches/);
  const { 'box-delivery-timestamp': at } = headers;
  expect(await reasonOf('box', { headers: { 'box-delivery-timestamp': at } })).toBe(
    'The headers box-signature-primary and box-signature-secondary are missing.',
  );
});

test('a date and time needs a time zone, and must be recent', async () => {
  const { headers, now } = SAMPLES['box']!.request;
  const at = (timestamp: string) =>
    reasonOf('box', { headers: { ...headers, 'box-delivery-timestamp': timestamp } });
  const notOne = 'The timestamp is not a date and time with a time zone (RFC 3339).';
  for (const text of [
    '2020-01-01T00:00:00',
    '2020-01-01',
    '1577862000',
    '2020-01-01 00:00:00Z',
    '2020-13-01T00:00:00Z',
  ])
    expect(await at(text)).toBe(notOne);
  expect(await reasonOf('box', { now: now + 600_001 })).toBe('The timestamp is more than 600 s in the past.');
});

describe('a form', () => {
  const sent = (body: string) => reasonOf('twilio', { body: Buffer.from(body) });
  const BODY = SAMPLES['twilio']!.request.body.toString();

  test('is signed by its names and values, in any order and encoding', async () => {
    expect(await sent(BODY.split('&').toReversed().join('&'))).toBe('valid');
    expect(await sent(BODY.replace('Digits', '%44igits'))).toBe('valid');
  });

  test('with another field, or one twice, is refused', async () => {
    expect(await sent(`${BODY}&Extra=1`)).toMatch(/^No signature/);
    expect(await sent(`${BODY}&Digits=1234`)).toMatch(/^No signature/);
  });

  test('that cannot be decoded is refused', async () => {
    expect(await sent('a=%zz')).toBe('The body is not a form (application/x-www-form-urlencoded).');
    expect(await sent('a=%ff')).toBe('The body is not a form (application/x-www-form-urlencoded).');
  });

  test('at another URL is refused', async () => {
    expect(await reasonOf('twilio', { url: 'https://mycompany.com/myapp.php?foo=1&bar=3' })).toMatch(
      /^No signature/,
    );
  });
});

test('a hash does not accept content that was extended after its padding', async () => {
  const { request } = SAMPLES['hubspot_v1']!;
  const extended = Buffer.concat([request.body, Buffer.from([0x80, 0, 0]), Buffer.from('{}')]);
  expect(await reasonOf('hubspot_v1', { body: extended })).toBe(
    'The signed content is not valid UTF-8, so a hash does not protect it.',
  );
});

describe('a public key', () => {
  const { secrets } = SAMPLES['rsa']!.request;

  test('is not the key of an HMAC, whatever the request says', async () => {
    const body = Buffer.from('{"a":1}');
    const forged = createHmac('sha256', secrets[0]!).update(body).digest('base64');
    expect(await reasonOf('rsa', { headers: { 'x-sign': forged } })).toMatch(/^No signature matches/);
  });

  test('of another kind is refused, by each algorithm', async () => {
    for (const [name, other] of [
      ['rsa', 'discord'],
      ['discord', 'sendgrid'],
      ['sendgrid', 'rsa'],
    ] as const)
      expect(await reasonOf(name, { secrets: SAMPLES[other]!.request.secrets })).toMatch(
        /^A secret is not a public key for /,
      );
  });

  test('that is private, short or malformed is refused when it is entered', () => {
    const { verification } = SAMPLES['rsa']!;
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const long = generateKeyPairSync('rsa', { modulusLength: 2048 });
    for (const secret of [
      long.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      JSON.stringify(long.privateKey.export({ format: 'jwk' })),
      long.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
      short.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      '{"kty":"oct","k":"c2VjcmV0"}',
      'secret',
      '00'.repeat(32),
    ])
      expect(secretFault(verification, secret)).toMatch(
        /^The secret must be the sender's public key, for RSA/,
      );
    for (const secret of [
      JSON.stringify(long.publicKey.export({ format: 'jwk' })),
      long.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      long.publicKey.export({ format: 'pem', type: 'spki' }).toString().replaceAll('\n', ''),
    ])
      expect(secretFault(verification, secret)).toBeUndefined();
  });
});

describe('what identifies a replay:', () => {
  const evidence = async (name: string, change: Partial<SignedRequest> = {}, more: object = {}) => {
    const { verification, request } = SAMPLES[name]!;
    const checked = await checkSender({ ...verification, ...more } as never, { ...request, ...change });
    if (!checked.valid) throw new Error(checked.reason);
    return checked.replay;
  };

  test('an ID in a body that is signed cannot be chosen by anyone else', async () => {
    const { by } = await evidence('sendgrid', {}, { id_pointer: '/0/sg_event_id' });
    expect(by).toBe('signed id');
  });

  test('a token that is signed identifies the event, even if the body is not signed', async () => {
    const { body } = SAMPLES['mailgun']!.request;
    const other = Buffer.from(body.toString().replace('opened', 'failed'));
    expect(await evidence('mailgun')).toMatchObject({ by: 'signed id' });
    expect((await evidence('mailgun', { body: other })).key).toBe((await evidence('mailgun')).key);
  });

  test('an ID in a body that is not signed counts only together with the body', async () => {
    const at = { id_pointer: '/event-data/event' };
    const { body } = SAMPLES['mailgun']!.request;
    const other = Buffer.from(body.toString().replace('event-data":{', 'event-data":{"more":1,'));
    expect(await evidence('mailgun', {}, at)).toMatchObject({ by: 'id' });
    expect((await evidence('mailgun', { body: other }, at)).key).not.toBe(
      (await evidence('mailgun', {}, at)).key,
    );
  });

  test('two events with one signature are two events if the body is not signed', async () => {
    const { body } = SAMPLES['mailgun']!.request;
    const none = { id_pointer: undefined };
    const other = Buffer.from(body.toString().replace('opened', 'failed'));
    expect((await evidence('mailgun', {}, none)).by).toBe('timestamp');
    expect((await evidence('mailgun', { body: other }, none)).key).not.toBe(
      (await evidence('mailgun', {}, none)).key,
    );
  });

  test('nothing, for a form without an ID', async () => {
    expect(await evidence('twilio')).toEqual({ by: null, key: null });
  });
});

describe('what can never be verified is refused when it is declared:', () => {
  const faultsOf = (verification: object) => {
    try {
      assertVerification(verification as never, '/at');
      return '';
    } catch (error) {
      return `${(error as { source: { pointer: string } }).source.pointer} ${(error as Error).message}`;
    }
  };
  const HMAC = { type: 'hmac', algorithm: 'sha256', encoding: 'hex', signed: '{body}' };
  const AT = { ...HMAC, header: 'X-S' };

  test.each<[string, object, RegExp]>([
    ['no place of the signature', HMAC, /^\/at\/header Set exactly one/],
    ['two places', { ...AT, field: 'sign' }, /^\/at\/header Set exactly one/],
    [
      'a second header without a first',
      { ...HMAC, field: 's', second_header: 'X', signed: '{form}' },
      /second_header/,
    ],
    [
      'a body that contains its signature',
      { ...HMAC, pointer: '/s' },
      /^\/at\/signed The signature is in the body/,
    ],
    ['a form that is JSON', { ...AT, signed: '{form}', id_pointer: '/id' }, /cannot be both JSON and a form/],
    ['a signature of nothing', { ...AT, signed: '{url}', body_signed: false }, /differs in each request/],
    ['body_signed with a body', { ...AT, body_signed: false }, /^\/at\/body_signed body_signed is false/],
    ['no body without saying so', { ...AT, signed: '{header:X-A}' }, /set body_signed to false/],
    ['a header beside the body', { ...AT, signed: '{header:X-A}{body}' }, /next to another placeholder/],
    ['a header with a secret', { ...AT, signed: '{header:Cookie}.{body}' }, /header cookie cannot be used/],
    ['a hash without a secret', { ...AT, type: 'hash' }, /must contain \{secret\}/],
    [
      'a public key as a secret',
      { ...AT, type: 'public_key', algorithm: 'ed25519', signed: '{secret}{body}' },
      /is a public key/,
    ],
    ['a format without a signature', { ...AT, format: '{timestamp}' }, /^\/at\/format format must contain/],
    ['a format without a separator', { ...AT, format: '{timestamp}{signature}' }, /must have text between/],
    ['a format with elements', { ...AT, format: 'a={signature}', element: 'a' }, /cannot be used with/],
    [
      'a timestamp in a format that is not set',
      { ...AT, format: '{timestamp}.{signature}' },
      /timestamp is not set/,
    ],
    ['two IDs', { ...AT, id_header: 'X-Id', id_pointer: '/id' }, /cannot both be set/],
  ])('%s', (_what, verification, fault) => {
    expect(faultsOf(verification)).toMatch(fault);
  });

  test('but not what can', () => {
    for (const verification of [BOX, MAILGUN]) expect(faultsOf(verification)).toBe('');
  });
});

test('a timestamp and a signature in one header are read by its format', async () => {
  const digest = createHmac('sha256', 'key').update('1700000000.{}').digest('hex');
  const check = async (header: string) =>
    (
      await checkSender(
        {
          type: 'hmac',
          header: 'X-S',
          format: 't={timestamp};{signature}!',
          algorithm: 'sha256',
          encoding: 'hex',
          signed: '{timestamp}.{body}',
          timestamp: { unit: 's', tolerance: 60 },
        },
        {
          headers: { 'x-s': header },
          body: Buffer.from('{}'),
          method: 'POST',
          url: 'https://a.example/',
          secrets: ['key'],
          now: 1_700_000_000_000,
        },
      )
    ).valid;
  expect(await check(`t=1700000000;${digest}!`)).toBe(true);
  for (const header of [
    `1700000000;${digest}!`,
    `t=1700000000;${digest}`,
    `t=1700000000,${digest}!`,
    `t=;${digest}!`,
    't=1700000000;!',
    `t=1700000001;${digest}!`,
  ])
    expect(await check(header)).toBe(false);
});
