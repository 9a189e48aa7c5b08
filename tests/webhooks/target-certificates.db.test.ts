import { X509Certificate } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { certified, type Certified } from '../support/mutual-tls.ts';
import { selfSigned } from '../support/self-signed.ts';
import { until } from '../support/until.ts';
import {
  attempted,
  deliveriesOf,
  eventIn,
  FROM_GITHUB,
  hurry,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

const OWN = selfSigned({ name: 'target', forLoopback: true });
const [FIRST, SECOND, STRANGER] = ['first', 'second', 'stranger'].map((name) => certified({ name })) as [
  Certified,
  Certified,
  Certified,
];
/** Ends the handshake without one of these client certificates. */
const MUTUAL = { ...OWN, requestCert: true, rejectUnauthorized: true, ca: [FIRST.cert, SECOND.cert] };

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let webhook: MadeWebhook;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget(MUTUAL);
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
});
afterEach(() => target.close());

const presenting = ({ cert, key }: { cert: string; key: string }) => ({
  target_client_certificate: cert,
  target_client_key: key,
  target_ca_certificates: OWN.cert,
});

const expiryOf = ({ cert }: Certified) => new Date(new X509Certificate(cert).validTo).toISOString();

const changeFlow = (attributes: object): Promise<Answer> =>
  owner.patch(`flows/${webhook.flow}`, document('flow', attributes));

async function deliverWith(attributes: object): Promise<Answer['body']> {
  const { status, body, text } = await changeFlow(attributes);
  if (status !== 200) throw new Error(text);
  return body.data.attributes;
}

async function sendEvent(to = webhook): Promise<string> {
  const { status, body, text } = await sendSigned(app, to, `{"at":"${process.hrtime.bigint()}"}`);
  if (status !== 202) throw new Error(text);
  return body.id;
}

async function delivered(to = webhook) {
  const count = target.received.length + 1;
  await sendEvent(to);
  await target.until(count);
  return target.received[count - 1]!;
}

async function failed() {
  const id = await sendEvent();
  await attempted(owner, id, 1);
  const [attempt] = await deliveriesOf(owner, id);
  expect(attempt.state).toBe('failed');
  return { id, code: attempt.error_code, error: attempt.error };
}

test('deliveries present the certificate to a target that requires one', async () => {
  await deliverWith(presenting(FIRST));
  expect((await delivered()).fingerprint).toBe(FIRST.fingerprint);
});

test('a target that only closes the connection may have refused the certificate', async () => {
  await deliverWith(presenting(STRANGER));
  expect(await failed()).toMatchObject({
    code: 'target_unreachable',
    error: expect.stringContaining('It may have refused the client certificate.'),
  });
  expect(target.received).toEqual([]);
});

test('a change takes effect with the next attempt of an event, as does a removal', async () => {
  await deliverWith(presenting(STRANGER));
  const { id } = await failed();
  await deliverWith(presenting(SECOND));
  await hurry(app, id);
  await eventIn(owner, id, 'delivered');
  expect(target.received.at(-1)!.fingerprint).toBe(SECOND.fingerprint);
  expect(await deliverWith({ target_client_certificate: null })).toMatchObject({
    target_client_certificate: null,
    target_client_certificate_expires_at: null,
  });
  expect((await failed()).code).toBe('target_unreachable');
  const [row] = await tablesOf(app)('flows').where({ id: webhook.flow });
  expect(row).toMatchObject({ target_client_key: null });
});

test('the private key is never returned, logged, audited or stored in the clear', async () => {
  const shown = await deliverWith(presenting(FIRST));
  expect(new X509Certificate(shown.target_client_certificate).fingerprint256).toBe(FIRST.fingerprint);
  expect(shown.target_client_certificate_expires_at).toBe(expiryOf(FIRST));
  expect(shown).not.toHaveProperty('target_client_key');
  const id = await sendEvent();
  const answers = [
    await owner.get(`flows/${webhook.flow}`),
    await owner.get('flows'),
    await owner.get('audit-events'),
    await owner.get(`webhook-events/${id}`),
  ].map(({ text }) => text);
  const rows = await tablesOf(app)('flows').where({ id: webhook.flow });
  const seen = answers.join('') + JSON.stringify(rows) + app.logged();
  expect(seen).not.toContain('PRIVATE KEY');
  expect(seen).not.toContain(FIRST.key.split('\n')[1]);
  expect(JSON.stringify(rows)).toContain('target_client_key":"ey');
});

test('no connection or TLS session of one flow or tenant is used by another', async () => {
  await deliverWith(presenting(FIRST));
  const another = await makeWebhook(owner, target.url, FROM_GITHUB);
  await owner.patch(`flows/${another.flow}`, document('flow', presenting(SECOND)));
  const stranger = await app.tenant();
  const others = await makeWebhook(stranger, target.url, FROM_GITHUB);
  await stranger.patch(`flows/${others.flow}`, document('flow', { target_ca_certificates: OWN.cert }));
  const seen = [];
  for (const to of [webhook, another, webhook, another]) seen.push(await delivered(to));
  expect(seen.map(({ fingerprint, resumed }) => [fingerprint, resumed])).toEqual([
    [FIRST.fingerprint, false],
    [SECOND.fingerprint, false],
    [FIRST.fingerprint, false],
    [SECOND.fingerprint, false],
  ]);
  const id = await sendEvent(others);
  await attempted(stranger, id, 1);
  expect(await deliveriesOf(stranger, id)).toMatchObject([{ error_code: 'target_unreachable' }]);
});

test('the authorities of one flow are not trusted for another', async () => {
  await target.close();
  target = await startFlowTarget(OWN);
  await deliverWith({ target_url: target.url, target_ca_certificates: OWN.cert });
  await delivered();
  const stranger = await app.tenant();
  const others = await makeWebhook(stranger, target.url, FROM_GITHUB);
  const id = await sendEvent(others);
  await attempted(stranger, id, 1);
  expect(await deliveriesOf(stranger, id)).toMatchObject([{ error_code: 'target_certificate' }]);
  expect(target.received).toHaveLength(1);
});

test('a certificate that has expired since is not presented, and the attempt says so', async () => {
  await deliverWith(presenting(FIRST));
  const row = tablesOf(app)('flows').where({ id: webhook.flow });
  await row.update({ target_client_certificate_expires_at: Date.parse('2026-01-31') });
  expect(await failed()).toMatchObject({
    code: 'client_certificate',
    error: expect.stringContaining('expired on 2026-01-31. Set a new one'),
  });
  expect(target.received).toEqual([]);
});

test('the key of one tenant cannot be moved to the flow of another', async () => {
  await deliverWith(presenting(FIRST));
  const [row] = await tablesOf(app)('flows').where({ id: webhook.flow });
  const { target_client_key } = row as { target_client_key: string };
  owner = await app.tenant();
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  await deliverWith(presenting(SECOND));
  await tablesOf(app)('flows').where({ id: webhook.flow }).update({ target_client_key });
  const id = await sendEvent();
  await until(() => Promise.resolve(app.logged().includes('delivery failed') || undefined));
  expect(target.received).toEqual([]);
  expect((await owner.get(`webhook-events/${id}`)).body.data.attributes.state).toBe('pending');
});
