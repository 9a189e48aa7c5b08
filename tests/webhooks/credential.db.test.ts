import { document, makeClient, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { SHOPIFY } from '../support/senders.ts';
import {
  eventIn,
  FROM_GITHUB,
  githubHeaders,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  UNDERSTANDS_JSON,
  UNDERSTOOD,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget();
});
afterEach(() => target.close());

type Related = Record<string, { type: string; id: string }>;

const AT_GOOGLE: Related = { provider: { type: 'provider', id: 'google' } };
const AT_GITHUB: Related = { provider: { type: 'provider', id: 'github' } };

async function makeCredential(attributes: object = {}, related = AT_GOOGLE): Promise<string> {
  const { status, body, text } = await owner.post(
    'credentials',
    document('credential', { name: 'An account', client_id: 'acme', ...attributes }, related),
  );
  if (status !== 201) throw new Error(text);
  return body.data.id;
}

/** As if the credential were connected by that user. */
async function belongsTo(credential: string, user: string): Promise<string> {
  await tablesOf(app)('connections')
    .where({ credential_id: credential })
    .update({ external_user_id: user, state: 'connected' });
  return credential;
}

/** The credential with which an event of ann's is tied. */
async function ownerOfEvent(webhook: MadeWebhook): Promise<string | null> {
  const { body } = await sendSigned(app, webhook, '{"user":"ann"}');
  const { relationships } = await eventIn(owner, body.id, 'delivered');
  const got = JSON.parse(target.received.at(-1)!.body.toString()) as { credential: string | null };
  expect(got.credential).toBe(relationships.credential.data?.id ?? null);
  return got.credential;
}

describe('an event is tied to the credential that has its user', () => {
  test('where there is one, whatever its integration, of a webhook without a credential', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    await belongsTo(await makeCredential(), 'bob');
    const anns = await belongsTo(await makeCredential({}, AT_GITHUB), 'ann');
    expect(await ownerOfEvent(webhook)).toBe(anns);
  });

  test('where it has the integration of the credential of the webhook', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD, await makeCredential());
    await belongsTo(await makeCredential({}, AT_GITHUB), 'ann');
    const anns = await belongsTo(await makeCredential(), 'ann');
    expect(await ownerOfEvent(webhook)).toBe(anns);
  });

  test('and to none of another integration', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD, await makeCredential());
    await belongsTo(await makeCredential({}, AT_GITHUB), 'ann');
    expect(await ownerOfEvent(webhook)).toBe(null);
  });

  test('where it has the token endpoint, of credentials without an integration', async () => {
    const at = (host: string) => ({ token_url: `https://${host}.example/token` });
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD, await makeCredential(at('one'), {}));
    await belongsTo(await makeCredential(at('two'), {}), 'ann');
    expect(await ownerOfEvent(webhook)).toBe(null);
    const anns = await belongsTo(await makeCredential(at('one'), {}), 'ann');
    target.received.length = 0;
    const { body } = await sendSigned(app, webhook, '{"user":"ann","again":true}');
    const { relationships } = await eventIn(owner, body.id, 'delivered');
    expect(relationships.credential.data.id).toBe(anns);
  });

  test('and to none where several have the user', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD, await makeCredential());
    for (let count = 0; count < 2; count += 1) await belongsTo(await makeCredential(), 'ann');
    expect(await ownerOfEvent(webhook)).toBe(null);
  });

  test('but to the credential of the webhook before others', async () => {
    const own = await belongsTo(await makeCredential(), 'ann');
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD, own);
    await belongsTo(await makeCredential(), 'ann');
    expect(await ownerOfEvent(webhook)).toBe(own);
  });

  test("and never to another tenant's", async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    const ours = owner;
    owner = await app.tenant();
    await belongsTo(await makeCredential(), 'ann');
    owner = ours;
    expect(await ownerOfEvent(webhook)).toBe(null);
  });
});

describe('services of the credential of a webhook', () => {
  const theirs = { ...UNDERSTOOD.config_services };
  const BY_SIGNATURE = { authentication: 'signature', secret: FROM_GITHUB.secret };

  test('hold where the webhook has none of its own', async () => {
    const credential = await makeCredential({ config_services: theirs });
    const webhook = await makeWebhook(owner, target.url, BY_SIGNATURE, credential);
    const { body } = await sendSigned(app, webhook, '{"id":7}');
    expect((await eventIn(owner, body.id, 'delivered')).attributes.parsed).toMatchObject({ id: '7' });
  });

  test('give way to its own, one by one', async () => {
    const credential = await makeCredential({ config_services: theirs });
    const webhook_parser = { ...UNDERSTANDS_JSON, expression: '{"type": "its own"}' };
    const attributes = { ...BY_SIGNATURE, config_services: { webhook_parser } };
    const webhook = await makeWebhook(owner, target.url, attributes, credential);
    const { body } = await sendSigned(app, webhook, '{"type":"theirs"}');
    const { attributes: shown } = await eventIn(owner, body.id, 'delivered');
    expect(shown.parsed).toMatchObject({ type: 'its own' });
  });

  test('give way to its own that does nothing', async () => {
    const credential = await makeCredential({ config_services: theirs });
    const attributes = { ...BY_SIGNATURE, config_services: { webhook_parser: { type: 'none' } } };
    const webhook = await makeWebhook(owner, target.url, attributes, credential);
    const { body } = await sendSigned(app, webhook, '{"id":7}');
    expect((await eventIn(owner, body.id, 'delivered')).attributes.parsed).toBeNull();
    expect(target.received[0]!.body.toString()).toBe('{"id":7}');
  });
});

describe('without a secret of its own, the client secret of the credential proves the sender', () => {
  const BY_SHOPIFY = {
    authentication: 'signature',
    config_services: SHOPIFY.attributes.config_services,
  };
  const sent = async ({ path }: MadeWebhook, secret: string) =>
    (await app.request('POST', path, { headers: SHOPIFY.headers('{}', { secret }), body: '{}' })).status;

  test('of the credential itself', async () => {
    const credential = await makeCredential({ client_secret: 'of the client' });
    const webhook = await makeWebhook(owner, target.url, BY_SHOPIFY, credential);
    expect(await sent(webhook, 'another')).toBe(401);
    expect(await sent(webhook, 'of the client')).toBe(202);
  });

  test('of the OAuth client of its component', async () => {
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component, { client_id: 'van-1', client_secret: 'of the van' });
    const { body, status } = await owner.post(
      'credentials',
      document('credential', { name: 'A van' }, {
        component: { type: 'component', id: component },
        oauth_client: { type: 'oauth-client', id: client },
      } as Related),
    );
    expect(status).toBe(201);
    const webhook = await makeWebhook(owner, target.url, BY_SHOPIFY, body.data.id as string);
    expect(await sent(webhook, 'another')).toBe(401);
    expect(await sent(webhook, 'of the van')).toBe(202);
  });

  test('and not beside a secret of its own', async () => {
    const credential = await makeCredential({ client_secret: 'of the client' });
    const attributes = { ...BY_SHOPIFY, secret: 'its own' };
    const webhook = await makeWebhook(owner, target.url, attributes, credential);
    expect(await sent(webhook, 'of the client')).toBe(401);
    expect(await sent(webhook, 'its own')).toBe(202);
  });
});

test('a credential in use by a webhook cannot be deleted', async () => {
  const credential = await makeCredential();
  const webhook = await makeWebhook(owner, target.url, FROM_GITHUB, credential);
  const { status, body } = await owner.delete(`credentials/${credential}`);
  expect([status, body.errors[0].code]).toEqual([409, 'credential_in_use']);
  const headers = githubHeaders('{}');
  expect((await app.request('POST', webhook.path, { headers, body: '{}' })).status).toBe(202);
  await owner.delete(`webhooks/${webhook.id}`);
  expect((await owner.delete(`credentials/${credential}`)).status).toBe(204);
});
