import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { loadSchemas } from '../../src/schema/index.ts';
import { assertVerification, type SignedRequest, type Verification } from '../../src/signatures/index.ts';
import { checkSender } from './check.ts';

const schemas = loadSchemas();
const NOW = 1_700_000_000_000;
const SECONDS = String(NOW / 1000);
const SECRET = 'what the sender signs with';
const BODY = '{"type":"order.paid"}';
const PATH = '/hooks/abc';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const PUBLIC = publicKey.export({ format: 'pem', type: 'spki' }).toString().trim();

const hmac = (text: string, secret = SECRET) => createHmac('sha256', secret).update(text);
const HMAC = { type: 'hmac', algorithm: 'sha256', encoding: 'hex' } as const;
const ED25519 = { type: 'public_key', algorithm: 'ed25519', encoding: 'base64' } as const;

type Request = Partial<Omit<SignedRequest, 'body'>> & { body?: string };
/** The verification, a request that the sender signed, and changes to it that must be refused. */
type Sample = { verification: Verification; request: Request; changes: Request[] };

const contentfulHeaders = {
  'content-type': 'application/vnd.contentful.management.v1+json',
  'x-contentful-signed-headers': 'content-type,x-contentful-signed-headers,x-contentful-timestamp',
  'x-contentful-timestamp': String(NOW),
};
const contentfulSignature = hmac(
  `POST\n${PATH}?a=1\ncontent-type:application/vnd.contentful.management.v1+json;` +
    'x-contentful-signed-headers:content-type,x-contentful-signed-headers,x-contentful-timestamp;' +
    `x-contentful-timestamp:${NOW}\n${BODY}`,
).digest('hex');
const contentful = (change: Record<string, string>) => ({
  headers: { ...contentfulHeaders, 'x-contentful-signature': contentfulSignature, ...change },
});

const digest = createHash('sha512').update(BODY).digest('base64');
const financeHeaders = {
  'x-webhook-content-digest': digest,
  'x-webhook-event-id': 'evt_1',
  'x-webhook-request-timestamp': new Date(NOW).toISOString(),
  'x-webhook-signature': sign(
    null,
    Buffer.from(`${digest}|evt_1|${new Date(NOW).toISOString()}`),
    privateKey,
  ).toString('base64'),
};

// The request of Shopify's documentation, https://shopify.dev/docs/apps/build/online-store/app-proxies/authenticate-app-proxies
const PROXIED =
  'extra=1&extra=2&shop=shop-name.myshopify.com&logged_in_customer_id=1&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555&signature=4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb';
const proxied = (query: string) => ({ url: `https://a.example${PATH}?${query}` });

const SAMPLES: Record<string, Sample> = {
  'Contentful, with the headers that it lists': {
    verification: {
      ...HMAC,
      header: 'x-contentful-signature',
      signed: '{method}\n{request_target}\n{headers:x-contentful-signed-headers}\n{body}',
      timestamp: { header: 'x-contentful-timestamp', unit: 'ms', tolerance: 30 },
    },
    request: { ...contentful({}), url: `https://a.example${PATH}?a=1` },
    changes: [
      { url: `https://a.example${PATH}?a=2` },
      { body: '{}' },
      { method: 'PUT' },
      contentful({ 'x-contentful-timestamp': String(NOW + 1) }),
      contentful({ 'content-type': 'text/plain' }),
      contentful({ 'x-contentful-signed-headers': 'content-type,x-contentful-signed-headers' }),
      contentful({ 'x-contentful-signed-headers': 'content-type,x-contentful-timestamp' }),
      contentful({
        'x-contentful-signed-headers': `${contentfulHeaders['x-contentful-signed-headers']},x-none`,
      }),
    ],
  },
  'Shopify app proxies, with the sorted parameters': {
    verification: {
      ...HMAC,
      query: 'signature',
      signed: '{params}',
      body_signed: false,
      timestamp: { query: 'timestamp', unit: 's', tolerance: 60 },
    },
    request: { ...proxied(PROXIED), secrets: ['hush'], now: 1_317_327_555_000 },
    changes: [
      proxied(PROXIED.replace('extra=1', 'extra=3')),
      proxied(PROXIED.replace('extra=1&extra=2', 'extra=2&extra=1')),
      proxied(PROXIED.replace('1317327555', '1317327556')),
      proxied(`${PROXIED}&more=1`),
      proxied(`${PROXIED}&timestamp=1317327555`),
      proxied(`${PROXIED}&signature=00`),
      proxied(PROXIED.replace(/&signature.*/, '')),
      proxied(PROXIED.replace('%2Fapps', '%FFapps')),
      { now: 1_317_327_700_000 },
    ],
  },
  'Kiwify, with the path and base64url': {
    verification: {
      ...ED25519,
      encoding: 'base64url',
      header: 'x-kiwify-digital-signature',
      signed: '{path}:{method}:{body}:{timestamp}',
      timestamp: { header: 'x-kiwify-timestamp', unit: 'ms', tolerance: 300 },
    },
    request: {
      url: `https://a.example${PATH}?not=signed`,
      secrets: [PUBLIC],
      headers: {
        'x-kiwify-timestamp': String(NOW),
        'x-kiwify-digital-signature': sign(
          null,
          Buffer.from(`${PATH}:POST:${BODY}:${NOW}`),
          privateKey,
        ).toString('base64url'),
      },
    },
    changes: [{ url: 'https://a.example/hooks/other' }, { body: '{}' }, { method: 'PUT' }],
  },
  'integrated.finance, with a hash of the body': {
    verification: {
      ...ED25519,
      header: 'x-webhook-signature',
      signed: '{body:sha512:base64}|{id}|{timestamp}',
      id_header: 'x-webhook-event-id',
      timestamp: { header: 'x-webhook-request-timestamp', unit: 'rfc3339', tolerance: 300 },
    },
    request: { secrets: [PUBLIC], headers: financeHeaders },
    changes: [
      { body: `${BODY} ` },
      { headers: { ...financeHeaders, 'x-webhook-event-id': 'evt_2' } },
      { headers: { ...financeHeaders, 'x-webhook-request-timestamp': new Date(NOW + 1000).toISOString() } },
    ],
  },
  'a canonical request as in AWS Signature Version 4': {
    verification: {
      ...HMAC,
      header: 'x-signature',
      signed: '{method}\n{path}\n{sorted_query}\nhost-date:{header:x-date}\n{body:sha256:hex}',
    },
    request: {
      url: `https://a.example${PATH}?b=2&a=%20&a=1&c`,
      headers: {
        'x-date': '20231114T221320Z',
        'x-signature': hmac(
          `POST\n${PATH}\na=%20&a=1&b=2&c\nhost-date:20231114T221320Z\n${createHash('sha256').update(BODY).digest('hex')}`,
        ).digest('hex'),
      },
    },
    changes: [
      { url: `https://a.example${PATH}?b=2&a=1&c` },
      { url: `https://a.example${PATH}?b=2&a=%20&a=1&c&c` },
      { body: '' },
    ],
  },
  'the query as received': {
    verification: {
      ...HMAC,
      header: 'x-signature',
      signed: '{query}\n{timestamp}\n{body}',
      timestamp: { header: 'x-at', unit: 's', tolerance: 60 },
    },
    request: {
      url: `https://a.example${PATH}?b=2&a=?`,
      headers: { 'x-at': SECONDS, 'x-signature': hmac(`b=2&a=?\n${SECONDS}\n${BODY}`).digest('hex') },
    },
    changes: [{ url: `https://a.example${PATH}?a=?&b=2` }],
  },
  'Cloudflare Stream, with elements': {
    verification: {
      ...HMAC,
      header: 'webhook-signature',
      element: 'sig1',
      signed: '{timestamp}.{body}',
      timestamp: { element: 'time', unit: 's', tolerance: 300 },
    },
    request: {
      headers: { 'webhook-signature': `time=${SECONDS},sig1=${hmac(`${SECONDS}.${BODY}`).digest('hex')}` },
    },
    changes: [{ body: '{}' }],
  },
};

async function reasonOf({ verification, request }: Sample, change: Request = {}): Promise<string> {
  const { body = BODY, ...rest } = { ...request, ...change };
  const plain = { headers: {}, method: 'POST', url: `https://a.example${PATH}`, secrets: [SECRET], now: NOW };
  const checked = await checkSender(verification, { ...plain, ...rest, body: Buffer.from(body) });
  return checked.valid ? 'valid' : checked.reason;
}

describe.each(Object.entries(SAMPLES))('%s', (_name, sample) => {
  test('can be declared, and a request is valid', async () => {
    expect(() => schemas.check('webhook-event-verification', sample.verification)).not.toThrow();
    expect(() => assertVerification(sample.verification, '')).not.toThrow();
    expect(await reasonOf(sample)).toBe('valid');
  });

  test.each(sample.changes)('a change is refused: %j', async (change) => {
    expect(await reasonOf(sample, change)).not.toBe('valid');
  });
});
