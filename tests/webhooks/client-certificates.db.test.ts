import { X509Certificate } from 'node:crypto';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { selfSigned, type CertificateOptions } from '../support/self-signed.ts';
import { eventsKept, makeWebhook, startFlowTarget, type FlowTarget } from '../support/webhooks.ts';

const BEHIND_PROXY = {
  ...LOOPBACK_ALLOWED,
  TRUSTED_PROXIES: 'loopback',
  CLIENT_CERTIFICATE_HEADER: 'Client-Cert',
};

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
beforeAll(async () => {
  app = await startApp(BEHIND_PROXY);
  owner = await app.tenant();
  target = await startFlowTarget();
});
afterAll(async () => {
  await app.close();
  await target.close();
});

function certificate(options: CertificateOptions = {}) {
  const { cert } = selfSigned({ name: 'connect.example', ...options });
  const { raw, fingerprint256 } = new X509Certificate(cert);
  return { pem: cert, der: raw.toString('base64'), fingerprint: fingerprint256 };
}

const OWN = certificate();

const made = (verification: object) =>
  makeWebhook(owner, target.url, {
    authentication: 'signature',
    config_services: { webhook_event_verification: { type: 'client_certificate', ...verification } },
  });

const send = (path: string, forwarded: string | undefined, body = '{"a":1}', by = app) =>
  by.request('POST', path, {
    headers: {
      'Content-Type': 'application/json',
      ...(forwarded !== undefined && { 'Client-Cert': forwarded }),
    },
    body,
  });

test.each([
  ['as RFC 9440 encodes it', `:${OWN.der}:`],
  ['as PEM with percent-encoding', encodeURIComponent(OWN.pem)],
  ['as DER in base64', OWN.der],
])('a request with the declared certificate is accepted: %s', async (_, forwarded) => {
  const webhook = await made({ fingerprints: [OWN.fingerprint] });
  expect((await send(webhook.path, forwarded)).status).toBe(202);
});

test('the fingerprint can be written without colons and in lower case', async () => {
  const webhook = await made({ fingerprints: [OWN.fingerprint.replaceAll(':', '').toLowerCase()] });
  expect((await send(webhook.path, OWN.der)).status).toBe(202);
});

test('the common name must be the whole one', async () => {
  const webhook = await made({ common_name: 'connect.example' });
  expect((await send(webhook.path, OWN.der)).status).toBe(202);
  for (const name of ['connect.example.evil', 'Connect.example', 'a\nCN=connect.example'])
    expect((await send(webhook.path, certificate({ name }).der)).status).toBe(401);
});

test.each<[string, string | undefined, RegExp]>([
  ['without a certificate', undefined, /without a client certificate/],
  ['with another certificate', certificate().der, /fingerprint .* is a different one/],
  ['with an expired certificate', certificate({ valid: [-10, -1] }).der, /has expired/],
  ['with something else in the header', 'Subject="CN=connect.example"', /cannot be read/],
  ['with two certificates', `${OWN.der}, ${OWN.der}`, /cannot be read|different/],
])('a request %s is refused and not stored', async (_, forwarded, reason) => {
  const webhook = await made({ fingerprints: [OWN.fingerprint, certificate().fingerprint] });
  const { status, text } = await send(webhook.path, forwarded);
  expect([status, text]).toEqual([401, expect.stringMatching(reason)]);
  expect(await eventsKept(app, webhook)).toBe(0);
});

test('an ID in the body identifies a replay', async () => {
  const webhook = await made({ fingerprints: [OWN.fingerprint], id_pointer: '/id' });
  const [first, again] = [
    await send(webhook.path, OWN.der, '{"id":"1"}'),
    await send(webhook.path, OWN.der, '{"id":"1"}'),
  ];
  expect([first.status, again.status, again.body.id]).toEqual([202, 202, first.body.id]);
});

test('the test of a sample reads the header, too', async () => {
  const webhook = await made({ fingerprints: [OWN.fingerprint] });
  const proven = async (forwarded: string) => {
    const sample = { body: '{}', headers: { 'Client-Cert': forwarded } };
    const { body } = await owner.post(`webhooks/${webhook.id}/tests`, document('webhook-test', sample));
    return body.data.attributes.sender.proven as boolean;
  };
  expect([await proven(OWN.der), await proven(certificate().der)]).toEqual([true, false]);
});

test('a declaration that recognizes no certificate is refused', async () => {
  await expect(made({})).rejects.toThrow(/Set fingerprints or common_name/);
  await expect(made({ fingerprints: ['12:34'] })).rejects.toThrow(/SHA-256 fingerprint/);
});

describe('on a server', () => {
  test.each<[string, Record<string, string>]>([
    ['that reads no such header', { TRUSTED_PROXIES: 'loopback' }],
    ['that gets requests from others than its proxies', { ...BEHIND_PROXY, TRUSTED_PROXIES: '10.0.0.1' }],
  ])('%s, nobody is accepted by the header', async (_, settings) => {
    const other = await startApp({ ...LOOPBACK_ALLOWED, ...settings, DATABASE_URL: app.databaseUrl });
    try {
      const webhook = await made({ fingerprints: [OWN.fingerprint] });
      expect((await send(webhook.path, OWN.der, '{}', other)).status).toBe(401);
    } finally {
      await other.close();
    }
  });

  test('that reads no such header, the declaration is refused', async () => {
    const other = await startApp(LOOPBACK_ALLOWED);
    try {
      const attributes = {
        authentication: 'signature',
        config_services: {
          webhook_event_verification: { type: 'client_certificate', fingerprints: [OWN.fingerprint] },
        },
      };
      await expect(makeWebhook(await other.tenant(), target.url, attributes)).rejects.toThrow(
        /CLIENT_CERTIFICATE_HEADER/,
      );
    } finally {
      await other.close();
    }
  });
});
