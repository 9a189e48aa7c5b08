import { checkSender } from './check.ts';
import { createHmac } from 'node:crypto';
import { sha256 } from '../../src/crypto/index.ts';
import { type SchemeName, type SignedRequest, type Verification } from '../../src/signatures/index.ts';
import { DELIVERIES, flips, requestOf, signedWith } from './deliveries.ts';
import { plainRequest } from './plain.ts';

const META: Verification = { type: 'meta', verify_token: 'x' };
const GRAPH: Verification = { type: 'microsoft_graph' };
const HMAC: Verification = {
  type: 'hmac',
  header: 'X-Signature',
  algorithm: 'sha256',
  encoding: 'hex',
  signed: '{body}',
};

function verificationOf(name: SchemeName): Verification {
  return name === 'meta' ? META : { type: name };
}

async function keyOf(verification: Verification, request: SignedRequest): Promise<string | null> {
  const checked = await checkSender(verification, request);
  if (!checked.valid) throw new Error(checked.reason);
  return checked.replay.key;
}

test.each(Object.keys(DELIVERIES) as SchemeName[])('%s is verified only by its own scheme', async (name) => {
  const verification = verificationOf(name);
  expect(await checkSender(verification, requestOf(name))).toMatchObject({
    valid: true,
    replay: {
      key: ['meta', 'github', 'shopify'].includes(name) ? null : expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
  const refused = await checkSender(verification, requestOf(name, { secrets: ['AAAA'] }));
  expect(refused).toEqual({ valid: false, reason: expect.stringMatching(/^No signature matches/) });
  for (const other of Object.keys(DELIVERIES) as SchemeName[])
    // Meta signs as GitHub does.
    if (other !== name && ![name, other].every((one) => one === 'meta' || one === 'github'))
      expect((await checkSender(verification, requestOf(other))).valid).toBe(false);
});

test('a signed id identifies a replay, whatever the body', async () => {
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const withId = (id: string, body: string) => {
    const signature = createHmac('sha256', key).update(`${id}.1614265330.${body}`).digest('base64');
    const { headers } = DELIVERIES.standard_webhooks;
    const changed = { ...headers, 'webhook-id': id, 'webhook-signature': `v1,${signature}` };
    return keyOf(
      { type: 'standard_webhooks' },
      requestOf('standard_webhooks', { headers: changed, body: Buffer.from(body) }),
    );
  };
  expect(await withId('a', 'one')).toBe(await withId('a', 'two'));
  expect(await withId('a', 'one')).not.toBe(await withId('b', 'one'));
});

test.each([
  ['github', 'x-github-delivery'],
  ['shopify', 'x-shopify-webhook-id'],
] as const)("%s's unsigned id identifies a replay only together with the body", async (type, name) => {
  const { headers, secret } = DELIVERIES[type];
  const withId = (id: string | undefined) =>
    keyOf({ type }, requestOf(type, { headers: { ...headers, [name]: id } }));
  expect(await withId('one')).toMatch(/^[0-9a-f]{64}$/);
  expect(await withId('one')).toBe(await withId('one'));
  expect(await withId('one')).not.toBe(await withId('another'));
  expect([await withId(undefined), await withId('')]).toEqual([null, null]);
  // Otherwise, a captured request could be sent under the ID of another event, to make that one a duplicate.
  const body = Buffer.from('another body');
  const hmac = createHmac('sha256', secret).update(body);
  const signature = type === 'github' ? `sha256=${hmac.digest('hex')}` : hmac.digest('base64');
  const header = type === 'github' ? 'x-hub-signature-256' : 'x-shopify-hmac-sha256';
  const other = requestOf(type, { headers: { ...headers, [header]: signature, [name]: 'one' }, body });
  expect(await keyOf({ type }, other)).not.toBe(await withId('one'));
});

test('an unsigned timestamp distinguishes events that are otherwise identical', async () => {
  const timestamp = { header: 'x-at', unit: 's', tolerance: 60 } as const;
  const at = (second: number) => {
    const { headers, ...request } = plainRequest({ now: 1_700_000_000_000 });
    return keyOf({ ...HMAC, timestamp }, { ...request, headers: { ...headers, 'x-at': String(second) } });
  };
  expect(await at(1_700_000_000)).toBe(await at(1_700_000_000));
  expect(await at(1_700_000_000)).not.toBe(await at(1_700_000_001));
});

test('with a signed timestamp, the same body at another time is another event', async () => {
  const at = (timestamp: string) => {
    const { secret, body } = DELIVERIES.zoom;
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
    const headers = { 'x-zm-request-timestamp': timestamp, 'x-zm-signature': `v0=${signature}` };
    return keyOf({ type: 'zoom' }, requestOf('zoom', { headers }));
  };
  expect(await at('1739923528')).toBe(await at('1739923528'));
  expect(await at('1739923528')).not.toBe(await at('1739923529'));
});

test('an event signed with two secrets is the same event, whichever signatures it has', async () => {
  const { body, digest, secret } = DELIVERIES.stripe;
  const second = createHmac('sha256', 'new').update('1492774577.').update(body).digest('hex');
  const keys = [`v1=${digest},v1=${second}`, `v1=${second},v1=${digest}`, `v1=${second}`, `v1=${digest}`].map(
    (signatures) =>
      keyOf(
        { type: 'stripe' },
        { ...signedWith('stripe', `t=1492774577,${signatures}`), secrets: ['new', secret] },
      ),
  );
  expect(new Set(await Promise.all(keys)).size).toBe(1);
});

describe('a custom sender', () => {
  const declared: Verification = {
    type: 'hmac',
    header: 'X-Acme-Signature',
    algorithm: 'sha512',
    encoding: 'base64',
    signed: '{method}|{id}|{timestamp}|{body}',
    separator: ';',
    element: 's',
    key: 'hex',
    key_prefix: 'k_',
    timestamp: { element: 't', unit: 'ms', tolerance: 60 },
    id_header: 'X-Acme-Id',
  };
  // Python 3: base64.b64encode(hmac.new(bytes.fromhex('00ff10'), b'POST|evt-1|1700000000000|{"a":1}', hashlib.sha512).digest())
  const signature =
    '5RzTSZIeW0p/ZBC3CGve2PktyzBOsRRWUpVJ33t2YSOTgEgBWpSiYsnslwlzTfdTpTRxCeu73nkQYJlQwjq/qQ==';
  const headers = { 'x-acme-signature': `t=1700000000000;s=${signature}`, 'x-acme-id': 'evt-1' };
  const request: SignedRequest = {
    headers,
    body: Buffer.from('{"a":1}'),
    method: 'POST',
    url: 'https://a.example/',
    secrets: ['k_00ff10'],
    now: 1_700_000_000_000,
  };
  const isValid = async (change: Partial<SignedRequest>) =>
    (await checkSender(declared, { ...request, ...change })).valid;

  test('is verified as declared, with header names in any case', async () => {
    expect(await keyOf(declared, request)).toBe(sha256('id evt-1'));
    const lower = { ...declared, header: 'x-acme-signature', id_header: 'x-ACME-id' };
    expect((await checkSender(lower, request)).valid).toBe(true);
    expect(await isValid({ secrets: ['00ff10'] })).toBe(true);
    expect(await isValid({ secrets: ['k_00ff11'] })).toBe(false);
    expect(await isValid({ method: 'PUT' })).toBe(false);
  });

  test('can send its timestamp in a separate header, named in any case', async () => {
    const inHeader = {
      ...declared,
      timestamp: { header: 'X-Acme-Time', unit: 'ms', tolerance: 60 },
    } as const;
    const withTime = { ...headers, 'x-acme-time': '1700000000000' };
    expect((await checkSender(inHeader, { ...request, headers: withTime })).valid).toBe(true);
    expect((await checkSender(inHeader, request)).valid).toBe(false);
  });

  test('any single bit flipped in the body, the signature, the id or the timestamp is refused', async () => {
    const texts = (text: string) =>
      [...flips(Buffer.from(text, 'latin1'))].map((it) => it.toString('latin1'));
    const changes = [
      ...[...flips(request.body)].map((body) => ({ body })),
      ...texts('evt-1').map((id) => ({ headers: { ...headers, 'x-acme-id': id } })),
      ...texts(headers['x-acme-signature']).map((header) => ({
        headers: { ...headers, 'x-acme-signature': header },
      })),
    ];
    const verdicts = await Promise.all(changes.map(isValid));
    expect(changes.filter((_, at) => verdicts[at])).toEqual([]);
  });

  test('sets its own tolerance', async () => {
    const at = (seconds: number) => isValid({ now: request.now + seconds * 1000 });
    expect(await Promise.all([59, -59, 61, -61].map(at))).toEqual([true, true, false, false]);
  });

  test('without a timestamp or an id is accepted at any time, and its body identifies no replay', async () => {
    const keys = [0, 86_400_000_000_000].map((now) => keyOf(HMAC, plainRequest({ now })));
    expect(await Promise.all(keys)).toEqual([null, null]);
  });

  test('is deduplicated by its id, signed or not, whatever the timestamp', async () => {
    const body = Buffer.from('{}');
    const declaredBy = (signed: string): Verification => ({
      ...HMAC,
      signed,
      id_header: 'x-id',
      timestamp: { header: 'x-at', unit: 's', tolerance: 60 },
    });
    const sent = (signed: string, id: string, at: string) => {
      const text = signed.replace('{id}', id).replace('{timestamp}', at).replace('{body}', '{}');
      const hex = createHmac('sha256', 'key').update(text).digest('hex');
      const headers = { 'x-signature': hex, 'x-id': id, 'x-at': at };
      return keyOf(declaredBy(signed), plainRequest({ body, headers, now: 1_700_000_000_000 }));
    };
    for (const signed of ['{id}.{timestamp}.{body}', '{timestamp}.{body}', '{body}']) {
      expect(await sent(signed, 'a', '1700000000')).toBe(await sent(signed, 'a', '1700000001'));
      expect(await sent(signed, 'a', '1700000000')).not.toBe(await sent(signed, 'b', '1700000000'));
    }
  });
});

describe('the timestamp of a signature', () => {
  test.each(['standard_webhooks', 'stripe', 'slack', 'hubspot_v3', 'zoom'] as const)(
    '%s: 299 s off is accepted, 301 s off is refused',
    async (name) => {
      const { sent } = DELIVERIES[name];
      const at = async (seconds: number) =>
        (await checkSender({ type: name }, requestOf(name, { now: sent + seconds * 1000 }))).valid;
      expect(await Promise.all([299, -299, 301, -301].map(at))).toEqual([true, true, false, false]);
    },
  );
});

test('nothing identifies a replay from Microsoft Graph, because its notifications can be identical', async () => {
  const body = Buffer.from('{"value":[{"clientState":"s"}]}');
  expect(await keyOf(GRAPH, plainRequest({ body, secrets: ['s'], headers: {} }))).toBeNull();
});
