import { SCHEMES, verify, type SchemeName } from '../../src/signatures/index.ts';
import { DELIVERIES, requestOf, signedWith } from './deliveries.ts';
import { PLAIN, plainRequest, reasonOf } from './plain.ts';

const GITHUB = DELIVERIES.github.headers['x-hub-signature-256']!;
const SHOPIFY = DELIVERIES.shopify.headers['x-shopify-hmac-sha256']!;
const STANDARD = DELIVERIES.standard_webhooks.headers['webhook-signature']!;
const STRIPE = `v1=${DELIVERIES.stripe.digest}`;
const WRONG = '0'.repeat(64);

describe('the header of the signature', () => {
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
  const githubDigest = DELIVERIES.github.digest;
  const shopifyDigest = DELIVERIES.shopify.digest;

  test.each<[string, SchemeName, string | string[]]>([
    ['empty', 'github', ''],
    ['its prefix alone', 'github', 'sha256='],
    ['without its prefix', 'github', githubDigest],
    ['its prefix in capitals', 'github', `SHA256=${githubDigest}`],
    ['its prefix twice', 'github', `sha256=${GITHUB}`],
    ['cut short', 'github', GITHUB.slice(0, -1)],
    ['cut short by a byte', 'github', GITHUB.slice(0, -2)],
    ['one byte longer', 'github', `${GITHUB}00`],
    ['base64 in the place of hex', 'github', `sha256=${base64(githubDigest)}`],
    ['a letter that is not hex', 'github', `${GITHUB.slice(0, -1)}g`],
    ['a space before it', 'github', ` ${GITHUB}`],
    ['a space behind it', 'github', `${GITHUB} `],
    ['a space behind the prefix', 'github', `sha256= ${githubDigest}`],
    ['a line break behind it', 'github', `${GITHUB}\n`],
    ['twice, as node joins it', 'github', `${GITHUB}, ${GITHUB}`],
    ['twice, as a list', 'github', [GITHUB, GITHUB]],
    ['an empty list', 'github', []],

    ['empty', 'shopify', ''],
    ['hex in the place of base64', 'shopify', shopifyDigest],
    ['base64url', 'shopify', SHOPIFY.replaceAll('+', '-').replaceAll('/', '_')],
    ['unpadded', 'shopify', SHOPIFY.replace('=', '')],
    ['padded twice', 'shopify', `${SHOPIFY}=`],
    ['bits left over that are not zero', 'shopify', SHOPIFY.replace('U=', 'V=')],
    ['a space before it', 'shopify', ` ${SHOPIFY}`],
    ['a space behind it', 'shopify', `${SHOPIFY} `],
    ['a line break within', 'shopify', `${SHOPIFY.slice(0, 20)}\n${SHOPIFY.slice(20)}`],
    ['cut short', 'shopify', base64(shopifyDigest.slice(0, -2))],
    ['one byte longer', 'shopify', base64(`${shopifyDigest}00`)],
    ['twice, as node joins it', 'shopify', `${SHOPIFY}, ${SHOPIFY}`],

    ['empty', 'standard_webhooks', ''],
    ['two spaces between signatures', 'standard_webhooks', `${STANDARD}  ${STANDARD}`],
    ['a space before them', 'standard_webhooks', ` ${STANDARD}`],
    ['a space behind them', 'standard_webhooks', `${STANDARD} `],
    ['twice, as node joins it', 'standard_webhooks', `${STANDARD}, ${STANDARD}`],
    ['twice, the first of another kind', 'standard_webhooks', `v2,AAAA, ${STANDARD}`],
    ['one that cannot be read beside the right one', 'standard_webhooks', `v1,AAAA ${STANDARD}`],

    ['no elements', 'stripe', DELIVERIES.stripe.digest],
    ['no timestamp', 'stripe', STRIPE],
    ['no signature', 'stripe', 't=1492774577'],
    ['an empty signature', 'stripe', 't=1492774577,v1='],
    ['two timestamps', 'stripe', `t=1492774577,t=1492774577,${STRIPE}`],
    ['the name of the timestamp in capitals', 'stripe', `T=1492774577,${STRIPE}`],
    ['a signature of the older kind alone', 'stripe', `t=1492774577,${STRIPE.replace('v1', 'v0')}`],
    ['a space between elements', 'stripe', `t=1492774577, ${STRIPE}`],
    ['an empty element', 'stripe', `t=1492774577,,${STRIPE}`],
    ['a comma at the end', 'stripe', `t=1492774577,${STRIPE},`],
  ])('%s (%s) is refused', (_what, name, header) => {
    expect(header).not.toBe(DELIVERIES[name].headers[SCHEMES[name].header]);
    expect(verify(SCHEMES[name], signedWith(name, header)).valid).toBe(false);
  });

  test.each(Object.keys(SCHEMES) as SchemeName[])('of %s: each header it needs is missed', (name) => {
    for (const header of Object.keys(DELIVERIES[name].headers)) {
      for (const value of [undefined, '']) {
        const headers = { ...DELIVERIES[name].headers, [header]: value };
        const reason = reasonOf(SCHEMES[name], requestOf(name, { headers }));
        expect(reason).toBe(`The header ${header} is missing or empty.`);
      }
    }
  });

  test('hex may be in capitals, and is the same signature then', () => {
    const request = signedWith('github', `sha256=${githubDigest.toUpperCase()}`);
    expect(verify(SCHEMES.github, request)).toEqual(verify(SCHEMES.github, requestOf('github')));
    expect(verify(SCHEMES.github, request).valid).toBe(true);
  });

  test('a name that every object has is no header', () => {
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
  ])('one right among them will do (%s)', (name, header) => {
    const verdict = verify(SCHEMES[name], signedWith(name, header));
    expect(verdict.valid).toBe(true);
    expect(verdict).toEqual(verify(SCHEMES[name], requestOf(name)));
  });

  test('none right is refused', () => {
    expect(
      verify(SCHEMES.standard_webhooks, signedWith('standard_webhooks', `${zeros} ${zeros}`)).valid,
    ).toBe(false);
  });

  test('twenty are looked at, and more are refused', () => {
    const reasonWith = (wrong: number) => {
      const header = ['t=1492774577', ...Array<string>(wrong).fill(`v1=${WRONG}`), STRIPE].join(',');
      return reasonOf(SCHEMES.stripe, signedWith('stripe', header));
    };
    expect(reasonWith(19)).toBe('valid');
    expect(reasonWith(20)).toBe('The header stripe-signature contains more than 20 signatures.');
  });

  test('where one is meant, two are refused', () => {
    const [right] = Object.values(plainRequest().headers) as [string];
    for (const separator of [' ', ',', ';'])
      expect(
        verify(PLAIN, plainRequest({ headers: { 'x-signature': right + separator + right } })).valid,
      ).toBe(false);
  });

  test('a comma and a space part them only where the scheme says so', () => {
    const [right] = Object.values(plainRequest().headers) as [string];
    const request = plainRequest({ headers: { 'x-signature': `${WRONG}, ${right}` } });
    expect(verify({ ...PLAIN, separator: ', ' }, request).valid).toBe(true);
    expect(verify({ ...PLAIN, separator: ',' }, request).valid).toBe(false);
  });
});
