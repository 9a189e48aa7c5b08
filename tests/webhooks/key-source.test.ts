import { generateKeyPairSync } from 'node:crypto';
import { exportJWK } from 'jose';
import { createOutbound, type Outbound } from '../../src/http/index.ts';
import { createKeySource } from '../../src/webhooks/receiving/key-source.ts';
import { startThirdParty, type ThirdParty } from '../credentials/config-services/third-party.ts';
import { selfSigned } from '../support/self-signed.ts';

const MINUTE = 60_000;
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let sender: ThirdParty;
let outbound: Outbound;
beforeEach(async () => {
  sender = await startThirdParty();
  outbound = createOutbound({ allow: ['127.0.0.1'], proxy: undefined, timeout: 10_000 });
  sender.answers.set('/keys', { body: { keys: [{ ...(await exportJWK(publicKey)), kid: 'a' }] } });
});
afterEach(async () => {
  await outbound.close();
  await sender.stop();
});

/** A source with a clock that the test sets. */
function source() {
  const clock = { now: 1_000_000 };
  const keysFor = createKeySource({ outbound, clock: () => clock.now });
  return { clock, keysFor, keys: keysFor('tenant') };
}
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => 'fetched',
    (error: Error) => `${error.name}: ${error.message}`,
  );

test('a key set is requested once for many events, and again after ten minutes', async () => {
  const { clock, keys } = source();
  const sets = await Promise.all([1, 2, 3].map(() => keys.keySet(sender.url('/keys'))));
  expect(new Set(sets).size).toBe(1);
  clock.now += 10 * MINUTE - 1;
  await keys.keySet(sender.url('/keys'));
  expect(sender.requests).toHaveLength(1);
  clock.now += 1;
  await keys.keySet(sender.url('/keys'));
  expect(sender.requests).toHaveLength(2);
});

test('a missing key makes it be requested again, at most once a minute', async () => {
  const { clock, keys } = source();
  const url = sender.url('/keys');
  await keys.keySet(url);
  for (let n = 0; n < 5; n += 1) await keys.keySet(url, true);
  expect(sender.requests).toHaveLength(1);
  clock.now += MINUTE;
  await Promise.all([keys.keySet(url, true), keys.keySet(url, true), keys.keySet(url, true)]);
  expect(sender.requests).toHaveLength(2);
});

test('a sender that cannot be reached is asked once a minute, and its last keys are used for an hour', async () => {
  const { clock, keys } = source();
  const url = sender.url('/keys');
  const known = await keys.keySet(url);
  sender.answers.set('/keys', { status: 500 });
  clock.now += 30 * MINUTE;
  expect(await keys.keySet(url)).toBe(known);
  expect(await keys.keySet(url)).toBe(known);
  expect(sender.requests).toHaveLength(2);
  clock.now += 30 * MINUTE;
  expect(await reasonOf(keys.keySet(url))).toBe(
    `VerificationError: ${sender.host} responded with status 500.`,
  );
});

test('the refreshes of one tenant do not hold up those of another', async () => {
  const { keysFor } = source();
  const url = sender.url('/keys');
  await keysFor('one').keySet(url);
  await keysFor('other').keySet(url);
  expect(sender.requests).toHaveLength(2);
});

test.each<[string, object]>([
  ['not JSON', { body: '<html>' }],
  ['no key set', { body: { keys: 'none' } }],
  ['too many keys', { body: { keys: Array<object>(51).fill({ kty: 'EC' }) } }],
  ['too large', { body: { keys: [], more: 'x'.repeat(131_072) } }],
  ['a redirect', { status: 302, headers: { location: '/keys' } }],
])('%s is refused', async (_what, answer) => {
  sender.answers.set('/wrong', answer);
  expect(await reasonOf(source().keys.keySet(sender.url('/wrong')))).toMatch(/^VerificationError: /);
});

test('a host that the server may not call is not called', async () => {
  const guarded = createOutbound({ allow: [], proxy: undefined, timeout: 1000 });
  const keys = createKeySource({ outbound: guarded, clock: Date.now })('tenant');
  expect(await reasonOf(keys.keySet(sender.url('/keys')))).toMatch(/^VerificationError: The keys at /);
  expect(sender.requests).toHaveLength(0);
  await guarded.close();
});

test('a certificate is requested once, and only ten new ones a minute, because a request names its URL', async () => {
  const { clock, keys, keysFor } = source();
  for (let n = 0; n < 12; n += 1) sender.answers.set(`/${n}`, { body: selfSigned().cert });
  for (let n = 0; n < 10; n += 1) await keys.certificate(sender.url(`/${n}`));
  expect(await reasonOf(keys.certificate(sender.url('/10')))).toMatch(/Too many URLs/);
  expect(await reasonOf(keysFor('other').certificate(sender.url('/10')))).toBe('fetched');
  await keys.certificate(sender.url('/0'));
  expect(sender.requests).toHaveLength(11);
  clock.now += MINUTE;
  expect(await reasonOf(keys.certificate(sender.url('/10')))).toBe('fetched');
});

test('a URL that returned no certificate counts again whenever it is requested', async () => {
  const { clock, keys } = source();
  const ask = (from: number, to: number) =>
    Promise.all(
      Array.from({ length: to - from }, (_, n) => reasonOf(keys.certificate(sender.url(`/${from + n}`)))),
    );
  await ask(0, 10);
  clock.now += MINUTE;
  // These ten use up the minute, so that the number of URLs which a flood has named does not matter.
  await ask(0, 10);
  expect(new Set(await ask(10, 20))).toEqual(
    new Set(['VerificationError: Too many URLs of keys were requested. Send the request again in a minute.']),
  );
  expect(sender.requests).toHaveLength(20);
});

test('a flood of URLs does not keep a certificate that is in use from being requested again', async () => {
  const { clock, keys } = source();
  sender.answers.set('/used', { body: selfSigned().cert });
  const used = () => reasonOf(keys.certificate(sender.url('/used')));
  await used();
  clock.now += 11 * MINUTE;
  for (let n = 0; n < 12; n += 1) await reasonOf(keys.certificate(sender.url(`/${n}`)));
  expect(await used()).toBe('fetched');
  expect(sender.requests.filter(({ path }) => path === '/used')).toHaveLength(2);
});
