import { SCHEMES, verify, type SchemeName } from '../../src/signatures/index.ts';
import { DELIVERIES, requestOf, signedWith } from './deliveries.ts';
import { PLAIN, plainRequest, reasonOf } from './plain.ts';

const GITHUB = DELIVERIES.github.headers['x-hub-signature-256']!;
const SHOPIFY = DELIVERIES.shopify.headers['x-shopify-hmac-sha256']!;
const STANDARD = DELIVERIES.standard_webhooks.headers['webhook-signature']!;
const STRIPE = `v1=${DELIVERIES.stripe.digest}`;
const WRONG = '0'.repeat(64);

describe('the signature header', () => {
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
  const githubDigest = DELIVERIES.github.digest;
  const shopifyDigest = DELIVERIES.shopify.digest;

  test.each<[string, SchemeName, string | string[]]>([
    ['empty', 'github', ''],
    ['only its prefix', 'github', 'sha256='],
    ['without its prefix', 'github', githubDigest],
    ['an uppercase prefix', 'github', `SHA256=${githubDigest}`],
    ['its prefix twice', 'github', `sha256=${GITHUB}`],
    ['truncated by half a byte', 'github', GITHUB.slice(0, -1)],
    ['truncated by a byte', 'github', GITHUB.slice(0, -2)],
    ['one byte longer', 'github', `${GITHUB}00`],
    ['base64 instead of hex', 'github', `sha256=${base64(githubDigest)}`],
    ['a letter that is not hex', 'github', `${GITHUB.slice(0, -1)}g`],
    ['a space before it', 'github', ` ${GITHUB}`],
    ['a space after it', 'github', `${GITHUB} `],
    ['a space after the prefix', 'github', `sha256= ${githubDigest}`],
    ['a line break after it', 'github', `${GITHUB}\n`],
    ['twice, as Node joins it', 'github', `${GITHUB}, ${GITHUB}`],
    ['twice, as a list', 'github', [GITHUB, GITHUB]],
    ['an empty list', 'github', []],

    ['empty', 'shopify', ''],
    ['hex instead of base64', 'shopify', shopifyDigest],
    ['base64url', 'shopify', SHOPIFY.replaceAll('+', '-').replaceAll('/', '_')],
    ['unpadded', 'shopify', SHOPIFY.replace('=', '')],
    ['padded twice', 'shopify', `${SHOPIFY}=`],
    ['nonzero trailing bits', 'shopify', SHOPIFY.replace('U=', 'V=')],
    ['a space before it', 'shopify', ` ${SHOPIFY}`],
    ['a space after it', 'shopify', `${SHOPIFY} `],
    ['a line break inside', 'shopify', `${SHOPIFY.slice(0, 20)}\n${SHOPIFY.slice(20)}`],
    ['truncated by a byte', 'shopify', base64(shopifyDigest.slice(0, -2))],
    ['one byte longer', 'shopify', base64(`${shopifyDigest}00`)],
    ['twice, as Node joins it', 'shopify', `${SHOPIFY}, ${SHOPIFY}`],

    ['empty', 'standard_webhooks', ''],
    ['two spaces between signatures', 'standard_webhooks', `${STANDARD}  ${STANDARD}`],
    ['a space before them', 'standard_webhooks', ` ${STANDARD}`],
    ['a space after them', 'standard_webhooks', `${STANDARD} `],
    ['twice, as Node joins it', 'standard_webhooks', `${STANDARD}, ${STANDARD}`],
    ['twice, the first of another version', 'standard_webhooks', `v2,AAAA, ${STANDARD}`],
    ['an invalid one next to the right one', 'standard_webhooks', `v1,AAAA ${STANDARD}`],

    ['no elements', 'stripe', DELIVERIES.stripe.digest],
    ['no timestamp', 'stripe', STRIPE],
    ['no signature', 'stripe', 't=1492774577'],
    ['an empty signature', 'stripe', 't=1492774577,v1='],
    ['two timestamps', 'stripe', `t=1492774577,t=1492774577,${STRIPE}`],
    ['an uppercase timestamp name', 'stripe', `T=1492774577,${STRIPE}`],
    ['only a signature of an older version', 'stripe', `t=1492774577,${STRIPE.replace('v1', 'v0')}`],
    ['a space between elements', 'stripe', `t=1492774577, ${STRIPE}`],
    ['an empty element', 'stripe', `t=1492774577,,${STRIPE}`],
    ['a comma at the end', 'stripe', `t=1492774577,${STRIPE},`],
  ])('%s (%s) is refused', (_what, name, header) => {
    expect(header).not.toBe(DELIVERIES[name].headers[SCHEMES[name].header]);
    expect(verify(SCHEMES[name], signedWith(name, header)).valid).toBe(false);
  });

  test.each(Object.keys(SCHEMES) as SchemeName[])('%s: a missing header is reported by name', (name) => {
    for (const header of Object.keys(DELIVERIES[name].headers)) {
      for (const value of [undefined, '']) {
        const headers = { ...DELIVERIES[name].headers, [header]: value };
        const reason = reasonOf(SCHEMES[name], requestOf(name, { headers }));
        expect(reason).toBe(`The header ${header} is missing or empty.`);
      }
    }
  });

  test('uppercase hex is the same signature', () => {
    const request = signedWith('github', `sha256=${githubDigest.toUpperCase()}`);
    expect(verify(SCHEMES.github, request)).toEqual(verify(SCHEMES.github, requestOf('github')));
    expect(verify(SCHEMES.github, request).valid).toBe(true);
  });

  test('the name of a built-in property is not a header', () => {
    expect(reasonOf({ ...PLAIN, header: 'constructor' }, plainRequest())).toBe(
      'The header constructor is missing or empty.',
    );
  });
});

describe('several signatures', () => {
  const zeros = `v1,${Buffer.alloc(32).toString('base64')}`;

  test.each<[SchemeName, string]>([
    ['standard_webhooks', `${STANDARD} ${zeros}`],
    ['standard_webhooks', `${zeros} ${STANDARD}`],
    ['stripe', `t=1492774577,${STRIPE},v1=${WRONG}`],
    ['stripe', `t=1492774577,v1=${WRONG},${STRIPE}`],
    ['stripe', `v1=${WRONG},${STRIPE},t=1492774577`],
  ])('are valid if one of them is (%s)', (name, header) => {
    const verdict = verify(SCHEMES[name], signedWith(name, header));
    expect(verdict.valid).toBe(true);
    expect(verdict).toEqual(verify(SCHEMES[name], requestOf(name)));
  });

  test('are refused if none is valid', () => {
    expect(
      verify(SCHEMES.standard_webhooks, signedWith('standard_webhooks', `${zeros} ${zeros}`)).valid,
    ).toBe(false);
  });

  test('are refused if there are more than twenty', () => {
    const reasonWith = (wrong: number) => {
      const header = ['t=1492774577', ...Array<string>(wrong).fill(`v1=${WRONG}`), STRIPE].join(',');
      return reasonOf(SCHEMES.stripe, signedWith('stripe', header));
    };
    expect(reasonWith(19)).toBe('valid');
    expect(reasonWith(20)).toBe('The header stripe-signature contains more than 20 signatures.');
  });

  test('are refused if the scheme allows only one', () => {
    const [right] = Object.values(plainRequest().headers) as [string];
    for (const separator of [' ', ',', ';'])
      expect(
        verify(PLAIN, plainRequest({ headers: { 'x-signature': right + separator + right } })).valid,
      ).toBe(false);
  });

  test('are separated by a comma and a space only if the scheme says so', () => {
    const [right] = Object.values(plainRequest().headers) as [string];
    const request = plainRequest({ headers: { 'x-signature': `${WRONG}, ${right}` } });
    expect(verify({ ...PLAIN, separator: ', ' }, request).valid).toBe(true);
    expect(verify({ ...PLAIN, separator: ',' }, request).valid).toBe(false);
  });
});
