import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { exportJWK, SignJWT } from 'jose';
import { createOutbound, type Outbound } from '../../src/http/index.ts';
import type { JwtVerification } from '../../src/schema/index.ts';
import { checkSender } from '../../src/signatures/index.ts';
import { createKeySource } from '../../src/webhooks/receiving/key-source.ts';

const MINUTE = 60_000;
const START = 1_700_000_000_000;
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [OLD, NEW] = [pair(), pair()];

/** The sender, which publishes its keys over HTTP. */
let server: Server;
let outbound: Outbound;
let paths: string[];
/** Called for each request for the keys. */
let answering: (response: ServerResponse) => void;
let host: string;
beforeEach(async () => {
  paths = [];
  server = createServer((request, response) => {
    paths.push(request.url!);
    answering(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  outbound = createOutbound({ allow: ['127.0.0.1'], proxy: undefined, timeout: 10_000 });
});
afterEach(async () => {
  await outbound.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

interface Published {
  key: KeyObject;
  kid?: string;
}

async function publish(...keys: Published[]): Promise<void> {
  const set = await Promise.all(
    keys.map(async ({ key, kid }) => ({ ...(await exportJWK(key)), alg: 'ES256', ...(kid && { kid }) })),
  );
  answering = (response) => response.end(JSON.stringify({ keys: set }));
}

/** A webhook that verifies JWTs with the published keys, and a clock that the test sets. */
function receiver(by = outbound, jwks_url = `http://${host}/keys`) {
  const clock = { now: START };
  const keys = createKeySource({ outbound: by, clock: () => clock.now })('tenant');
  const verification: JwtVerification = { type: 'jwt', algorithms: ['ES256'], jwks_url };
  const receive = async (key: KeyObject, header: object = {}) => {
    const token = await new SignJWT({ exp: START / 1000 + 86_400 })
      .setProtectedHeader({ alg: 'ES256', ...header })
      .sign(key);
    const request = {
      headers: { authorization: `Bearer ${token}` },
      body: Buffer.from('{}'),
      method: 'POST',
      url: 'https://a.example/',
      secrets: [],
      now: clock.now,
    };
    const checked = await checkSender(verification, request, keys);
    return checked.valid ? 'accepted' : checked.reason;
  };
  return { clock, receive };
}

test.each([
  ['with IDs', { kid: 'old' }, { kid: 'new' }],
  ['without IDs', {}, {}],
  ['with the same ID', { kid: 'same' }, { kid: 'same' }],
])('keys %s that the sender rotates are followed within a minute', async (_, old, next) => {
  await publish({ key: OLD.publicKey, ...old });
  const { clock, receive } = receiver();
  expect(await receive(OLD.privateKey, old)).toBe('accepted');
  await publish({ key: NEW.publicKey, ...next });
  expect(await receive(NEW.privateKey, next)).not.toBe('accepted');
  clock.now += MINUTE;
  const all = await Promise.all([1, 2, 3, 4].map(() => receive(NEW.privateKey, next)));
  expect(all).toEqual(Array(4).fill('accepted'));
  // The old key is not accepted any more.
  expect(await receive(OLD.privateKey, old)).not.toBe('accepted');
  expect(paths).toEqual(['/keys', '/keys']);
});

test('while a sender publishes both keys, both are accepted, and one that it withdraws for ten minutes', async () => {
  await publish({ key: OLD.publicKey, kid: 'old' }, { key: NEW.publicKey, kid: 'new' });
  const { clock, receive } = receiver();
  const both = () =>
    Promise.all([receive(OLD.privateKey, { kid: 'old' }), receive(NEW.privateKey, { kid: 'new' })]);
  expect(await both()).toEqual(['accepted', 'accepted']);
  await publish({ key: NEW.publicKey, kid: 'new' });
  clock.now += 10 * MINUTE - 1;
  expect(await both()).toEqual(['accepted', 'accepted']);
  clock.now += 1;
  expect(await both()).toEqual([expect.stringMatching(/does not publish/), 'accepted']);
  await publish();
  clock.now += 10 * MINUTE;
  expect(await both()).toEqual(Array(2).fill(expect.stringMatching(/does not publish/)));
});

test('requests that arrive while keys are being fetched wait for the one fetch, and get its keys', async () => {
  await publish({ key: OLD.publicKey, kid: 'old' });
  const { clock, receive } = receiver();
  await receive(OLD.privateKey, { kid: 'old' });
  await publish({ key: NEW.publicKey, kid: 'new' });
  const publishNew = answering;
  const held = new Promise<ServerResponse>((resolve) => (answering = resolve));
  clock.now += MINUTE;
  const waiting = Array.from({ length: 20 }, () => receive(NEW.privateKey, { kid: 'new' }));
  const response = await held;
  // Meanwhile, the keys that are known still work.
  expect(await receive(OLD.privateKey, { kid: 'old' })).toBe('accepted');
  publishNew(response);
  expect(await Promise.all(waiting)).toEqual(Array(20).fill('accepted'));
  expect(paths).toHaveLength(2);
});

const BOMB = gzipSync(Buffer.alloc(20_000_000));

test.each<[string, (response: ServerResponse) => void, RegExp]>([
  [
    'a gzip bomb',
    (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB),
    /larger than/,
  ],
  [
    'an endless response',
    (response) => {
      const write = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    },
    /larger than/,
  ],
  ['a response that never ends', (response) => void response.write('{'), /in time|within|seconds/],
  [
    'a redirect',
    (response) => response.writeHead(302, { location: `http://${host}/elsewhere` }).end(),
    /responded with status 302/,
  ],
  [
    'keys that are nested too deeply',
    (response) => response.end(`{"keys":${'['.repeat(2_000)}${']'.repeat(2_000)}}`),
    /did not return usable keys/,
  ],
])('%s is requested once by twenty requests, which are all refused', async (_, answer, reason) => {
  answering = answer;
  const { receive } = receiver();
  const all = await Promise.all(Array.from({ length: 20 }, () => receive(OLD.privateKey, { kid: 'old' })));
  expect(new Set(all).size).toBe(1);
  expect(all[0]).toMatch(reason);
  expect(paths).toEqual(['/keys']);
});

test('keys at a name with a private address are not requested, and the reason does not tell the address', async () => {
  await publish({ key: OLD.publicKey, kid: 'old' });
  const guarded = createOutbound(
    { allow: [], proxy: undefined, timeout: 1_000 },
    { lookup: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) },
  );
  const { receive } = receiver(guarded, `https://keys.example:${host.split(':')[1]}/keys`);
  const reason = await receive(OLD.privateKey, { kid: 'old' });
  expect(reason).toMatch(/^The keys at keys\.example:\d+ could not be fetched.*OUTBOUND_ALLOW/);
  expect(reason).not.toContain('127.0.0.1');
  expect(paths).toEqual([]);
  await guarded.close();
});
