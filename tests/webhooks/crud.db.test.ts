import { randomUUID } from 'node:crypto';
import { document, makeFlow, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { makeCredential } from '../support/credentials.ts';
import { FROM_GITHUB } from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let flow: string;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  flow = await makeFlow(owner, []);
});
afterAll(() => app.close());

const toFlow = (id: string) => ({ flow: { type: 'flow', id } });

function create(attributes: object, related: Record<string, object> = {}): Promise<Answer> {
  return owner.post(
    'webhooks',
    document('webhook', { name: 'w', ...attributes }, { ...toFlow(flow), ...related } as never),
  );
}

const errorsOf = ({ status, body }: Answer) => [
  status,
  ...(body.errors ?? []).map(
    ({ code, source }: { code: string; source?: { pointer?: string } }) => `${code} ${source?.pointer ?? ''}`,
  ),
];

test('a webhook has an endpoint URL that cannot be guessed, and shows its signing secret once', async () => {
  const made = await create({ authentication: 'oauth2' });
  expect(made.status).toBe(201);
  const { endpoint, signing_secret, enabled } = made.body.data.attributes;
  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hooks\/[0-9A-Za-z]{43}$/);
  expect(signing_secret).toMatch(/^whsec_[0-9A-Za-z+/]{43}=$/);
  expect(enabled).toBe(true);
  const again = await owner.get(`webhooks/${made.body.data.id}`);
  expect(again.body.data.attributes).not.toHaveProperty('signing_secret');
  expect(again.body.data.attributes.endpoint).toBe(endpoint);
});

test('repeating a creation under its Idempotency-Key omits the signing secret and says so', async () => {
  const body = document('webhook', { name: 'once', authentication: 'oauth2' }, toFlow(flow));
  const withKey = { headers: { 'Idempotency-Key': 'a-webhook' } };
  const first = await owner.post('webhooks', body, withKey);
  const again = await owner.post('webhooks', body, withKey);
  expect(again.status).toBe(201);
  expect(again.text).not.toContain(first.body.data.attributes.signing_secret);
  expect(again.body.meta.omitted).toEqual(['signing_secret']);
});

test("the sender's secret is never shown, and an overlap needs a new secret", async () => {
  const made = await create(FROM_GITHUB);
  expect(made.body.data.attributes).toMatchObject({ has_secret: true, previous_secret_until: null });
  expect(made.text + (await owner.get('webhooks')).text).not.toContain(FROM_GITHUB.secret);
  const id = made.body.data.id as string;
  const change = document('webhook', { secret: 'another', secret_overlap: 60 });
  const changed = (await owner.patch(`webhooks/${id}`, change)).body.data.attributes;
  const overlap = Date.parse(changed.previous_secret_until) - Date.parse(changed.updated_at);
  expect(overlap).toBe(60_000);
  const alone = await owner.patch(`webhooks/${id}`, document('webhook', { secret_overlap: 60 }));
  expect(errorsOf(alone)).toEqual([422, 'validation_failed /data/attributes/secret_overlap']);
});

test.each([
  ['signature authentication without a verification', { authentication: 'signature', secret: 's' }, '/data'],
  [
    'signature authentication without a secret',
    { authentication: 'signature', config_services: FROM_GITHUB.config_services },
    '/data',
  ],
  ['a secret next to a token', { authentication: 'oauth2', secret: 's' }, '/data/attributes/secret'],
  [
    'a verification of an unknown type',
    {
      ...FROM_GITHUB,
      config_services: { webhook_event_verification: { type: 'myspace' } },
    },
    '/data/attributes/config_services/webhook_event_verification/type',
  ],
  [
    'a secret that is invalid for the sender',
    {
      ...FROM_GITHUB,
      config_services: { webhook_event_verification: { type: 'standard_webhooks' } },
      secret: 'whsec_not base64',
    },
    '/data/attributes/secret',
  ],
  ['a secret with trailing whitespace', { ...FROM_GITHUB, secret: 'hush\n' }, '/data/attributes/secret'],
  [
    'an invalid expression',
    {
      authentication: 'oauth2',
      config_services: { webhook_parser: { type: 'jsonata', format: 'json', expression: '{' } },
    },
    '/data/attributes/config_services/webhook_parser/expression',
  ],
  [
    'a custom signature that does not cover the body',
    {
      ...FROM_GITHUB,
      config_services: {
        webhook_event_verification: {
          type: 'hmac',
          header: 'X-Signature',
          algorithm: 'sha256',
          encoding: 'hex',
          signed: 'hello',
        },
      },
    },
    '/data/attributes/config_services/webhook_event_verification/signed',
  ],
])('%s is refused, with a pointer', async (_what, attributes, pointer) => {
  expect(errorsOf(await create(attributes))).toEqual([422, `validation_failed ${pointer}`]);
});

test('the webhook services of a credential are validated too', async () => {
  const third = { url: 'https://third.example' };
  const id = await makeCredential(owner, third);
  const services = { webhook_parser: { type: 'jsonata', format: 'json', expression: '{' } };
  const answer = await owner.patch(
    `credentials/${id}`,
    document('credential', { config_services: services }),
  );
  expect(errorsOf(answer)).toEqual([
    422,
    'validation_failed /data/attributes/config_services/webhook_parser/expression',
  ]);
});

test('a webhook can take its verification and secret from its credential, and then needs it', async () => {
  const services = { webhook_event_verification: { type: 'shopify' } };
  const id = await makeCredential(
    owner,
    { url: 'https://third.example' },
    { config_services: services, client_secret: 'shared with Shopify' },
  );
  const made = await create({ authentication: 'signature' }, { credential: { type: 'credential', id } });
  expect(made.status).toBe(201);
  expect(made.body.data.relationships.credential.data.id).toBe(id);
  const alone = { data: { type: 'webhook', relationships: { credential: { data: null } } } };
  expect(errorsOf(await owner.patch(`webhooks/${made.body.data.id}`, alone))).toEqual([
    422,
    'validation_failed /data',
    'validation_failed /data',
  ]);
});

test('a flow cannot be deleted while a webhook starts it', async () => {
  const [own, other] = [await makeFlow(owner, []), await makeFlow(owner, [])];
  const made = await owner.post(
    'webhooks',
    document('webhook', { name: 'w', authentication: 'oauth2' }, toFlow(own)),
  );
  expect(errorsOf(await owner.delete(`flows/${own}`))).toEqual([409, 'flow_in_use ']);
  const moved = document('webhook', {}, toFlow(other));
  expect((await owner.patch(`webhooks/${made.body.data.id}`, moved)).status).toBe(200);
  expect((await owner.delete(`flows/${own}`)).status).toBe(204);
  expect((await owner.delete(`webhooks/${made.body.data.id}`)).status).toBe(204);
  expect((await owner.delete(`flows/${other}`)).status).toBe(204);
});

test.each<[string, () => Promise<{ flow: string; credential: string }>]>([
  ['that does not exist', async () => ({ flow: randomUUID(), credential: randomUUID() })],
  [
    'of another tenant',
    async () => {
      const stranger = await app.tenant();
      return {
        flow: await makeFlow(stranger, []),
        credential: await makeCredential(stranger, { url: 'https://third.example' }),
      };
    },
  ],
])(
  'a webhook cannot be given a flow or credential %s, and the pointer says which is not found',
  async (_, idsOf) => {
    const ids = await idsOf();
    const attributes = { authentication: 'oauth2' };
    const { id } = (await create(attributes)).body.data;
    for (const type of ['flow', 'credential'] as const) {
      const related = { [type]: { type, id: ids[type] } };
      const notFound = [404, `not_found /data/relationships/${type}/data/id`];
      expect(errorsOf(await create(attributes, related))).toEqual(notFound);
      const changed = await owner.patch(`webhooks/${id}`, document('webhook', {}, related));
      expect(errorsOf(changed)).toEqual(notFound);
    }
  },
);

test('webhooks can be filtered by flow', async () => {
  const own = await makeFlow(owner, []);
  const made = await owner.post(
    'webhooks',
    document('webhook', { name: 'w', authentication: 'oauth2' }, toFlow(own)),
  );
  const { body } = await owner.get(`webhooks?filter[flow]=${own}`);
  expect(body.data.map(({ id }: { id: string }) => id)).toEqual([made.body.data.id]);
});
