import { checkSender } from './check.ts';
import { withoutClientState } from '../../src/signatures/index.ts';
import { flips } from './deliveries.ts';
import { plainRequest } from './plain.ts';

const SECRET = 'secretClientValue';

// Based on the example in learn.microsoft.com/graph/change-notifications-delivery-webhooks.
const NOTIFICATION = {
  id: 'lsgTZMr9KwAAA',
  subscriptionId: '9bc8cb2a-d5ba-4d0d-a3c4-ee5b3b4d2b0c',
  clientState: SECRET,
  changeType: 'created',
  resource: 'Users/0/messages/1',
};

async function reasonOf(body: unknown, secrets = [SECRET]): Promise<string> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const verdict = await checkSender(
    { type: 'microsoft_graph' },
    plainRequest({ body: bytes, secrets, headers: {} }),
  );
  return verdict.valid ? 'valid' : verdict.reason;
}

const WITHOUT = 'A notification has no clientState, or its clientState does not match the secret.';
const NO_BATCH = 'The body is not a JSON object with notifications in "value".';

test('notifications that all carry the secret are valid', async () => {
  expect(await reasonOf({ value: [NOTIFICATION] })).toBe('valid');
  expect(await reasonOf({ value: [NOTIFICATION, NOTIFICATION], validationTokens: [] })).toBe('valid');
});

test('each notification can carry either of the secrets in use', async () => {
  const value = [NOTIFICATION, { ...NOTIFICATION, clientState: 'new' }];
  expect(await reasonOf({ value }, ['new', SECRET])).toBe('valid');
  expect(await reasonOf({ value }, ['new'])).toBe(WITHOUT);
  expect(await reasonOf({ value })).toBe(WITHOUT);
});

test('one notification without the secret makes all of them invalid', async () => {
  const others = [
    { ...NOTIFICATION, clientState: undefined },
    { ...NOTIFICATION, clientState: null },
    { ...NOTIFICATION, clientState: '' },
    { ...NOTIFICATION, clientState: [SECRET] },
    { ...NOTIFICATION, clientState: `${SECRET} ` },
    { ...NOTIFICATION, clientState: SECRET.toLowerCase() },
    { ...NOTIFICATION, clientState: SECRET.slice(0, -1) },
    { ...NOTIFICATION, clientstate: SECRET, clientState: undefined },
    null,
    SECRET,
    [],
  ];
  for (const other of others) {
    expect(await reasonOf({ value: [NOTIFICATION, other] })).toBe(WITHOUT);
    expect(await reasonOf({ value: [other, NOTIFICATION] })).toBe(WITHOUT);
  }
});

test('any single bit flipped in the clientState is refused', async () => {
  const body = Buffer.from(JSON.stringify({ value: [NOTIFICATION] }));
  const at = body.indexOf(SECRET);
  const reasons = [...flips(body.subarray(at, at + SECRET.length))].map((changed) =>
    reasonOf(Buffer.concat([body.subarray(0, at), changed, body.subarray(at + SECRET.length)])),
  );
  expect(await Promise.all(reasons)).not.toContain('valid');
});

test('up to a thousand notifications are valid, but more or none are refused', async () => {
  const many = (count: number) => ({ value: Array<unknown>(count).fill(NOTIFICATION) });
  expect(await reasonOf(many(1000))).toBe('valid');
  expect(await reasonOf(many(1001))).toBe('The body has more than 1000 notifications.');
  expect(await reasonOf(many(0))).toBe(NO_BATCH);
});

test.each<[string, Buffer]>([
  ['empty', Buffer.alloc(0)],
  ['not JSON', Buffer.from('{"value":[')],
  ['not an object', Buffer.from(JSON.stringify([NOTIFICATION]))],
  ['an object whose value is not an array', Buffer.from(JSON.stringify({ value: NOTIFICATION }))],
  ['an object with __proto__.value', Buffer.from(`{"__proto__":{"value":[{"clientState":"${SECRET}"}]}}`)],
  ['not UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')])],
  ['deeply nested', Buffer.from(`{"value":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`)],
])('a body that is %s is refused', async (_what, body) => {
  expect(await reasonOf(body)).toBe(NO_BATCH);
});

test('without a secret, or with an empty one, no notification is valid', async () => {
  expect(await reasonOf({ value: [{ clientState: '' }] }, [])).not.toBe('valid');
  expect(await reasonOf({ value: [{ clientState: '' }] }, [''])).toBe('A secret is empty.');
});

test('the body is stored without the secret and the tokens', () => {
  const kept = withoutClientState(
    Buffer.from(JSON.stringify({ value: [NOTIFICATION], validationTokens: ['a'] })),
  );
  const { clientState: _secret, ...rest } = NOTIFICATION;
  expect(JSON.parse(kept.toString())).toEqual({ value: [rest] });
});

test.each([
  [
    '{"value": [ {"n": 1e400, "clientState":"s", "id": 12345678901234567890} ] }',
    '{"value": [ {"n": 1e400,"id": 12345678901234567890} ] }',
  ],
  [
    '{"value":[{"client\\u0053tate":"s"},{"a":{"clientState":"not one"},"clientState":"s"}]}',
    '{"value":[{},{"a":{"clientState":"not one"}}]}',
  ],
  [
    '{"value":[{"clientState":"first","clientState":"s"}],"a":[{"clientState":"b"}]}',
    '{"value":[{}],"a":[{"clientState":"b"}]}',
  ],
  [
    '{"validationTokens":["a"],"value":[{"id":1e400,"clientState":"s"}],"validationTokens":["b"]}',
    '{"value":[{"id":1e400}]}',
  ],
  ['{"value":[{"clientState":"s"}],"value":[{"clientState":"s","b":1}]}', '{"value":[{}],"value":[{"b":1}]}'],
])('the rest of the body is unchanged: %s', (body, kept) => {
  expect(withoutClientState(Buffer.from(body)).toString()).toBe(kept);
});
