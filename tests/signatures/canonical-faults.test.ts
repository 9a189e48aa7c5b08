import { createHmac } from 'node:crypto';
import { assertVerification, type Verification } from '../../src/signatures/index.ts';
import { checkSender } from './check.ts';
import { plainRequest } from './plain.ts';

const BODY = '{"type":"order.paid"}';
const SECONDS = '1700000000';
const SECRET = 'what the sender signs with';
const HMAC = { type: 'hmac', algorithm: 'sha256', encoding: 'hex' } as const;

const hmac = (text: string) => createHmac('sha256', SECRET).update(text);

async function reasonOf(verification: Verification, headers: Record<string, string>): Promise<string> {
  const now = Number(SECONDS) * 1000;
  const request = plainRequest({ headers, body: Buffer.from(BODY), secrets: [SECRET], now });
  const checked = await checkSender(verification, request);
  return checked.valid ? 'valid' : checked.reason;
}

test('a listed header cannot move text from one value to another', async () => {
  const list = 'x-a,x-b,x-list';
  const verification: Verification = { ...HMAC, header: 'x-signature', signed: '{headers:x-list}\n{body}' };
  const signature = hmac(`x-a:1;x-b:2;x-b:3;x-list:${list}\n${BODY}`).digest('hex');
  const headers = (a: string, b: string) => ({
    'x-a': a,
    'x-b': b,
    'x-list': list,
    'x-signature': signature,
  });
  for (const moved of [headers('1', '2;x-b:3'), headers('1;x-b:2', '3')])
    expect(await reasonOf(verification, moved)).toMatch(/contains the name of another signed header/);
});

test.each(['x-at,x-id', 'x-list,x-id', 'x-list,x-at', 'x-list,x-at,x-id,x-id'])(
  'a valid signature over only %s is refused',
  async (list) => {
    const verification: Verification = {
      ...HMAC,
      header: 'x-signature',
      signed: '{headers:x-list}\n{body}',
      timestamp: { header: 'x-at', unit: 's', tolerance: 60 },
      id_header: 'x-id',
    };
    const sent: Record<string, string> = { 'x-at': SECONDS, 'x-id': 'a', 'x-list': list };
    const content = (names: string) =>
      names
        .split(',')
        .toSorted()
        .map((name) => `${name}:${sent[name]}`)
        .join(';');
    const signed = (names: string) => {
      const signature = hmac(`${content(names)}\n${BODY}`).digest('hex');
      return { ...sent, 'x-list': names, 'x-signature': signature };
    };
    expect(await reasonOf(verification, signed(list))).toMatch(/does not name|repeats one/);
    sent['x-list'] = 'x-id,x-list,x-at';
    expect(await reasonOf(verification, signed('x-id,x-list,x-at'))).toBe('valid');
  },
);

test.each<[string, object, RegExp]>([
  ['the body and its hash', { signed: '{body}{body:sha256:hex}' }, /\{body\} only once/],
  ['an unknown hash', { signed: '{body:md5:hex}' }, /is not a placeholder/],
  ['the query next to the body', { signed: '{query}{body}' }, /\{query\} next to another/],
  ['only the path', { signed: '{path}', body_signed: false }, /differs in each request/],
  [
    'the signature in the signed query',
    { query: 's', header: undefined, signed: '{url}{body}' },
    /leave it out/,
  ],
  ['two places', { query: 's', signed: '{body}' }, /exactly one of header, pointer, field and query/],
])('%s is refused', (_what, change, reason) => {
  const declared = JSON.parse(JSON.stringify({ ...HMAC, header: 'x-signature', ...change })) as Verification;
  expect(() => assertVerification(declared, '')).toThrow(reason);
});
