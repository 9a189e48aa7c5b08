import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createOutbound, type Outbound } from '../../src/http/index.ts';
import { certified } from '../support/mutual-tls.ts';

const { cert, key } = certified();
const clientCertificate = { cert, key };

let connections: number;
let description: number;
let server: Server;
let port: number;
let outbound: Outbound;
beforeEach(async () => {
  connections = 0;
  server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    // A fatal TLS alert (RFC 8446, 6).
    socket.once('data', () => socket.end(Buffer.of(21, 3, 3, 0, 2, 2, description)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  outbound = createOutbound({ allow: ['127.0.0.1'], proxy: undefined, timeout: 5_000 });
});
afterEach(async () => {
  await outbound.close();
  await new Promise((resolve) => server.close(resolve));
});

test('a client certificate is only used with https', async () => {
  const sent = outbound.send({ url: `http://127.0.0.1:${port}/`, clientCertificate });
  await expect(sent).rejects.toMatchObject({ kind: 'not_allowed', maybeSent: false });
  expect(connections).toBe(0);
});

test('a request with a client certificate connects to no address that is not public', async () => {
  const settings = { allow: [], proxy: undefined, timeout: 5_000 };
  const lookup = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
  const guarded = createOutbound(settings, { lookup });
  const sent = guarded.send({ url: `https://third.example:${port}/`, clientCertificate });
  await expect(sent).rejects.toMatchObject({ kind: 'not_allowed' });
  expect(connections).toBe(0);
  await guarded.close();
});

test.each([
  ['handshake_failure', 40],
  ['bad_certificate', 42],
  ['certificate_expired', 45],
  ['unknown_ca', 48],
  ['certificate_required', 116],
])('the alert %s means that the certificate was refused and the request not read', async (_, alert) => {
  description = alert;
  const url = `https://127.0.0.1:${port}/`;
  const sent = outbound.send({ url, method: 'POST', body: 'x', clientCertificate });
  await expect(sent).rejects.toMatchObject({ kind: 'client_certificate', maybeSent: false });
  // Without a certificate, the alert means something else.
  await expect(outbound.send({ url })).rejects.not.toMatchObject({ kind: 'client_certificate' });
});

test('closing ends requests with a client certificate too', async () => {
  const silent = createServer((socket) => void socket.on('error', () => undefined));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port: at } = silent.address() as AddressInfo;
  const sent = outbound.send({ url: `https://127.0.0.1:${at}/`, clientCertificate, timeout: 600_000 });
  const [socket] = (await once(silent, 'connection')) as [{ destroy(): void }];
  const closed = outbound.close();
  await expect(sent).rejects.toThrow('could not be reached');
  await closed;
  socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
});
