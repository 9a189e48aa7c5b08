import { clientRequest, readClientCertificate } from '../../../src/credentials/protocol/index.ts';
import { certified } from '../../support/mutual-tls.ts';

const DAY = 86_400_000;

test('the own certificate comes first, whatever the order', () => {
  const [client, issuer] = [certified(), certified({ name: 'issuer' })];
  const { cert, key } = readClientCertificate(issuer.cert + client.pem, Date.now());
  const blocks = cert.split(/(?<=-----END CERTIFICATE-----)\n/);
  const plain = (pem: string) => pem.replaceAll(/\s/g, '');
  expect(blocks.map(plain)).toEqual([client.cert, issuer.cert].map(plain));
  expect(plain(key)).toBe(plain(client.key));
});

test('a certificate is only used while it is valid', () => {
  const { pem } = certified({ name: 'client', valid: [0, 2] });
  expect(() => readClientCertificate(pem, Date.now() + DAY)).not.toThrow();
  expect(() => readClientCertificate(pem, Date.now() + 3 * DAY)).toThrow('expired on');
  expect(() => readClientCertificate(pem, Date.now() - DAY)).toThrow('not valid before');
});

const { pem, cert, key } = certified();
const CLIENT = {
  client_id: 'acme',
  client_secret: null,
  signing_key: pem,
  authentication: 'tls_client_auth',
  certificate: { cert, key },
} as const;

test('the request has the client ID and the certificate, and no secret', async () => {
  const request = await clientRequest('https://a.example/token', CLIENT, { grant_type: 'x' });
  expect(request).toMatchObject({ body: 'grant_type=x&client_id=acme', clientCertificate: { cert, key } });
  expect(request.headers).not.toHaveProperty('authorization');
});
