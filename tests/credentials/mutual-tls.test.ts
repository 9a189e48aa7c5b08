import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOutbound } from '../../src/http/index.ts';
import { document } from '../support/app.ts';
import { credentialAt } from '../support/credentials.ts';
import { certified, mutualTlsProvider, type MutualTlsProvider } from '../support/mutual-tls.ts';
import type { RunningProgram } from '../support/program.ts';
import { inDays } from '../support/rotation.ts';
import { selfSigned } from '../support/self-signed.ts';
import { serverProcesses, type ServerProcesses } from '../support/server-processes.ts';

const OWN = selfSigned({ name: 'provider', forLoopback: true });

let on: ServerProcesses;
let server: RunningProgram;
let folder: string;
let at: MutualTlsProvider;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-mutual-tls-'));
  writeFileSync(join(folder, 'ca.pem'), OWN.cert);
  on = await serverProcesses();
  server = await on.start({ NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') });
});
afterAll(async () => {
  await server.end('SIGTERM');
  await on.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  at = await mutualTlsProvider(OWN);
});
afterEach(() => at.close());

interface Answer {
  status: number;
  // Tests read single members.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

async function call(method: string, path: string, body?: object): Promise<Answer> {
  const answer = await on.call(server, method, path, body);
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function make(client_secret: string, attributes: object = {}, provider = at): Promise<string> {
  const own = { client_authentication: 'tls_client_auth', grant_type: 'client_credentials', scopes: [] };
  const made = credentialAt(provider, { ...own, client_secret, ...attributes });
  const { status, body } = await call('POST', 'credentials', document('credential', made));
  expect([status, body.errors]).toEqual([201, undefined]);
  return body.data.id as string;
}

const connect = (id: string, attributes: object = {}) =>
  call('POST', `credentials/${id}/connections`, document('connection', attributes));

test('every request to the provider is sent with the certificate, and never contains the key', async () => {
  const client = certified();
  at.accepted.add(client.fingerprint);
  const id = await make(client.pem, {
    grant_type: 'password',
    introspection_url: `${at.url}/introspect`,
    config_services: { token_validation: { type: 'introspection' } },
  });
  expect((await connect(id, { username: 'ann', password: 'right' })).status).toBe(201);
  expect((await call('POST', `credentials/${id}/refreshes`)).status).toBe(200);
  expect((await call('DELETE', `credentials/${id}/connections`)).status).toBe(204);
  expect(at.requests.map(({ path, fields }) => [path, fields['grant_type']])).toEqual([
    ['/token', 'password'],
    ['/introspect', undefined],
    ['/token', 'refresh_token'],
    ['/revoke', undefined],
  ]);
  for (const { fields, authorization, fingerprint } of at.requests) {
    expect(fields['client_id']).toBe('acme');
    expect(fields).not.toHaveProperty('client_secret');
    expect(authorization).toBeUndefined();
    expect(fingerprint).toBe(client.fingerprint);
  }
  expect(JSON.stringify(at.requests)).not.toContain('PRIVATE KEY');
});

test('userinfo and the account are requested with the certificate, because the token is bound to it', async () => {
  const client = certified();
  at.accepted.add(client.fingerprint);
  const id = await make(client.pem, {
    userinfo_url: `${at.url}/userinfo`,
    config_services: { user_id_mapper: { type: 'jsonata', expression: 'userinfo.sub' } },
    provider_settings: { account_lookup: { url: `${at.url}/accounts`, expression: '{ "region": region }' } },
  });
  const { status, body } = await connect(id);
  expect([status, body.errors]).toEqual([201, undefined]);
  expect(at.requests.map(({ path, fingerprint }) => [path, fingerprint])).toEqual([
    ['/token', client.fingerprint],
    ['/userinfo', client.fingerprint],
    ['/accounts', client.fingerprint],
  ]);
});

test('each client has its own certificate, and others have none', async () => {
  const clients = [certified(), certified()];
  for (const { fingerprint } of clients) at.accepted.add(fingerprint);
  const ids = await Promise.all(clients.map(({ pem }) => make(pem)));
  for (const id of [...ids, ...ids]) expect((await connect(id)).status).toBe(201);
  const plain = await make('s3cret', { client_authentication: 'body' });
  expect((await connect(plain)).body.errors[0].meta.reason_code).toBe('client_refused');
  const [first, second] = clients.map(({ fingerprint }) => fingerprint);
  expect(at.requests.map(({ fingerprint }) => fingerprint)).toEqual([
    first,
    second,
    first,
    second,
    undefined,
  ]);
  expect(at.requests.some(({ resumed }) => resumed)).toBe(false);
});

test.each<[string, (client: ReturnType<typeof certified>) => string]>([
  ['the key first', ({ cert, key }) => key + cert],
  ['without line breaks', ({ pem }) => pem.replaceAll('\n', '')],
  ['with escaped line breaks', ({ pem }) => pem.replaceAll('\n', '\\n')],
  ['after another certificate of its chain', ({ pem }) => certified({ name: 'issuer' }).cert + pem],
])('the certificate can be entered %s', async (_, written) => {
  const client = certified();
  at.accepted.add(client.fingerprint);
  expect((await connect(await make(written(client)))).status).toBe(201);
  expect(at.requests[0]!.fingerprint).toBe(client.fingerprint);
});

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

test.each<[string, () => string, string]>([
  ['a secret that is no PEM', () => 's3cret', 'must contain the certificate'],
  ['a certificate without a key', () => certified().cert, 'must contain the certificate'],
  ['a key without a certificate', () => certified().key, 'must contain the certificate'],
  ['a damaged certificate', () => certified().pem.replace('MI', 'AA'), 'must contain the certificate'],
  ['the key of another certificate', () => certified().cert + certified().key, 'does not belong'],
  [
    'an encrypted key',
    () =>
      certified().cert +
      RSA.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
    'is encrypted',
  ],
  [
    'an encrypted key of the older kind',
    () =>
      certified().cert +
      RSA.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
    'is encrypted',
  ],
  ['an expired certificate', () => certified({ valid: [-2, -1] }).pem, 'expired on 20'],
  ['a future certificate', () => certified({ valid: [1, 2] }).pem, 'is not valid before 20'],
])('%s is refused before anything is sent, with a clear reason', async (_, written, text) => {
  const { status, body } = await connect(await make(written()));
  expect([status, body.errors[0].code]).toEqual([409, 'credential_incomplete']);
  expect(body.errors[0].detail).toContain('client_secret');
  expect(body.errors[0].detail).toContain(text);
  expect(body.errors[0].meta.missing).toEqual(['client_secret']);
  expect(at.requests).toEqual([]);
});

test('a certificate that has expired since says so when the token is refreshed', async () => {
  const client = certified();
  at.accepted.add(client.fingerprint);
  const id = await make(client.pem);
  expect((await connect(id)).status).toBe(201);
  const expired = { client_secret: certified({ valid: [-2, -1] }).pem };
  await call('PATCH', `credentials/${id}`, document('credential', expired));
  expect((await call('POST', `credentials/${id}/refreshes`)).status).toBeGreaterThan(400);
  const { body } = await call('GET', `credentials/${id}`);
  expect(body.data.attributes).toMatchObject({
    state: 'connected',
    state_reason: expect.stringContaining('The certificate in client_secret expired on'),
  });
  expect(at.requests).toHaveLength(1);
});

test('a certificate is rotated: the previous one is used until the provider accepts the new one', async () => {
  const [old, current] = [certified(), certified()];
  at.accepted.add(old.fingerprint);
  const id = await make(old.pem);
  const change = { client_secret: current.pem, previous_client_secret_expires_at: inDays(1) };
  expect((await call('PATCH', `credentials/${id}`, document('credential', change))).status).toBe(200);
  expect((await connect(id)).status).toBe(201);
  at.accepted.clear();
  at.accepted.add(current.fingerprint);
  expect((await connect(id)).status).toBe(201);
  expect(at.requests.map(({ fingerprint }) => fingerprint)).toEqual([
    current.fingerprint,
    old.fingerprint,
    current.fingerprint,
  ]);
});

test.each([
  ['bad_certificate', 42],
  ['certificate_expired', 45],
  ['unknown_ca', 48],
  ['certificate_required', 116],
])('a provider that ends the TLS handshake with %s has refused the client', async (_, description) => {
  let connections = 0;
  // Node.js only closes the connection, unlike other servers. An alert (RFC 8446, 6) can also end a handshake at once.
  const alerting = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.of(21, 3, 3, 0, 2, 2, description)));
  });
  alerting.listen(0, '127.0.0.1');
  await once(alerting, 'listening');
  const { port } = alerting.address() as AddressInfo;
  const [old, current] = [certified(), certified()];
  const id = await make(old.pem, { token_url: `https://127.0.0.1:${port}/token` });
  const change = { client_secret: current.pem, previous_client_secret_expires_at: inDays(1) };
  await call('PATCH', `credentials/${id}`, document('credential', change));
  const { body } = await connect(id);
  expect(body.errors[0]).toMatchObject({
    detail: expect.stringContaining('refused the client certificate'),
    meta: { reason_code: 'client_refused' },
  });
  expect(connections).toBe(2);
  await new Promise((resolve) => alerting.close(resolve));
});

test('a private key does not fill in the client secret of a token exchange', async () => {
  const client = certified();
  at.accepted.add(client.fingerprint);
  const id = await make(client.pem, {
    provider_settings: {
      token_exchange: { url: `${at.url}/exchange`, params: { secret: '{client_secret}', of: '{client_id}' } },
    },
  });
  expect((await connect(id)).status).toBe(201);
  expect(at.requests.at(-1)).toMatchObject({
    path: '/exchange',
    fields: { secret: '', of: 'acme' },
    fingerprint: client.fingerprint,
  });
});

test('changing the client authentication requires the secret again', async () => {
  const id = await make(certified().pem);
  for (const client_authentication of ['body', 'client_secret_jwt', null]) {
    const { status, body } = await call(
      'PATCH',
      `credentials/${id}`,
      document('credential', { client_authentication }),
    );
    expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/client_authentication']);
  }
});

test('a certificate is only used with https', async () => {
  const id = await make(certified().pem, { token_url: on.provider.url });
  const { body } = await connect(id);
  expect(body.errors[0]).toMatchObject({
    detail: expect.stringContaining('https'),
    meta: { reason_code: 'url_not_allowed' },
  });
});

test('a request with a certificate connects to no address that is not public', async () => {
  const settings = { allow: [], proxy: undefined, timeout: 5_000 };
  const lookup = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
  const outbound = createOutbound(settings, { lookup });
  const url = `https://third.example:${new URL(at.url).port}/token`;
  const { cert, key } = certified();
  await expect(outbound.send({ url, clientCertificate: { cert, key } })).rejects.toMatchObject({
    kind: 'not_allowed',
  });
  expect(at.requests).toEqual([]);
  await outbound.close();
});
