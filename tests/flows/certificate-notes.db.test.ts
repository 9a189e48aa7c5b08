import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { certified } from '../support/mutual-tls.ts';

let app: TestApp;
let other: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  other = await startApp({ DATABASE_URL: app.databaseUrl });
});
afterAll(async () => {
  await other.close();
  await app.close();
});
beforeEach(async () => {
  owner = await app.tenant();
  const alert_url = 'https://alerts.example/';
  await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', { alert_url }));
});

const presenting = (days: number) => {
  const { cert, key } = certified({ name: 'client', valid: [-1, days] });
  return { target_client_certificate: cert, target_client_key: key };
};

async function flowWith(days: number): Promise<Answer['body']> {
  const attributes = { name: 'A', target_url: 'https://target.example/', ...presenting(days) };
  return (await owner.post('flows', document('flow', attributes))).body.data;
}

async function noted(): Promise<{ alerts: Answer['body'][]; audited: Answer['body'][] }> {
  await Promise.all([app, other].map((of) => of.platform.services.noteCertificates()));
  const { body } = await owner.get('alerts');
  const { body: log } = await owner.get('audit-events?filter[action]=flows.certificate_ends_soon');
  return { alerts: body.data.map((one: Answer['body']) => one.attributes), audited: log.data };
}

test('a certificate that expires within two weeks is noted once, in the audit log and by an alert', async () => {
  const flow = await flowWith(13);
  await flowWith(15);
  const expires_at = flow.attributes.target_client_certificate_expires_at as string;
  const { alerts, audited } = await noted();
  expect(alerts).toMatchObject([
    { event: 'flow.certificate_ends_soon', details: { flow_id: flow.id, expires_at } },
  ]);
  expect(audited).toHaveLength(1);
  expect((await noted()).alerts).toHaveLength(1);
});

test('a new certificate is noted again, and a removed one is not', async () => {
  const { id } = await flowWith(13);
  const removed = await flowWith(13);
  await owner.patch(`flows/${removed.id}`, document('flow', { target_client_certificate: null }));
  expect((await noted()).alerts).toHaveLength(1);
  await owner.patch(`flows/${id}`, document('flow', presenting(60)));
  expect((await noted()).alerts).toHaveLength(1);
  await owner.patch(`flows/${id}`, document('flow', presenting(12)));
  expect((await noted()).alerts).toHaveLength(2);
});
