import { backgroundJobs } from '../../src/app/jobs.ts';
import { document, makeClient, makeComponent, PIZZA_VAN } from '../support/app.ts';
import { connectInBrowser, tokenOf } from '../support/credentials.ts';
import { settle, tablesOf } from '../support/direct-database.ts';
import { accepting, inDays, secretsAt } from '../support/rotation.ts';
import { setStage, tokens } from '../support/stage.ts';

const stage = setStage();
const { play, expire } = stage;

const END = 'previous_client_secret_expires_at';
const change = (id: string, attributes: object, related = {}, by = stage.owner) =>
  by.patch(`oauth-clients/${id}`, document('oauth-client', attributes, related));
const rotate = (id: string, attributes: object = {}, related = {}) =>
  change(id, { client_secret: 'n3w', [END]: inDays(7), ...attributes }, related);
const row = (id: string) => tablesOf(stage.app)('oauth_clients').where({ id });

const descriptorAt = (url: string) => ({
  ...PIZZA_VAN,
  credentials: {
    ...PIZZA_VAN.credentials,
    oauth2: { ...PIZZA_VAN.credentials.oauth2, auth_uri: `${url}/authorize`, token_uri: `${url}/token` },
  },
});

/** An OAuth client, and a connected credential that uses it at a provider that accepts only the old secret. */
async function connectedClient() {
  let issued = 0;
  const accepted = new Set(['s3cret']);
  const at = await play({ 'POST /token': accepting(accepted, () => tokens((issued += 1))) });
  const component = await makeComponent(stage.owner, descriptorAt(at.url));
  const client = await makeClient(stage.owner, component);
  const { body } = await stage.owner.post(
    'credentials',
    document('credential', { name: 'A van' }, { component: { type: 'component', id: component } }),
  );
  const credential = body.data.id as string;
  const page = await connectInBrowser(stage.app, stage.owner, credential);
  expect(page.text).toContain('Connected');
  return { at, accepted, component, client, credential };
}

test('credentials that use a client work with the old secret until the provider accepts the new one', async () => {
  const { at, accepted, client, credential } = await connectedClient();
  const { status, body } = await rotate(client);
  expect([status, typeof body.data.attributes[END]]).toEqual([200, 'string']);
  await expire(credential);
  expect((await tokenOf(stage.owner, credential)).status).toBe(200);
  accepted.clear();
  accepted.add('n3w');
  await expire(credential);
  expect((await tokenOf(stage.owner, credential)).status).toBe(200);
  expect(secretsAt(at)).toEqual(['s3cret', 'n3w', 's3cret', 'n3w']);
  expect(stage.app.logged()).toContain('the provider accepted only the previous client secret');
});

test('a secret that the provider replaced first loses no account, and the new one is used at once', async () => {
  const { accepted, client, credential } = await connectedClient();
  accepted.clear();
  accepted.add('n3w');
  await expire(credential);
  expect((await tokenOf(stage.owner, credential)).body.errors[0].meta.reason_code).toBe('client_refused');
  await change(client, { client_secret: 'n3w' });
  expect((await tokenOf(stage.owner, credential)).status).toBe(200);
});

test('components get only the new secret, and when the other one ends', async () => {
  const { client, component } = await connectedClient();
  const until = inDays(7);
  await rotate(client, { [END]: until });
  for (const path of [`components/${component}/oauth-client`, `oauth-clients/${client}`]) {
    const { body, text } = await stage.owner.get(path);
    expect(body.data.attributes).toMatchObject({ client_secret: 'n3w', [END]: until });
    expect(text).not.toContain('s3cret');
  }
  const { text } = await stage.owner.get(`components/${component}/env`);
  expect(text).toContain('n3w');
  expect(text).not.toContain('s3cret');
  const list = await stage.owner.get(`oauth-clients?filter[id]=${client}`);
  expect(list.body.data[0].attributes[END]).toBe(until);
});

test('null ends it, and so does the time', async () => {
  const { client, credential } = await connectedClient();
  await rotate(client);
  await row(client).update({ [END]: Date.now() - 1 });
  await expire(credential);
  expect((await tokenOf(stage.owner, credential)).body.errors[0].meta.reason_code).toBe('client_refused');
  const jobs = backgroundJobs(stage.app.platform.services);
  for (const { name, run } of jobs) if (name.includes('previous client secrets')) await run();
  expect(await row(client).first()).toMatchObject({ previous_client_secret: null, [END]: null });
  await rotate(client, { client_secret: 'newest' });
  expect((await change(client, { [END]: null })).body.data.attributes[END]).toBeNull();
  expect(await row(client).first()).toMatchObject({ previous_client_secret: null });
});

describe('the previous secret', () => {
  test.each<[string, object]>([
    ['the client ID changes', { client_id: 'van-2' }],
    ['the secret changes again', { client_secret: 'newest' }],
  ])('is deleted if %s', async (_, attributes) => {
    const client = await makeClient(stage.owner, await makeComponent(stage.owner));
    await rotate(client);
    expect((await change(client, attributes)).body.data.attributes[END]).toBeNull();
    expect(await row(client).first()).toMatchObject({ previous_client_secret: null });
  });

  test('is deleted if the client moves to another component, and cannot be kept then', async () => {
    const client = await makeClient(stage.owner, await makeComponent(stage.owner));
    await rotate(client);
    const to = async () => ({ component: { type: 'component', id: await makeComponent(stage.owner) } });
    const refused = await rotate(client, { client_secret: 'newest' }, await to());
    expect([refused.status, refused.body.errors[0].source.pointer]).toEqual([422, `/data/attributes/${END}`]);
    expect((await row(client).first())!.previous_client_secret).not.toBeNull();
    expect((await change(client, {}, await to())).body.data.attributes[END]).toBeNull();
  });

  test('is never sent to a new token URL of the component', async () => {
    const { at, client, component, credential } = await connectedClient();
    await rotate(client);
    const elsewhere = await play({ 'POST /token': accepting(new Set(), () => tokens(9)) });
    await stage.owner.patch(
      `components/${component}`,
      document('component', { descriptor: descriptorAt(elsewhere.url) }),
    );
    const refused = await rotate(client, { client_secret: 'newest' });
    expect([refused.status, refused.body.errors[0].source.pointer]).toEqual([422, `/data/attributes/${END}`]);
    expect((await change(client, { client_secret: 'newest' })).body.data.attributes[END]).toBeNull();
    await connectInBrowser(stage.app, stage.owner, credential);
    expect(secretsAt(elsewhere)).toEqual(['newest']);
    expect(secretsAt(at)).toEqual(['s3cret']);
  });

  test('is only for callers who may change the client', async () => {
    const client = await makeClient(stage.owner, await makeComponent(stage.owner));
    await rotate(client);
    const viewer = await stage.app.member(stage.owner, 'viewer');
    expect((await change(client, { [END]: null }, {}, viewer)).status).toBe(403);
    const stranger = await stage.app.tenant();
    expect((await change(client, { [END]: null }, {}, stranger)).status).toBe(404);
    expect((await row(client).first())!.previous_client_secret).not.toBeNull();
  });
});

test('the audit log says that the secret was changed and until when the other is used', async () => {
  const client = await makeClient(stage.owner, await makeComponent(stage.owner));
  const until = inDays(7);
  await rotate(client, { [END]: until });
  await settle(stage.app);
  const { body, text } = await stage.owner.get(
    `audit-events?filter[resource]=${client}&filter[action]=oauth-clients.update`,
  );
  expect(body.data[0].attributes.details).toMatchObject({ client_secret_changed: true, [END]: until });
  expect(text).not.toMatch(/s3cret|n3w/);
});

test.each<[string, (component: string, url: string) => Promise<unknown>]>([
  [
    'a new component.json',
    (component, url) =>
      stage.owner.patch(
        `components/${component}`,
        document('component', { descriptor: { ...descriptorAt(url), description: 'A new one' } }),
      ),
  ],
  [
    'new variables of the component',
    (component) =>
      stage.owner.put(
        `components/${component}/env`,
        document('component-env', { vars: { SUBDOMAIN: 'acme' } }),
      ),
  ],
])('%s: the next request for a token refreshes at once', async (_, change) => {
  const { at, accepted, component, credential } = await connectedClient();
  accepted.clear();
  await expire(credential);
  expect((await tokenOf(stage.owner, credential)).status).toBe(503);
  const sent = at.at('/token').length;
  expect((await tokenOf(stage.owner, credential)).status).toBe(503);
  expect(at.at('/token')).toHaveLength(sent);
  await change(component, at.url);
  accepted.add('s3cret');
  expect((await tokenOf(stage.owner, credential)).status).toBe(200);
});
