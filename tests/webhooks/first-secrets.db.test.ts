import { createHmac } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  eventsKept,
  FROM_GITHUB,
  GITHUB_SECRET,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  target = await startFlowTarget();
});
afterAll(async () => {
  await app.close();
  await target.close();
});

const SECRET = 'b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81';
const OTHER = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** Asana and Notion sign the body, with the secret that they sent in the handshake. */
const ASANA = { header: 'X-Hook-Signature', handshake: 'hook_secret', prefix: '' };
const NOTION = { header: 'X-Notion-Signature', handshake: 'verification_token', prefix: 'sha256=' };
type Registering = typeof ASANA;

function servicesOf({ header, handshake, prefix }: Registering) {
  const scheme = { type: 'hmac', header, algorithm: 'sha256', encoding: 'hex', signed: '{body}' };
  return {
    webhook_event_verification: { ...scheme, ...(prefix !== '' && { prefix }) },
    webhook_handshake: { type: handshake },
  };
}

const made = (sender: Registering, more: object = {}) =>
  makeWebhook(owner, target.url, {
    authentication: 'signature',
    config_services: servicesOf(sender),
    ...more,
  });
const patch = ({ id }: MadeWebhook, attributes: object) =>
  owner.patch(`webhooks/${id}`, document('webhook', attributes));
const attributesOf = async ({ id }: MadeWebhook) => (await owner.get(`webhooks/${id}`)).body.data.attributes;
const tokenBy = (by: Caller, { id }: MadeWebhook) => by.get(`webhooks/${id}/verification-token`);

/** The handshake with a secret, as the sender sends it. */
function register({ path }: { path: string }, { handshake }: Registering, secret: string): Promise<Answer> {
  return handshake === 'hook_secret'
    ? app.request('POST', path, { headers: { 'X-Hook-Secret': secret }, body: '{}' })
    : app.request('POST', path, { body: JSON.stringify({ verification_token: secret }) });
}

function sendEvent({ path }: MadeWebhook, { header, prefix }: Registering, secret: string): Promise<Answer> {
  const body = '{"events":[{"action":"changed"}]}';
  const signature = prefix + createHmac('sha256', secret).update(body).digest('hex');
  return app.request('POST', path, { headers: { [header]: signature }, body });
}

describe.each([
  ["Asana's X-Hook-Secret", ASANA],
  ["Notion's verification_token", NOTION],
])('%s', (_, sender) => {
  test('becomes the secret of a webhook that has none, and is not stored as an event', async () => {
    const webhook = await made(sender);
    expect((await attributesOf(webhook)).has_secret).toBe(false);
    expect((await sendEvent(webhook, sender, SECRET)).status).toBe(401);
    const { status, text, headers } = await register(webhook, sender, SECRET);
    expect([status, text]).toEqual([200, '']);
    expect(headers['x-hook-secret']).toBe(sender === ASANA ? SECRET : undefined);
    expect((await attributesOf(webhook)).has_secret).toBe(true);
    expect(await eventsKept(app, webhook)).toBe(0);
    expect((await sendEvent(webhook, sender, SECRET)).status).toBe(202);
    expect((await sendEvent(webhook, sender, OTHER)).status).toBe(401);
  });

  test('is stored encrypted, changes the ETag, and is recorded in the audit log', async () => {
    const webhook = await made(sender);
    const before = (await owner.get(`webhooks/${webhook.id}`)).headers['etag'];
    await register(webhook, sender, SECRET);
    expect((await owner.get(`webhooks/${webhook.id}`)).headers['etag']).not.toBe(before);
    const [row] = await tablesOf(app)('webhooks').where({ id: webhook.id }).select('secret');
    expect(row!['secret']).not.toContain(SECRET);
    const { body } = await owner.get('audit-events?filter[action]=webhooks.set_secret');
    expect(body.data[0].attributes).toMatchObject({ actor_type: 'system', resource_id: webhook.id });
    expect(JSON.stringify(body)).not.toContain(SECRET);
    expect(app.logged()).not.toContain(SECRET);
  });

  test('is set once: a repetition is answered again, another secret is refused', async () => {
    const webhook = await made(sender);
    expect((await register(webhook, sender, SECRET)).status).toBe(200);
    expect((await register(webhook, sender, SECRET)).status).toBe(200);
    const { status, headers, text } = await register(webhook, sender, OTHER);
    expect([status, headers['x-hook-secret']]).toEqual([401, undefined]);
    expect(text).not.toContain(OTHER);
    expect((await sendEvent(webhook, sender, SECRET)).status).toBe(202);
    expect((await sendEvent(webhook, sender, OTHER)).status).toBe(401);
  });

  test('is set once if two secrets arrive at the same time', async () => {
    const webhook = await made(sender);
    const secrets = [SECRET, OTHER, `${SECRET}0`, `${OTHER}0`];
    const answers = await Promise.all(secrets.map((secret) => register(webhook, sender, secret)));
    const set = secrets.filter((_one, at) => answers[at]!.status === 200);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    for (const secret of secrets)
      expect((await sendEvent(webhook, sender, secret)).status).toBe(secret === set[0] ? 202 : 401);
  });

  test('does not replace a secret that was set by a person', async () => {
    const webhook = await made(sender, { secret: 'set by a person' });
    expect((await register(webhook, sender, SECRET)).status).toBe(401);
    expect((await sendEvent(webhook, sender, 'set by a person')).status).toBe(202);
  });

  test('can be set again once the secret has been removed', async () => {
    const webhook = await made(sender);
    await register(webhook, sender, SECRET);
    const removed = await patch(webhook, { secret: null });
    expect([removed.status, removed.body.data.attributes.has_secret]).toEqual([200, false]);
    expect((await sendEvent(webhook, sender, SECRET)).status).toBe(401);
    expect((await register(webhook, sender, OTHER)).status).toBe(200);
    expect((await sendEvent(webhook, sender, OTHER)).status).toBe(202);
  });

  test('is refused while the webhook is disabled, but set while its flow is not active', async () => {
    const webhook = await made(sender);
    await patch(webhook, { enabled: false });
    expect((await register(webhook, sender, SECRET)).status).toBe(409);
    expect((await attributesOf(webhook)).has_secret).toBe(false);
    await patch(webhook, { enabled: true });
    await owner.patch(`flows/${webhook.flow}`, document('flow', { status: 'stopped' }));
    expect((await register(webhook, sender, SECRET)).status).toBe(200);
  });

  test('is not set at /actions, by another method, or on a webhook without this handshake', async () => {
    const webhook = await made(sender);
    expect((await register({ path: `${webhook.path}/actions` }, sender, SECRET)).status).toBe(401);
    const headers = { 'X-Hook-Secret': SECRET };
    expect((await app.request('GET', webhook.path, { headers })).status).toBe(405);
    expect((await attributesOf(webhook)).has_secret).toBe(false);
    const { webhook_handshake: _, ...services } = servicesOf(sender);
    const plain = await made(sender, { config_services: services, secret: SECRET });
    expect((await register(plain, sender, OTHER)).status).toBe(401);
    expect((await sendEvent(plain, sender, SECRET)).status).toBe(202);
  });

  test.each([
    'short',
    '<script>alert(1)</script>',
    'https://evil.example/',
    `${SECRET}, ${OTHER}`,
    'x'.repeat(501),
  ])('is refused as %s', async (secret) => {
    const webhook = await made(sender);
    const { status, headers } = await register(webhook, sender, secret);
    expect([status, headers['x-hook-secret']]).toEqual([401, undefined]);
    expect((await attributesOf(webhook)).has_secret).toBe(false);
  });

  test('must be a valid key for the verification', async () => {
    const { webhook_event_verification, webhook_handshake } = servicesOf(sender);
    const config_services = {
      webhook_event_verification: { ...webhook_event_verification, key: 'hex' },
      webhook_handshake,
    };
    const webhook = await made(sender, { config_services });
    expect((await register(webhook, sender, 'not-hexadecimal-at-all')).status).toBe(401);
    expect((await register(webhook, sender, SECRET)).status).toBe(200);
  });
});

describe("Notion's token", () => {
  test('is shown to those who may set the secret, until the secret is changed', async () => {
    const webhook = await made(NOTION);
    expect((await tokenBy(owner, webhook)).status).toBe(404);
    expect((await attributesOf(webhook)).has_verification_token).toBe(false);
    await register(webhook, NOTION, `secret_${SECRET}`);
    const { status, body, headers } = await tokenBy(owner, webhook);
    expect([status, body.data.attributes]).toEqual([200, { verification_token: `secret_${SECRET}` }]);
    expect(headers['cache-control']).toBe('no-store');
    expect((await tokenBy(await app.member(owner, 'admin'), webhook)).status).toBe(200);
    expect((await attributesOf(webhook)).has_verification_token).toBe(true);
    for (const role of ['developer', 'viewer'])
      expect((await tokenBy(await app.member(owner, role), webhook)).status).toBe(403);
    expect(JSON.stringify(await owner.get(`webhooks/${webhook.id}`))).not.toContain(SECRET);
    await patch(webhook, { secret: 'set by a person' });
    expect((await tokenBy(owner, webhook)).status).toBe(404);
  });

  test('is not sent again to someone who has it', async () => {
    const webhook = await made(NOTION);
    await register(webhook, NOTION, SECRET);
    const { headers } = await tokenBy(owner, webhook);
    const again = await owner.get(`webhooks/${webhook.id}/verification-token`, {
      headers: { 'If-None-Match': headers['etag']! },
    });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('is not found in another tenant', async () => {
    const webhook = await made(NOTION);
    await register(webhook, NOTION, SECRET);
    const other = await app.tenant();
    expect((await tokenBy(other, webhook)).status).toBe(404);
    const path = `/v2/tenants/${owner.tenantId}/webhooks/${webhook.id}/verification-token`;
    expect([403, 404]).toContain((await other.get(path)).status);
  });

  test('is only recognized as the only member of the body', async () => {
    const webhook = await made(NOTION);
    const bodies = [
      { verification_token: SECRET, type: 'page.created' },
      [{ verification_token: SECRET }],
      {},
    ];
    for (const body of bodies)
      expect((await app.request('POST', webhook.path, { body: JSON.stringify(body) })).status).toBe(401);
    expect((await attributesOf(webhook)).has_secret).toBe(false);
  });
});

test('a secret set by a person, or by Asana, is never shown', async () => {
  const asana = await made(ASANA);
  await register(asana, ASANA, SECRET);
  for (const webhook of [asana, await made(NOTION, { secret: SECRET })])
    expect((await tokenBy(owner, webhook)).status).toBe(404);
});

describe('a webhook whose sender shows the secret only after it has the endpoint', () => {
  const waiting = () => makeWebhook(owner, target.url, { ...FROM_GITHUB, secret: null });

  test('rejects all events with the reason until its secret is set', async () => {
    const webhook = await waiting();
    expect(await attributesOf(webhook)).toMatchObject({ has_secret: false, waiting_for_secret: true });
    expect((await sendSigned(app, webhook, '{}')).status).toBe(401);
    await app.platform.services.webhooks.rejections.flush();
    const { body } = await owner.get(`webhooks/${webhook.id}/rejected-requests`);
    expect(body.data[0].attributes.reason).toMatch(/has no secret yet/);
    expect((await patch(webhook, { name: 'Renamed' })).status).toBe(200);
    expect((await patch(webhook, { secret: GITHUB_SECRET })).status).toBe(200);
    expect(await attributesOf(webhook)).toMatchObject({ has_secret: true, waiting_for_secret: false });
    expect((await sendSigned(app, webhook, '{}')).status).toBe(202);
    expect((await patch(webhook, { secret: null })).status).toBe(422);
  });

  test('must say so: without secret null, the secret is required', async () => {
    const { secret: _, ...without } = FROM_GITHUB;
    await expect(makeWebhook(owner, target.url, without)).rejects.toThrow(/requires a secret/);
  });

  test('is not one that needs no secret, or gets it by a handshake', async () => {
    for (const webhook of [await made(ASANA), await made(ASANA, { secret: null })])
      expect(await attributesOf(webhook)).toMatchObject({ has_secret: false, waiting_for_secret: false });
  });
});

test('only a webhook whose handshake sets the secret can be without one', async () => {
  const services = { ...servicesOf(ASANA), webhook_handshake: { type: 'head' } };
  await expect(made(ASANA, { config_services: services })).rejects.toThrow(/requires a secret/);
  const webhook = await made(ASANA, { config_services: services, secret: SECRET });
  expect((await patch(webhook, { secret: null })).status).toBe(422);
  expect((await patch(webhook, { secret: null, secret_overlap: 60 })).status).toBe(422);
});
