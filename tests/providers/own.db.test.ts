import { document, makeClient, makeComponent, type Answer, type Caller } from '../support/app.ts';
import { connectInBrowser, tokenOf } from '../support/credentials.ts';
import type { ScriptedProvider } from '../support/scripted-provider.ts';
import { setStage, tokens } from '../support/stage.ts';

const stage = setStage();
const { play, tokenAttributes, expire } = stage;

/** A provider at a scripted one, as a tenant describes it. */
const described = ({ url }: Pick<ScriptedProvider, 'url'>, attributes: object = {}) => ({
  name: 'Acme CRM',
  grant_types: ['authorization_code'],
  authorization_url: `${url}/authorize`,
  token_url: `${url}/token`,
  client_authentication: 'body',
  default_scopes: ['contacts.read'],
  ...attributes,
});

const SOMEWHERE = { url: 'https://acme.example' };

const define = (by: Caller, id: string, attributes: object = described(SOMEWHERE)) =>
  by.post('providers', { data: { type: 'provider', id, attributes } });
const change = (by: Caller, id: string, attributes: object) =>
  by.patch(`providers/${id}`, document('provider', attributes));
const makeWith = (by: Caller, provider: string, attributes: object = {}, related: object = {}) =>
  by.post(
    'credentials',
    document(
      'credential',
      { name: 'Acme', client_id: 'acme', client_secret: 's3cret', ...attributes },
      { provider: { type: 'provider', id: provider }, ...related },
    ),
  );

async function connectWith(provider: string): Promise<string> {
  const { body } = await makeWith(stage.owner, provider);
  const id = body.data.id as string;
  const page = await connectInBrowser(stage.app, stage.owner, id);
  if (!page.text.includes('Connected')) throw new Error(page.text);
  return id;
}

const outcome = ({ status, body }: Answer) =>
  status < 400
    ? String(status)
    : `${status} ${body.errors[0].code} ${body.errors[0].source?.pointer ?? ''}`.trim();

describe('an account', () => {
  test('is connected, refreshed and kept at a provider that the tenant describes', async () => {
    const at = await play({
      'POST /token': ({ fields }) =>
        fields['grant_type'] === 'refresh_token' ? tokens(2) : tokens(1, { team: { id: 't-1' } }),
    });
    const given = described(at, {
      parameters: { plan: { description: 'The plan', pattern: '^[a-z]+$', example: 'pro' } },
      authorization_params: { plan: '{plan}' },
      token_headers: { 'Acme-Version': '3' },
      token_response: { values: { teamId: '/team/id' } },
      base_uri: 'https://api.acme.example/{teamId}',
    });
    const defined = await define(stage.owner, 'acme-crm', given);
    expect(defined.status).toBe(201);
    expect(defined.body.data).toMatchObject({
      id: 'acme-crm',
      attributes: { ...given, built_in: false, created_at: expect.any(String) },
      links: { self: `/v2/tenants/${stage.owner.tenantId}/providers/acme-crm` },
    });
    const { body } = await makeWith(stage.owner, 'acme-crm', { parameters: { plan: 'pro' } });
    await connectInBrowser(stage.app, stage.owner, body.data.id);
    expect(at.at('/authorize')[0]!.query).toMatchObject({ plan: 'pro', scope: 'contacts.read' });
    expect(at.at('/token')[0]!.headers).toMatchObject({ 'acme-version': '3' });
    await expire(body.data.id);
    expect(await tokenAttributes(body.data.id)).toMatchObject({
      access_token: 'access-2',
      base_uri: 'https://api.acme.example/t-1',
      account: { teamId: 't-1' },
    });
  });

  test('has the ID that the provider documents, unless the credential maps another or none', async () => {
    const at = await play({
      'POST /token': () => tokens(1),
      'GET /me': () => ({ user: { id: 77, email: 'a@acme.example' } }),
    });
    await define(stage.owner, 'acme-users', {
      ...described(at),
      userinfo_url: `${at.url}/me`,
      user_id_expression: 'user.id',
    });
    const idWith = async (config_services: object) => {
      const { body } = await makeWith(stage.owner, 'acme-users', { config_services });
      await connectInBrowser(stage.app, stage.owner, body.data.id);
      const { attributes } = (await stage.owner.get(`credentials/${body.data.id}`)).body.data;
      return [attributes.state, attributes.external_user_id];
    };
    expect(await idWith({})).toEqual(['connected', '77']);
    const mapper = { type: 'jsonata', expression: 'userinfo.user.email' };
    expect(await idWith({ user_id_mapper: mapper })).toEqual(['connected', 'a@acme.example']);
    expect(await idWith({ user_id_mapper: { type: 'none' } })).toEqual(['connected', null]);
    await change(stage.owner, 'acme-users', { user_id_expression: 'nobody' });
    expect(await idWith({})).toEqual(['connected', null]);
  });

  test('asks for other scopes with client credentials, if the provider says so', async () => {
    const at = await play({ 'POST /token': () => tokens(1) });
    await define(stage.owner, 'acme-apps', {
      ...described(at),
      grant_types: ['authorization_code', 'client_credentials'],
      client_credentials_scopes: ['https://api.acme.example/.default'],
    });
    const { body } = await makeWith(stage.owner, 'acme-apps', { grant_type: 'client_credentials' });
    await stage.owner.post(`credentials/${body.data.id}/connections`, document('connection'));
    expect(at.at('/token')[0]!.fields).toMatchObject({ scope: 'https://api.acme.example/.default' });
    await connectWith('acme-apps');
    expect(at.at('/authorize')[0]!.query).toMatchObject({ scope: 'contacts.read' });
  });

  test('its parameters must match the patterns that the tenant describes', async () => {
    const site = { description: 'The site', pattern: '^[a-z]+$', example: 'acme' };
    const urls = {
      authorization_url: 'https://{site}.acme.example/a',
      token_url: 'https://{site}.acme.example/t',
    };
    await define(stage.owner, 'acme-sites', { ...described(SOMEWHERE), ...urls, parameters: { site } });
    expect(outcome(await makeWith(stage.owner, 'acme-sites', { parameters: { site: 'A1' } }))).toBe(
      '422 validation_failed /data/attributes/parameters/site',
    );
    expect(outcome(await makeWith(stage.owner, 'acme-sites', { parameters: { site: 'acme' } }))).toBe('201');
  });
});

describe('a provider with the ID of one in the catalog', () => {
  test('replaces it for this tenant only', async () => {
    const [one, other] = [await stage.app.tenant(), await stage.app.tenant()];
    const shown = async (by: Caller) => (await by.get('providers/github')).body.data.attributes;
    expect(await shown(one)).toMatchObject({ name: 'GitHub', built_in: true });
    await define(one, 'github', described(SOMEWHERE, { name: 'Our GitHub' }));
    expect(await shown(one)).toMatchObject({ name: 'Our GitHub', built_in: false });
    expect(await shown(other)).toMatchObject({ name: 'GitHub', built_in: true });
    const listed = async (by: Caller) =>
      (await by.get('providers?filter[search]=github&fields[provider]=name')).body.data.map(
        ({ attributes }: { attributes: { name: string } }) => attributes.name,
      );
    expect(await listed(one)).toContain('Our GitHub');
    expect(await listed(one)).not.toContain('GitHub');
    expect(await listed(other)).toContain('GitHub');
    expect((await one.delete('providers/github')).status).toBe(204);
    expect(await shown(one)).toMatchObject({ name: 'GitHub', built_in: true });
  });

  test('does not receive secrets that were entered for the one in the catalog', async () => {
    const owner = await stage.app.tenant();
    const at = await play({ 'POST /token': () => tokens(1) });
    const { body } = await makeWith(owner, 'github', { grant_type: 'client_credentials' });
    await define(owner, 'github', described(at, { grant_types: ['client_credentials'] }));
    const start = () => owner.post(`credentials/${body.data.id}/connections`, document('connection', {}));
    expect(outcome(await start())).toBe('409 token_url_changed');
    expect(at.requests).toEqual([]);
    await owner.patch(`credentials/${body.data.id}`, document('credential', { client_secret: 'new' }));
    expect(outcome(await start())).toBe('201');
    expect(at.at('/token')[0]!.fields).toMatchObject({ client_secret: 'new' });
  });

  test('is deleted without sending its secrets and tokens to the one in the catalog', async () => {
    const owner = await stage.app.tenant();
    const at = await play({ 'POST /token': () => tokens(1) });
    await define(owner, 'github', described(at));
    const { body } = await makeWith(owner, 'github');
    const id = body.data.id as string;
    await connectInBrowser(stage.app, owner, id);
    expect((await owner.delete('providers/github')).status).toBe(204);
    await expire(id);
    expect(outcome(await tokenOf(owner, id))).toBe('409 token_url_changed');
    // With a secret for the catalog's provider, its tokens still belong to the other server.
    await owner.patch(`credentials/${id}`, document('credential', { client_secret: 'of GitHub' }));
    await expire(id);
    expect(outcome(await tokenOf(owner, id))).toBe('409 token_url_changed');
  });

  test('keeps the secrets if its URLs are those of the catalog', async () => {
    const owner = await stage.app.tenant();
    const { body } = await makeWith(owner, 'github');
    const { id: _, ...entry } = (await owner.get('providers/github')).body.data.attributes;
    const { built_in: __, created_at: ___, updated_at: ____, ...same } = entry;
    expect(outcome(await define(owner, 'github', { ...same, name: 'Our GitHub' }))).toBe('201');
    const started = await owner.post(`credentials/${body.data.id}/connections`, document('connection', {}));
    expect(outcome(started)).toBe('201');
  });
});

describe('changing a provider', () => {
  test('keeps what the request omits, and null removes an attribute', async () => {
    await define(stage.owner, 'changing', described(SOMEWHERE, { pkce: false, notes: 'Old' }));
    const changed = await change(stage.owner, 'changing', { notes: null, name: 'New' });
    expect(changed.body.data.attributes).toMatchObject({ name: 'New', pkce: false });
    expect(changed.body.data.attributes).not.toHaveProperty('notes');
    expect(outcome(await change(stage.owner, 'changing', { name: null }))).toBe(
      '422 validation_failed /data/attributes/name',
    );
    expect(outcome(await change(stage.owner, 'changing', { token_url: null }))).toBe(
      '422 validation_failed /data/attributes/token_url',
    );
  });

  test.each(['token_url', 'refresh_url', 'revocation_url', 'device_authorization_url'])(
    'to another %s keeps stored secrets and refresh tokens from it',
    async (name) => {
      const [at, other] = [
        await play({ 'POST /token': () => tokens(1) }),
        await play({ 'POST /token': () => tokens(2) }),
      ];
      const id = `moved-${name.replaceAll('_', '-')}`;
      await define(stage.owner, id, described(at));
      const credential = await connectWith(id);
      expect(outcome(await change(stage.owner, id, { [name]: `${other.url}/token` }))).toBe('200');
      await expire(credential);
      expect(outcome(await tokenOf(stage.owner, credential))).toBe('409 token_url_changed');
      await stage.owner.delete(`credentials/${credential}/connections`);
      expect(other.requests).toEqual([]);
    },
  );

  test('in any other way makes no difference to connected accounts', async () => {
    let issued = 0;
    const at = await play({ 'POST /token': () => tokens((issued += 1)) });
    await define(stage.owner, 'renamed', described(at));
    const credential = await connectWith('renamed');
    await change(stage.owner, 'renamed', { name: 'Renamed', default_scopes: ['all'] });
    await expire(credential);
    expect((await tokenAttributes(credential)).access_token).toBe('access-2');
  });

  test('lets a refresh that the provider refused be tried again at once', async () => {
    const at = await play({
      'POST /token': ({ fields, headers }) =>
        fields['grant_type'] !== 'refresh_token' || headers['acme-version'] === '4'
          ? tokens(1)
          : { status: 400, body: { error: 'invalid_request' } },
    });
    await define(stage.owner, 'acme-strict', described(at));
    const id = await connectWith('acme-strict');
    await expire(id);
    expect((await tokenOf(stage.owner, id)).status).toBe(503);
    await change(stage.owner, 'acme-strict', { token_headers: { 'Acme-Version': '4' } });
    expect((await tokenOf(stage.owner, id)).status).toBe(200);
  });

  test('needs the permission to get tokens if credentials use it', async () => {
    await define(stage.owner, 'guarded');
    const editor = await stage.app.member(stage.owner, 'developer');
    expect(outcome(await change(editor, 'guarded', { name: 'Free' }))).toBe('200');
    await makeWith(stage.owner, 'guarded');
    expect(outcome(await change(editor, 'guarded', { name: 'Used' }))).toBe('403 permission_missing');
    expect(outcome(await define(editor, 'github'))).toBe('201');
  });

  test("needs the permission to read secrets if a credential uses the tenant's OAuth client", async () => {
    const owner = await stage.app.tenant();
    const permissions = ['tenants.providers.edit', 'tenants.credentials.use'];
    await owner.post('roles', document('role', { name: 'editor', permissions }));
    const editor = await stage.app.member(owner, 'editor');
    await define(owner, 'guarded');
    const client = { type: 'oauth-client', id: await makeClient(owner, await makeComponent(owner)) };
    const own = { client_id: undefined, client_secret: undefined };
    expect(outcome(await change(editor, 'guarded', { name: 'Free' }))).toBe('200');
    expect((await makeWith(owner, 'guarded', own, { oauth_client: client })).status).toBe(201);
    expect(outcome(await change(editor, 'guarded', { name: 'Used' }))).toBe('403 permission_missing');
  });

  test('respects If-Match', async () => {
    await define(stage.owner, 'matched');
    const { headers } = await stage.owner.get('providers/matched');
    await change(stage.owner, 'matched', { name: 'Second' });
    const late = await stage.owner.patch('providers/matched', document('provider', { name: 'Late' }), {
      headers: { 'If-Match': headers['etag']! },
    });
    expect(late.status).toBe(412);
  });
});

describe('deleting a provider', () => {
  test('is refused while credentials use it, unless it replaces one of the catalog', async () => {
    const owner = await stage.app.tenant();
    await define(owner, 'used');
    const { body } = await makeWith(owner, 'used');
    const refused = await owner.delete('providers/used');
    expect(outcome(refused)).toBe('409 provider_in_use');
    expect(refused.body.errors[0].meta).toEqual({ credentials: [body.data.id], count: 1 });
    await owner.delete(`credentials/${body.data.id}`);
    expect(outcome(await owner.delete('providers/used'))).toBe('204');
    await define(owner, 'slack');
    await makeWith(owner, 'slack');
    expect(outcome(await owner.delete('providers/slack'))).toBe('204');
  });

  test.each(['patch', 'delete'] as const)(
    '%s of one in the catalog says what to do instead',
    async (method) => {
      const answer =
        method === 'patch'
          ? await change(stage.owner, 'google', { name: 'G' })
          : await stage.owner.delete('providers/google');
      expect(outcome(answer)).toBe('409 provider_built_in');
      expect(answer.body.errors[0].detail).toContain('define a provider with the same ID');
    },
  );
});

describe('defining a provider is refused', () => {
  test.each<[string, object, string]>([
    ['without a token URL', { token_url: undefined }, 'token_url'],
    ['with a private address', { token_url: 'https://10.0.0.1/token' }, 'token_url'],
    ['with plain http', { authorization_url: 'http://acme.example/authorize' }, 'authorization_url'],
    ['with a refresh URL that is not allowed', { refresh_url: 'http://10.0.0.1/token' }, 'refresh_url'],
    ['with an unknown member', { tokenUrl: 'https://acme.example' }, 'tokenUrl'],
    ['with an undeclared placeholder', { base_uri: 'https://{dc}.acme.example' }, 'base_uri'],
    ['with one in a parameter', { authorization_params: { plan: '{plan}' } }, 'authorization_params'],
    ['with one in a key ID', { client_assertion: { key_id: '{kid}' } }, 'client_assertion'],
    ['with a parameter that Valetkey sets', { token_params: { code: 'x' } }, 'token_params/code'],
    ['with a header that Valetkey sets', { token_headers: { Host: 'x' } }, 'token_headers/Host'],
    [
      'with a refresh token among the account values',
      { callback: { values: ['refresh_token'] } },
      'callback/values/0',
    ],
    ['with an expression that does not parse', { user_id_expression: '$((' }, 'user_id_expression'],
    [
      'with a lookup at a host that the account chooses',
      { account_lookup: { url: 'https://{host}/me', expression: '{}' }, callback: { values: ['host'] } },
      'account_lookup/url',
    ],
  ])('%s', async (_, attributes, member) => {
    const answer = await define(stage.owner, 'refused', described(SOMEWHERE, attributes));
    expect(answer.status).toBe(422);
    const pointers = (answer.body.errors as { source: { pointer: string } }[]).map(
      ({ source }) => source.pointer,
    );
    expect(pointers).toEqual([`/data/attributes/${member}`]);
  });

  test.each(['Acme', 'a b', '', '-a', 'a'.repeat(61), '../x'])('with the ID "%s"', async (id) => {
    expect(outcome(await define(stage.owner, id))).toBe('422 validation_failed /data/id');
  });

  test('without an ID', async () => {
    const answer = await stage.owner.post('providers', document('provider', described(SOMEWHERE)));
    expect(outcome(answer)).toBe('422 validation_failed /data');
  });

  test('with an ID that the tenant already uses', async () => {
    await define(stage.owner, 'twice');
    expect(outcome(await define(stage.owner, 'twice'))).toBe('409 already_exists /data/id');
  });

  test('once the tenant has 200', async () => {
    const owner = await stage.app.tenant();
    for (let n = 0; n < 200; n += 1) expect((await define(owner, `p-${n}`)).status).toBe(201);
    const refused = await define(owner, 'one-more');
    expect(outcome(refused)).toBe('409 conflict');
    expect(refused.body.errors[0].detail).toContain('at most 200 providers');
  });
});

test('a pattern that would take forever to match answers at once', async () => {
  const parameters = { site: { description: 'Site', pattern: '^(([a-z])+)+1$', example: 'a'.repeat(60) } };
  const refused = await define(
    stage.owner,
    'slow',
    described(SOMEWHERE, { token_params: { site: '{site}' }, parameters }),
  );
  expect(outcome(refused)).toBe('422 validation_failed /data/attributes/parameters/site/example');
});

test('the log records who defined, changed and deleted a provider', async () => {
  const owner = await stage.app.tenant();
  await define(owner, 'logged');
  await change(owner, 'logged', { name: 'Renamed' });
  await owner.delete('providers/logged');
  const { body } = await owner.get(
    'audit-events?filter[action]=providers.create,providers.update,providers.delete',
  );
  const events = (body.data as { attributes: { action: string; details: object } }[]).map(
    ({ attributes }) => [attributes.action, attributes.details],
  );
  expect(events).toEqual([
    ['providers.delete', { provider: 'logged' }],
    ['providers.update', { provider: 'logged', name: 'Renamed' }],
    ['providers.create', { provider: 'logged', name: 'Acme CRM' }],
  ]);
});

test('another tenant can neither see, change, delete nor use it', async () => {
  const other = await stage.app.tenant();
  await define(stage.owner, 'private');
  expect(outcome(await other.get('providers/private'))).toBe('404 not_found');
  expect(outcome(await change(other, 'private', { name: 'X' }))).toBe('404 not_found');
  expect(outcome(await other.delete('providers/private'))).toBe('404 not_found');
  expect(outcome(await makeWith(other, 'private'))).toBe(
    '404 not_found /data/relationships/provider/data/id',
  );
});

test('providers are found by a part of their name or ID, ignoring case', async () => {
  const owner = await stage.app.tenant();
  await define(owner, 'zebra-crm', described(SOMEWHERE, { name: 'Ärzte CRM' }));
  for (const text of ['ZEBRA', 'ärzte', 'ÄRZTE', 'a-c'])
    expect([text, (await owner.get(`providers?filter[search]=${encodeURIComponent(text)}`)).text]).toEqual([
      text,
      expect.stringContaining('"zebra-crm"'),
    ]);
  expect((await owner.get('providers?filter[search]=zebra%25')).body.data).toEqual([]);
});
