import { clientRequest, readClientCertificate } from '../../../src/credentials/protocol/index.ts';
import { requestTokens } from '../../../src/credentials/protocol/token-endpoint.ts';
import type { Configuration } from '../../../src/credentials/protocol/configuration.ts';
import { createOutbound } from '../../../src/http/index.ts';
import { certified } from '../../support/mutual-tls.ts';
import { scriptedProvider } from '../../support/scripted-provider.ts';

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
  client_secret: pem,
  authentication: 'tls_client_auth',
  certificate: { cert, key },
} as const;

test('the request has the client ID and the certificate, and no secret', async () => {
  const request = await clientRequest('https://a.example/token', CLIENT, { grant_type: 'x' });
  expect(request).toMatchObject({ body: 'grant_type=x&client_id=acme', clientCertificate: { cert, key } });
  expect(request.headers).not.toHaveProperty('authorization');
});

test('a private key does not fill in the client secret of a token exchange', async () => {
  const at = await scriptedProvider({ 'POST /exchange': () => ({ access_token: 'long' }) });
  const outbound = createOutbound({ allow: ['127.0.0.1'], proxy: undefined, timeout: 5_000 });
  const { certificate: _, ...client } = CLIENT;
  for (const authentication of ['tls_client_auth', 'private_key_jwt'] as const) {
    const configuration = {
      client: { ...client, authentication },
      style: { headers: {} },
      settings: { token_exchange: { url: `${at.url}/exchange`, params: { secret: '{client_secret}' } } },
    } as unknown as Configuration;
    const grant = { grant_type: 'access_token', access_token: 'short', purpose: 'exchange' } as const;
    expect((await requestTokens(outbound, configuration, grant)).kind).toBe('tokens');
  }
  expect(at.requests.map(({ fields }) => fields)).toEqual([{ secret: '' }, { secret: '' }]);
  await outbound.close();
  await at.close();
});
