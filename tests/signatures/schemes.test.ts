import { createHmac } from 'node:crypto';
import { SCHEMES, signs, templateFault, verify, type SchemeName } from '../../src/signatures/index.ts';
import { DELIVERIES, flips, requestOf, signedWith } from './deliveries.ts';

const NAMES = Object.keys(SCHEMES) as SchemeName[];
const TIMED = NAMES.filter((name) => SCHEMES[name].timestamp !== undefined);

describe.each(NAMES)('%s', (name) => {
  const { headers, digest, body, url, method } = DELIVERIES[name];
  const scheme = SCHEMES[name];
  const isValid = (change: Parameters<typeof requestOf>[1]) => verify(scheme, requestOf(name, change)).valid;

  test('a signed request is valid, with its id', () => {
    const id = scheme.id === undefined ? null : (headers[scheme.id.header!] ?? null);
    expect(verify(scheme, requestOf(name))).toEqual({
      valid: true,
      id,
      timestamp: scheme.timestamp === undefined ? null : expect.stringMatching(/^\d+$/),
      covered: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('the template is valid', () => {
    expect(templateFault(scheme)).toBeUndefined();
  });

  test('any single bit flipped in the body is refused', () => {
    expect([...flips(body)].filter((changed) => isValid({ body: changed }))).toEqual([]);
  });

  test('a body with a byte more or less is refused', () => {
    expect(isValid({ body: body.subarray(1) })).toBe(false);
    expect(isValid({ body: body.subarray(0, -1) })).toBe(false);
    expect(isValid({ body: Buffer.concat([body, Buffer.from('\n')]) })).toBe(false);
    expect(isValid({ body: Buffer.alloc(0) })).toBe(false);
  });

  test('any single bit flipped in the signature is refused', () => {
    const raw = Buffer.from(digest, 'hex');
    const written = headers[scheme.header]!;
    const accepted = [...flips(raw)].filter((changed) => {
      const header = written.replace(raw.toString(scheme.encoding), changed.toString(scheme.encoding));
      expect(header).not.toBe(written);
      return verify(scheme, signedWith(name, header)).valid;
    });
    expect(accepted).toEqual([]);
  });

  test('any single bit flipped in the timestamp or the id is refused if that is signed', () => {
    const signed = [
      signs(scheme, 'id') ? scheme.id?.header : undefined,
      signs(scheme, 'timestamp') ? scheme.timestamp?.header : undefined,
    ].filter((header) => header !== undefined);
    for (const header of signed) {
      const accepted = [...flips(Buffer.from(headers[header]!, 'latin1'))]
        .map((changed) => changed.toString('latin1'))
        .filter((changed) => isValid({ headers: { ...headers, [header]: changed } }));
      expect(accepted).toEqual([]);
    }
  });

  test('any single bit flipped in the method or the URL is refused if that is signed', () => {
    const methods = [...flips(Buffer.from(method, 'latin1'))].map((changed) => changed.toString('latin1'));
    const urls = [...flips(Buffer.from(url, 'latin1'))].map((changed) => changed.toString('latin1'));
    expect(new Set(methods.map((changed) => isValid({ method: changed })))).toEqual(
      new Set([!signs(scheme, 'method')]),
    );
    expect(new Set(urls.map((changed) => isValid({ url: changed })))).toEqual(
      new Set([!signs(scheme, 'url')]),
    );
  });

  test('another secret is refused, and the reason reveals neither a secret nor the right signature', () => {
    const secret = DELIVERIES[name].secret.replace(/^(whsec_)?./, '$1A');
    expect(secret).not.toBe(DELIVERIES[name].secret);
    const verdict = verify(scheme, requestOf(name, { secrets: [secret] }));
    expect(verdict).toMatchObject({ valid: false, reason: expect.stringMatching(/^[A-Z].*\.$/) });
    const reported = JSON.stringify(verdict);
    for (const hidden of [secret, digest, Buffer.from(digest, 'hex').toString('base64')])
      expect(reported).not.toContain(hidden);
  });

  test('the previous secret is accepted while both are in use', () => {
    const { secret } = DELIVERIES[name];
    const other = scheme.key === 'base64' ? 'whsec_AAAA' : 'other';
    expect(isValid({ secrets: [other, secret] })).toBe(true);
    expect(isValid({ secrets: [secret, other] })).toBe(true);
    expect(isValid({ secrets: [other] })).toBe(false);
  });
});

describe.each(TIMED)('the timestamp of %s', (name) => {
  const { sent } = DELIVERIES[name];
  const reasonAt = (now: number) => {
    const verdict = verify(SCHEMES[name], requestOf(name, { now }));
    return verdict.valid ? 'valid' : verdict.reason;
  };

  test('can be at most 300 s in the past or in the future', () => {
    expect([reasonAt(sent + 300_000), reasonAt(sent - 300_000)]).toEqual(['valid', 'valid']);
    for (const late of [300_001, 301_000, 86_400_000]) {
      expect(reasonAt(sent + late)).toBe('The timestamp is more than 300 s in the past.');
      expect(reasonAt(sent - late)).toBe('The timestamp is more than 300 s in the future.');
    }
  });
});

test('only Standard Webhooks signs the id', () => {
  expect(NAMES.filter((name) => signs(SCHEMES[name], 'id'))).toEqual(['standard_webhooks']);
});

test('in Standard Webhooks, signatures of other versions are ignored', () => {
  const { headers } = DELIVERIES.standard_webhooks;
  const right = headers['webhook-signature']!;
  const verdictOf = (header: string) =>
    verify(SCHEMES.standard_webhooks, signedWith('standard_webhooks', header)).valid;
  expect(verdictOf(`v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5B ${right}`)).toBe(true);
  expect(verdictOf(right.replace('v1,', 'v1a,'))).toBe(false);
  expect(verdictOf(right.replace('v1,', 'v2,'))).toBe(false);
  expect(verdictOf(right.replace('v1,', ''))).toBe(false);
});

test('in Standard Webhooks, a secret without whsec_ is the same secret', () => {
  const secrets = ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'];
  expect(verify(SCHEMES.standard_webhooks, requestOf('standard_webhooks', { secrets })).valid).toBe(true);
});

test('in Standard Webhooks, an ID with a period is refused as ambiguous', () => {
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const reasonFor = (id: string) => {
    const signature = createHmac('sha256', key)
      .update(`${id}.1614265330.{"test": 2432232314}`)
      .digest('base64');
    const { headers } = DELIVERIES.standard_webhooks;
    const changed = { ...headers, 'webhook-id': id, 'webhook-signature': `v1,${signature}` };
    const verdict = verify(SCHEMES.standard_webhooks, requestOf('standard_webhooks', { headers: changed }));
    return verdict.valid ? 'valid' : verdict.reason;
  };
  expect(reasonFor('msg-1')).toBe('valid');
  expect(reasonFor('msg.1')).toBe(
    'The ID contains ".", which separates it from the rest of the signed content.',
  );
});

test('HubSpot’s other published signature, from its Ruby library, is valid', () => {
  const headers = {
    'x-hubspot-signature-v3': 'RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw=',
    'x-hubspot-request-timestamp': '1700000300000',
  };
  const request = requestOf('hubspot_v3', { headers, now: 1_700_000_300_000 });
  expect(verify(SCHEMES.hubspot_v3, request).valid).toBe(true);
});

test('HubSpot decodes only the listed escapes of the URL before it signs, and only once', () => {
  // Python 3, over b"GEThttps://www.example.com/h:/?@!$'()*,;%20%26%3D%25?a=%2B&b=/1693657560000"
  const headers = {
    'x-hubspot-signature-v3': 'jNy1ShkHDKi/e0BWRu6UjPU3idJMXfDTgoSnZ4etYCc=',
    'x-hubspot-request-timestamp': '1693657560000',
  };
  const url = 'https://www.example.com/h%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B%20%26%3D%25?a=%2B&b=%2F';
  const request = requestOf('hubspot_v3', { headers, url, method: 'GET', body: Buffer.alloc(0) });
  expect(verify(SCHEMES.hubspot_v3, request).valid).toBe(true);
  expect(verify(SCHEMES.hubspot_v3, { ...request, url: url.replace('%25', '%') }).valid).toBe(false);
  expect(verify(SCHEMES.hubspot_v3, { ...request, url: url.replace('%3A', '%253A') }).valid).toBe(false);
});

test('a digit of the body cannot be moved to the timestamp', () => {
  // Nothing separates the two, so body 10 at 1693657560000 and body 1 at 01693657560000 have one signature.
  const { secret, url } = DELIVERIES.hubspot_v3;
  const signature = createHmac('sha256', secret).update(`POST${url}101693657560000`).digest('base64');
  const verdictOf = (body: string, timestamp: string) => {
    const headers = { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp };
    return verify(SCHEMES.hubspot_v3, requestOf('hubspot_v3', { headers, body: Buffer.from(body) }));
  };
  expect(verdictOf('10', '1693657560000').valid).toBe(true);
  expect(verdictOf('1', '01693657560000')).toEqual({
    valid: false,
    reason: 'The timestamp is not a decimal number without leading zeros.',
  });
});
