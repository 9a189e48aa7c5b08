import { createHmac, generateKeyPairSync } from 'node:crypto';
import {
  percentEncode,
  signatureBase,
  signRequest,
  type Oauth1Style,
} from '../../../src/credentials/protocol/oauth1-signature.ts';
import { createVerifier, protocolParams } from '../../support/oauth1-verifier.ts';

const STYLE: Oauth1Style = { signature_method: 'HMAC-SHA1', realm: undefined, transmission: 'header' };
const KEYS = { client_id: 'acme', client_secret: 'c0n sümer&', token: 't/k+n', token_secret: 's3c=ret' };
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE_KEY = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PUBLIC_KEY = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();

const moment = () => ({ nonce: 'nonce-1', timestamp: Math.floor(Date.now() / 1000) });

test('the base string is that of RFC 5849, 3.4.1.1', () => {
  const request = {
    method: 'post',
    url: 'http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
    form: 'c2&a3=2+q',
  };
  const protocol: [string, string][] = [
    ['oauth_consumer_key', '9djdj82h48djs9d2'],
    ['oauth_token', 'kkk9d7dh3k39sjv7'],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', '137131201'],
    ['oauth_nonce', '7d8f3e4a'],
  ];
  expect(signatureBase(request, protocol)).toBe(
    'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
  );
});

test.each([
  [
    'the token request',
    { method: 'POST', url: 'https://photos.example.net/token' },
    { oauth_token: 'hh5s93j4hdidpola', oauth_timestamp: '137131201', oauth_nonce: 'walatlh' },
    { oauth_verifier: 'hfdp7dh39dks9884' },
    'hdhd0244k9j7ao03',
    'gKgrFCywp7rO0OXSjdot/IHF7IU=',
  ],
  [
    'the request for a photo',
    { method: 'GET', url: 'http://photos.example.net/photos?file=vacation.jpg&size=original' },
    { oauth_token: 'nnch734d00sl2jdk', oauth_timestamp: '137131202', oauth_nonce: 'chapoH' },
    {},
    'pfkkdhi9sl3r4s00',
    'MdpQcU8iPSUjWoN/UDMsK2sui9I=',
  ],
])('%s of RFC 5849, 1.2 has the signature given there', (_, request, token, more, secret, signature) => {
  const client = { oauth_consumer_key: 'dpf43f3p2l4k3l03', oauth_signature_method: 'HMAC-SHA1' };
  const base = signatureBase(request, Object.entries({ ...client, ...token, ...more }));
  expect(createHmac('sha1', `kd94hf93k423kf44&${secret}`).update(base).digest('base64')).toBe(signature);
});

test("a request has the signature of Twitter's documentation", () => {
  const { authorization } = signRequest(
    {
      method: 'POST',
      url: 'https://api.twitter.com/1.1/statuses/update.json?include_entities=true',
      form: `status=${encodeURIComponent('Hello Ladies + Gentlemen, a signed OAuth request!')}`,
    },
    {
      client_id: 'xvz1evFS4wEEPTGEFPHBog',
      client_secret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
      token: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
      token_secret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
    },
    STYLE,
    { nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg', timestamp: 1_318_622_958 },
  );
  expect(authorization).toContain('oauth_signature="hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"');
});

/** Requests that implementations disagree on if they encode or sort wrongly. */
const REQUESTS: [string, { method: string; url: string; form?: string }][] = [
  ['no parameters', { method: 'GET', url: 'https://api.example/a' }],
  ['reserved characters', { method: 'GET', url: "https://api.example/a?q=!*'()~%20+/%2f&é=%C3%A9" }],
  ['the same name several times', { method: 'GET', url: 'https://api.example/a?a=2&a=10&a=1&a%5B%5D=x' }],
  ['another port', { method: 'DELETE', url: 'http://api.example:8080/a' }],
  ['a form', { method: 'POST', url: 'https://api.example/a?b=1', form: 'c=%26+d&a=1&b=0' }],
];
const METHODS = ['HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1', 'RSA-SHA256', 'PLAINTEXT'] as const;

describe.each(METHODS)('%s', (signature_method) => {
  const client = { client_id: 'acme', client_secret: KEYS.client_secret, publicKey: PUBLIC_KEY };
  const keys = signature_method.startsWith('RSA') ? { ...KEYS, client_secret: PRIVATE_KEY } : KEYS;

  test.each(REQUESTS)('another implementation accepts a request with %s', (_, request) => {
    for (const transmission of ['header', 'query'] as const) {
      const { url, authorization } = signRequest(
        request,
        keys,
        { signature_method, realm: 'A realm', transmission },
        moment(),
      );
      const { origin, pathname, search } = new URL(url);
      const sent = {
        method: request.method,
        target: pathname + search,
        headers: authorization === undefined ? {} : { authorization },
        contentType: request.form === undefined ? '' : 'application/x-www-form-urlencoded',
        text: request.form ?? '',
      };
      const verify = createVerifier(client, signature_method);
      expect([transmission, verify(sent, origin, KEYS.token_secret)]).toEqual([transmission, undefined]);
      if (signature_method === 'PLAINTEXT' || signature_method.startsWith('RSA')) continue;
      const other = createVerifier({ ...client, client_secret: 'another' }, signature_method);
      expect(other(sent, origin, KEYS.token_secret)).toBe('signature_invalid');
    }
  });
});

test('the realm is in the header, but not signed', () => {
  const request = { method: 'GET', url: 'https://api.example/a' };
  const at = { nonce: 'n', timestamp: 1 };
  const [without, withRealm] = [undefined, '1234567_SB1'].map(
    (realm) => signRequest(request, KEYS, { ...STYLE, realm }, at).authorization!,
  );
  expect(withRealm).toBe(without!.replace('OAuth ', 'OAuth realm="1234567_SB1", '));
});

test('a client that signs for itself sends no token', () => {
  const own = { ...KEYS, token: '', token_secret: '' };
  const { authorization } = signRequest({ method: 'GET', url: 'https://a.example' }, own, STYLE, moment());
  expect(protocolParams({ headers: { authorization }, target: '' }).params).not.toHaveProperty('oauth_token');
});

test('a client secret that is no private key cannot sign with RSA', () => {
  const sign = () =>
    signRequest(
      { method: 'GET', url: 'https://a.example' },
      KEYS,
      { ...STYLE, signature_method: 'RSA-SHA1' },
      moment(),
    );
  expect(sign).toThrow('client_secret must be an RSA private key as PEM');
});

test.each(['pkcs1', 'pkcs8'] as const)('a private key in %s signs even without its line breaks', (type) => {
  const pem = rsa.privateKey.export({ type, format: 'pem' }).toString();
  const sign = (client_secret: string) =>
    signRequest(
      { method: 'GET', url: 'https://a.example' },
      { ...KEYS, client_secret },
      { ...STYLE, signature_method: 'RSA-SHA256' },
      { nonce: 'n', timestamp: 1 },
    );
  expect(sign(pem.replaceAll('\n', ' '))).toEqual(sign(PRIVATE_KEY));
});

test('a key that is not RSA cannot sign', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const client_secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const sign = () =>
    signRequest(
      { method: 'GET', url: 'https://a.example' },
      { ...KEYS, client_secret },
      { ...STYLE, signature_method: 'RSA-SHA1' },
      moment(),
    );
  expect(sign).toThrow('client_secret must be an RSA private key as PEM');
});

test('only unreserved characters are not encoded', () => {
  expect(percentEncode("aZ09-._~ !'()*+/é")).toBe('aZ09-._~%20%21%27%28%29%2A%2B%2F%C3%A9');
});
