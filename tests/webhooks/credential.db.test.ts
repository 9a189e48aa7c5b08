import { document, makeClient, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
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

/** Marks the credential as connected by this user. @param user_id_documented where its ID comes from */
async function connectAs(credential: string, user: string, user_id_documented = false): Promise<string> {
  await tablesOf(app)('connections')
    .where({ credential_id: credential })
    .update({ external_user_id: user, state: 'connected', user_id_documented });
  return credential;
}

/** Sends an event of the user ann. @returns the credential that it is linked to */
async function credentialOfEvent(webhook: MadeWebhook): Promise<string | null> {
  const { body } = await sendSigned(app, webhook, '{"user":"ann"}');
  const { relationships } = await eventIn(owner, body.id, 'delivered');
  const got = JSON.parse(target.received.at(-1)!.body.toString()) as { credential: string | null };
  expect(got.credential).toBe(relationships.credential.data?.id ?? null);
  return got.credential;
}

describe('an event is linked to a credential connected by its user,', () => {
  test('from any provider, if the webhook has no credential', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    await connectAs(await makeCredential(), 'bob');
    const anns = await connectAs(await makeCredential({}, AT_GITHUB), 'ann');
    expect(await credentialOfEvent(webhook)).toBe(anns);
  });

  test("from the provider of the webhook's credential", async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD, await makeCredential());
    await connectAs(await makeCredential({}, AT_GITHUB), 'ann');
    const anns = await connectAs(await makeCredential(), 'ann');
    expect(await credentialOfEvent(webhook)).toBe(anns);
  });

  test('but not to one from another provider', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD, await makeCredential());
    await connectAs(await makeCredential({}, AT_GITHUB), 'ann');
    expect(await credentialOfEvent(webhook)).toBe(null);
  });

  test('with the same token URL, if the credentials have no provider', async () => {
    const at = (host: string) => ({ token_url: `https://${host}.example/token` });
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD, await makeCredential(at('one'), {}));
    await connectAs(await makeCredential(at('two'), {}), 'ann');
    expect(await credentialOfEvent(webhook)).toBe(null);
    const anns = await connectAs(await makeCredential(at('one'), {}), 'ann');
    target.received.length = 0;
    const { body } = await sendSigned(app, webhook, '{"user":"ann","again":true}');
    const { relationships } = await eventIn(owner, body.id, 'delivered');
    expect(relationships.credential.data.id).toBe(anns);
  });

  test('but to none if the user has connected several', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD, await makeCredential());
    for (let count = 0; count < 2; count += 1) await connectAs(await makeCredential(), 'ann');
    expect(await credentialOfEvent(webhook)).toBe(null);
  });

  test("and to the webhook's own credential before others", async () => {
    const own = await connectAs(await makeCredential(), 'ann');
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD, own);
    await connectAs(await makeCredential(), 'ann');
    expect(await credentialOfEvent(webhook)).toBe(own);
  });

  test('with an ID from a user ID mapper rather than where a provider documents it', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    await connectAs(await makeCredential({}, AT_GITHUB), 'ann', true);
    expect(await credentialOfEvent(webhook)).toBe(null);
    const mapped = await connectAs(await makeCredential(), 'ann');
    target.received.length = 0;
    const { body } = await sendSigned(app, webhook, '{"user":"ann","again":true}');
    const { relationships } = await eventIn(owner, body.id, 'delivered');
    expect(relationships.credential.data.id).toBe(mapped);
  });

  test("by a documented ID, from the provider of the webhook's credential", async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD, await makeCredential());
    const anns = await connectAs(await makeCredential(), 'ann', true);
    expect(await credentialOfEvent(webhook)).toBe(anns);
    const mapped = await connectAs(await makeCredential(), 'ann');
    target.received.length = 0;
    const { body } = await sendSigned(app, webhook, '{"user":"ann","again":true}');
    const { relationships } = await eventIn(owner, body.id, 'delivered');
    expect(relationships.credential.data.id).toBe(mapped);
  });

  test("but never to another tenant's", async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    const ours = owner;
    owner = await app.tenant();
    await connectAs(await makeCredential(), 'ann');
    owner = ours;
    expect(await credentialOfEvent(webhook)).toBe(null);
  });
});

describe("the services of a webhook's credential", () => {
  const inherited = { ...UNDERSTOOD.config_services };
  const BY_SIGNATURE = { authentication: 'signature', secret: FROM_GITHUB.secret };

  test('apply if the webhook has none of its own', async () => {
    const credential = await makeCredential({ config_services: inherited });
    const webhook = await makeWebhook(owner, target.url, BY_SIGNATURE, credential);
    const { body } = await sendSigned(app, webhook, '{"id":7}');
    expect((await eventIn(owner, body.id, 'delivered')).attributes.parsed).toMatchObject({ id: '7' });
  });

  test("are overridden by the webhook's own, one by one", async () => {
    const credential = await makeCredential({ config_services: inherited });
    const webhook_parser = { ...UNDERSTANDS_JSON, expression: '{"type": "its own"}' };
    const attributes = { ...BY_SIGNATURE, config_services: { webhook_parser } };
    const webhook = await makeWebhook(owner, target.url, attributes, credential);
    const { body } = await sendSigned(app, webhook, '{"type":"theirs"}');
    const { attributes: shown } = await eventIn(owner, body.id, 'delivered');
    expect(shown.parsed).toMatchObject({ type: 'its own' });
  });

  test("are overridden by the webhook's own parser of type none", async () => {
    const credential = await makeCredential({ config_services: inherited });
    const attributes = { ...BY_SIGNATURE, config_services: { webhook_parser: { type: 'none' } } };
    const webhook = await makeWebhook(owner, target.url, attributes, credential);
    const { body } = await sendSigned(app, webhook, '{"id":7}');
    expect((await eventIn(owner, body.id, 'delivered')).attributes.parsed).toBeNull();
    expect(target.received[0]!.body.toString()).toBe('{"id":7}');
  });
});

describe('a webhook without a secret verifies signatures with the client secret', () => {
  const BY_SHOPIFY = {
    authentication: 'signature',
    config_services: SHOPIFY.attributes.config_services,
  };
  const sent = async ({ path }: MadeWebhook, secret: string) =>
    (await app.request('POST', path, { headers: SHOPIFY.headers('{}', { secret }), body: '{}' })).status;

  test('of its credential', async () => {
    const credential = await makeCredential({ client_secret: 'of the client' });
    const webhook = await makeWebhook(owner, target.url, BY_SHOPIFY, credential);
    expect(await sent(webhook, 'another')).toBe(401);
    expect(await sent(webhook, 'of the client')).toBe(202);
  });

  test("of its credential's OAuth client", async () => {
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

  test('but a webhook with a secret of its own does not', async () => {
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
