import { createHmac } from 'node:crypto';
import { SCHEMES, verify, type SchemeName, type SignatureScheme } from '../../src/signatures/index.ts';
import { DELIVERIES, requestOf } from './deliveries.ts';
import { PLAIN, plainRequest, reasonOf } from './plain.ts';

describe('the timestamp', () => {
  const { headers, sent } = DELIVERIES.slack;

  test.each([
    '+1531420618',
    '-1531420618',
    '01531420618',
    '1531420618.0',
    '1.531420618e9',
    '0x5b479f4a',
    ' 1531420618',
    '1531420618 ',
    '1_531_420_618',
    '١٥٣١٤٢٠٦١٨',
    'NaN',
    'Infinity',
    '9'.repeat(400),
    '2018-07-12T18:36:58Z',
  ])('%p is invalid', (timestamp) => {
    const request = requestOf('slack', { headers: { ...headers, 'x-slack-request-timestamp': timestamp } });
    expect(reasonOf(SCHEMES.slack, request)).toBe(
      'The timestamp is not a decimal number without leading zeros.',
    );
  });

  test('sent twice is refused', () => {
    const twice = { ...headers, 'x-slack-request-timestamp': '1531420618, 1531420618' };
    expect(reasonOf(SCHEMES.slack, requestOf('slack', { headers: twice }))).toBe(
      'The header x-slack-request-timestamp was sent more than once.',
    );
  });

  test('is refused if the clock or the tolerance is NaN', () => {
    expect(verify(SCHEMES.slack, requestOf('slack', { now: NaN })).valid).toBe(false);
    const timestamp = { ...SCHEMES.slack.timestamp!, tolerance: NaN };
    expect(verify({ ...SCHEMES.slack, timestamp }, requestOf('slack')).valid).toBe(false);
  });

  test('is checked with the tolerance of the scheme', () => {
    const timestamp = { ...SCHEMES.slack.timestamp!, tolerance: 10 };
    const at = (now: number) => verify({ ...SCHEMES.slack, timestamp }, requestOf('slack', { now })).valid;
    expect([at(sent + 10_000), at(sent + 10_001), at(sent - 10_000), at(sent - 10_001)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe('the id', () => {
  const { headers } = DELIVERIES.github;
  const scheme = SCHEMES.github;
  const withId = (id: string) => requestOf('github', { headers: { ...headers, 'x-github-delivery': id } });
  const NONE = ['', 'a b', 'a, b', 'é', 'a\u0000', 'x'.repeat(256)];

  test.each(NONE)('%p is invalid, and ignored if it is not signed', (id) => {
    expect(verify(scheme, withId(id))).toMatchObject({ valid: true, id: null });
  });

  test.each(NONE)('%p is refused if it is signed', (id) => {
    const { headers: those } = DELIVERIES.standard_webhooks;
    const request = requestOf('standard_webhooks', { headers: { ...those, 'webhook-id': id } });
    expect(reasonOf(SCHEMES.standard_webhooks, request)).toMatch(/^The header webhook-id /);
  });

  test('can have 255 characters', () => {
    expect(verify(scheme, withId('x'.repeat(255)))).toMatchObject({ id: 'x'.repeat(255) });
  });
});

describe('the secrets', () => {
  test.each<[string, SchemeName, string[], string]>([
    ['no secret', 'github', [], 'There is no secret to check the signature with.'],
    ['an empty secret', 'github', [''], 'A secret is empty.'],
    ['an empty secret next to the right one', 'github', [DELIVERIES.github.secret, ''], 'A secret is empty.'],
    ['only a prefix', 'standard_webhooks', ['whsec_'], 'A secret is empty.'],
    ['a non-base64 secret', 'standard_webhooks', ['whsec_not base64'], 'A secret is not valid base64.'],
    ['a secret in unpadded base64', 'standard_webhooks', ['whsec_AAAAAA'], 'A secret is not valid base64.'],
  ])('%s is refused', (_what, name, secrets, reason) => {
    expect(reasonOf(SCHEMES[name], requestOf(name, { secrets }))).toBe(reason);
  });

  test('an empty secret is refused even when the signature was made with one', () => {
    const signature = createHmac('sha256', '').update('body').digest('hex');
    const request = plainRequest({ headers: { 'x-signature': signature }, secrets: [''] });
    expect(reasonOf(PLAIN, request)).toBe('A secret is empty.');
  });
});

describe('the signed content', () => {
  test('can be a body that is not UTF-8, with a hex key and SHA-512', () => {
    // Python 3: hmac.new(bytes.fromhex('00ff10'), b'\xff\xfe\x00\x80|PUT', hashlib.sha512).hexdigest()
    const signature =
      '6de766587ee41c164173fddcb077f12b2755993839dce290abb32d4431c62054' +
      '8d590b2f510795ffd233cf21dd3da95508e869e701f2a8213126db179587d6bc';
    const scheme: SignatureScheme = { ...PLAIN, algorithm: 'sha512', signed: '{body}|{method}', key: 'hex' };
    const request = plainRequest({
      headers: { 'x-signature': signature },
      body: Buffer.from([0xff, 0xfe, 0x00, 0x80]),
      method: 'PUT',
      secrets: ['00FF10'],
    });
    // Python 3: hashlib.sha256(b'\xff\xfe\x00\x80|PUT').hexdigest()
    const covered = 'a7f26def32f34fa8e92bf0c1b306348574a02e60f7491e01141f700e62a477f3';
    expect(verify(scheme, request)).toEqual({ valid: true, id: null, timestamp: null, covered });
    expect(verify(scheme, { ...request, body: Buffer.from([0xff, 0xff, 0x00, 0x80]) }).valid).toBe(false);
    expect(verify(scheme, { ...request, secrets: ['00ff1'] }).valid).toBe(false);
  });

  test('can be hashed with SHA-1', () => {
    // Python 3: base64.b64encode(hmac.new(b'key', b'\xff\xfe\x00\x80', hashlib.sha1).digest())
    const request = plainRequest({
      headers: { 'x-signature': 'nFAGUEv83dDmkxm+fLoiTQLNtX4=' },
      body: Buffer.from([0xff, 0xfe, 0x00, 0x80]),
    });
    expect(verify({ ...PLAIN, algorithm: 'sha1', encoding: 'base64' }, request).valid).toBe(true);
    expect(verify({ ...PLAIN, encoding: 'base64' }, request).valid).toBe(false);
  });

  test('is expanded only once: placeholders in an id or a body stay as they are', () => {
    // Python 3: hmac.new(b'key', b'{body}/{timestamp}/{id}', hashlib.sha256).hexdigest()
    const headers = {
      'x-signature': 'bbc7379fb0cfcfc70cd226cbbd4f49a7f66485c2f4c8c00c79fb417b6a2c2932',
      'x-id': '{body}',
    };
    const scheme: SignatureScheme = { ...PLAIN, signed: '{id}/{body}', id: { header: 'x-id' } };
    const request = plainRequest({ headers, body: Buffer.from('{timestamp}/{id}') });
    expect(verify(scheme, request)).toMatchObject({ valid: true, id: '{body}' });
  });

  test('is refused if the template is invalid', () => {
    const request = plainRequest({
      headers: { 'x-signature': createHmac('sha256', 'key').update('x').digest('hex') },
    });
    expect(reasonOf({ ...PLAIN, signed: 'x' }, request)).toMatch(/^The template must contain \{body\}: /);
  });
});

test('a programming error is thrown instead of reported as an invalid signature', () => {
  expect(() => verify(PLAIN, plainRequest({ body: undefined as unknown as Buffer }))).toThrow(/undefined/);
});
