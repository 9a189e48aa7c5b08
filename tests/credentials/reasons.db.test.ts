import type { ConnectionReason } from '../../src/schema/index.ts';
import { document, makeClient, makeComponent, PIZZA_VAN, startApp } from '../support/app.ts';
import type { Answer, Caller, TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  age,
  agree,
  closeProviders,
  connected,
  connectInBrowser,
  LOOPBACK_ALLOWED,
  makeCredential,
  provider,
  startConnection,
} from '../support/credentials.ts';
import { rsaKey } from '../support/jwt-checks.ts';
import type { Behaviour, ProviderOptions } from '../support/providers/provider.mjs';

const HOUR = 3_600_000;

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

/** Makes a credential fail in some way and returns its ID. */
type Scenario = () => Promise<string>;

/** The provider redirects the browser to the callback with this query. */
function callback(query: string, attributes: (at: { url: string }) => object = () => ({})): Scenario {
  return async () => {
    const at = await provider();
    const id = await makeCredential(owner, at, attributes(at));
    const { body } = await startConnection(owner, id);
    const { authorization_url } = body.data.attributes;
    const state = new URL(authorization_url).searchParams.get('state')!;
    await app.request('GET', `/callback/oauth2?state=${state}&${query}`);
    return id;
  };
}

/** How the provider responds when the code is redeemed. */
function redeemed(behaviour: Behaviour, options?: ProviderOptions, attributes: object = {}): Scenario {
  return async () => {
    const at = await provider(options);
    const id = await makeCredential(owner, at, attributes);
    at.next(behaviour);
    await connectInBrowser(app, owner, id);
    return id;
  };
}

/** The provider refuses a signed JWT. */
const assertionRefused: Scenario = async () => {
  const at = await provider();
  const id = await makeCredential(owner, at, { grant_type: 'jwt_bearer', client_secret: rsaKey().pem });
  at.next(says('invalid_grant'));
  await startConnection(owner, id);
  return id;
};

/** How the provider responds to a refresh. */
function refreshed(behaviour: Behaviour): Scenario {
  return async () => {
    const at = await provider();
    const id = await connected(app, owner, at);
    at.next(behaviour);
    await owner.post(`credentials/${id}/refreshes`);
    return id;
  };
}

/** The stored credential or connection has these values when a token is refreshed ahead of time. */
function stored(table: 'credentials' | 'connections', columns: object): Scenario {
  return async () => {
    const at = await provider();
    const id = await connected(app, owner, at);
    await tablesOf(app)(table)
      .where(table === 'credentials' ? { id } : { credential_id: id })
      .update(columns);
    await age(app, id, 2 * HOUR);
    const { refresher } = app.platform.services.thirdParties;
    await refresher.refresh(owner.tenantId, id).catch(() => undefined);
    return id;
  };
}

/** The owner of a global component changes it under another tenant's connected credential. */
function ofComponent(change: (url: string) => object): Scenario {
  return async () => {
    const at = await provider({ clientIn: 'body' });
    const publisher = await app.tenant('Publisher');
    const component = await makeComponent(publisher, descriptorAt(at.url), 'global');
    await makeClient(owner, component, { client_id: 'acme', client_secret: 's3cret' });
    const related = { component: { type: 'component', id: component } };
    const { body } = await owner.post('credentials', document('credential', { name: 'van' }, related));
    await connectInBrowser(app, owner, body.data.id);
    const changed = await publisher.patch(`components/${component}`, document('component', change(at.url)));
    expect(changed.status).toBe(200);
    await owner.post(`credentials/${body.data.id}/refreshes`);
    return body.data.id;
  };
}

function descriptorAt(url: string, tokenUri = `${url}/token`) {
  const { credentials } = PIZZA_VAN;
  const oauth2 = { ...credentials.oauth2, auth_uri: `${url}/authorize`, token_uri: tokenUri };
  return { ...PIZZA_VAN, credentials: { ...credentials, oauth2 } };
}

const says = (error: string): Behaviour => ({ status: 400, body: JSON.stringify({ error }) });
const mapping = { user_id_mapper: { type: 'jsonata', expression: 'token.nobody' } };
const validating = (url: string) => ({ token_validation: { type: 'introspection', url } });

/** The reasons that only an attempt with a device code has; see connecting/device.db.test.ts. */
type OfDevices = 'device_code_expired' | 'attempt_canceled' | 'attempt_interrupted';

const SCENARIOS: Record<Exclude<ConnectionReason, OfDevices>, Scenario[]> = {
  access_denied: [callback('error=access_denied')],
  returned_too_late: [
    async () => {
      const at = await provider();
      const id = await makeCredential(owner, at);
      const { body } = await startConnection(owner, id);
      await tablesOf(app)('connection_attempts').where({ id: body.data.id }).update({ expires_at: 1 });
      await app.request('GET', `/callback/oauth2${await agree(body.data.attributes.authorization_url)}`);
      return id;
    },
  ],
  login_refused: [redeemed(says('invalid_grant')), redeemed(says('bad_verification_code'))],
  assertion_refused: [assertionRefused],
  client_refused: [
    redeemed({}, { clientSecret: 'another' }),
    redeemed({ status: 200, body: '{"error":"incorrect_client_credentials"}' }),
    refreshed(says('invalid_client')),
  ],
  grant_type_refused: [redeemed(says('unauthorized_client')), callback('error=unauthorized_client')],
  redirect_uri_refused: [redeemed(says('redirect_uri_mismatch'))],
  scope_refused: [callback('error=invalid_scope'), refreshed(says('invalid_scope'))],
  provider_refused: [redeemed(says('constructor')), callback('scope=read'), callback('error=x_unheard_of')],
  provider_unavailable: [
    redeemed({ status: 503 }),
    redeemed({ resetBefore: true }),
    callback('error=temporarily_unavailable'),
    refreshed({ status: 429 }),
    refreshed(says('server_error')),
  ],
  answer_unusable: [
    redeemed({ html: true }),
    redeemed({ status: 404 }),
    redeemed({ huge: 1_000_000 }),
    refreshed({ status: 302 }),
    refreshed({ status: 200, body: '{"token_type":"Bearer"}' }),
  ],
  redirect_not_authentic: [
    callback('code=c&hmac=0', () => ({ provider_settings: { callback: { signature: 'shopify' } } })),
  ],
  account_lookup_failed: [
    async () => {
      const at = await provider();
      const account_lookup = { url: `${at.url}/nowhere`, expression: '$' };
      const id = await makeCredential(owner, at, { provider_settings: { account_lookup } });
      await connectInBrowser(app, owner, id);
      return id;
    },
  ],
  issuer_mismatch: [callback('code=c&iss=https%3A%2F%2Fevil.example', ({ url }) => ({ issuer: url }))],
  refresh_token_missing: [redeemed({ noRefreshToken: true })],
  token_validation_failed: [
    async () => {
      const at = await provider();
      const id = await makeCredential(owner, at, { config_services: validating(`${at.url}/nowhere`) });
      await connectInBrowser(app, owner, id);
      return id;
    },
  ],
  user_id_mapping_failed: [redeemed({}, {}, { config_services: mapping })],
  grant_lost: [refreshed(says('invalid_grant')), refreshed(says('bad_refresh_token'))],
  token_ended: [
    async () => {
      const at = await provider({ refreshTokens: false });
      const id = await connected(app, owner, at, { non_expiring_tokens: true });
      await age(app, id, 2 * HOUR);
      await owner.post(`credentials/${id}/refreshes`);
      return id;
    },
  ],
  settings_changed: [
    async () => {
      const id = await connected(app, owner, await provider());
      await owner.patch(
        `credentials/${id}`,
        document('credential', { client_id: 'another', client_secret: 'x' }),
      );
      return id;
    },
    async () => {
      const at = await provider();
      const id = await makeCredential(owner, at);
      const { body } = await startConnection(owner, id);
      await owner.patch(`credentials/${id}`, document('credential', { name: 'Another' }));
      await app.request('GET', `/callback/oauth2${await agree(body.data.attributes.authorization_url)}`);
      return id;
    },
  ],
  token_url_changed: [
    ofComponent((url) => ({ descriptor: descriptorAt(url, `${url}/elsewhere`) })),
    stored('connections', { token_url: 'https://elsewhere.example/token' }),
  ],
  credential_incomplete: [stored('credentials', { client_id: null, client_secret: null })],
  integration_unusable: [ofComponent(() => ({ access: 'tenant' }))],
  url_not_allowed: [
    stored('credentials', {
      token_url: 'https://10.0.0.1/token',
      secret_token_url: 'https://10.0.0.1/token',
    }),
  ],
  internal_error: [stored('connections', { refresh_token: 'unreadable' })],
};

const attributesOf = async (id: string) => (await owner.get(`credentials/${id}`)).body.data.attributes;

describe.each(Object.entries(SCENARIOS))('the code %s', (code, scenarios) => {
  test.each(scenarios.map((scenario, index) => [index + 1, scenario] as const))(
    'is set together with a sentence in state_reason (%i)',
    async (_, scenario) => {
      expect(await attributesOf(await scenario())).toMatchObject({
        state: expect.not.stringMatching('pending'),
        state_reason: expect.stringMatching(/^[A-Z].*\.$/s),
        state_reason_code: code,
      });
    },
  );
});

test.each(['access_denied', 'invalid_code'])('%s on a refresh means provider_refused', async (error) => {
  expect(await attributesOf(await refreshed(says(error))())).toMatchObject({
    state_reason_code: 'provider_refused',
  });
});

test('a credential that is connected, or was never connected, has no reason', async () => {
  const at = await provider({ deny: 'no' });
  const id = await makeCredential(owner, at);
  const none = { state_reason: null, state_reason_code: null };
  expect(await attributesOf(id)).toMatchObject(none);
  await connectInBrowser(app, owner, id);
  expect(await attributesOf(id)).toMatchObject({ state_reason_code: 'access_denied' });
  delete at.options.deny;
  await connectInBrowser(app, owner, id);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', ...none });
  at.next({ status: 503 });
  await owner.post(`credentials/${id}/refreshes`);
  expect(await attributesOf(id)).toMatchObject({ state_reason_code: 'provider_unavailable' });
  await age(app, id, 0);
  await owner.post(`credentials/${id}/refreshes`);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', ...none });
});

test('a failed connection attempt has the reason code too, and so does the return URL', async () => {
  const return_url = 'https://console.acme.example/done';
  await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', { return_urls: [return_url] }));
  const id = await makeCredential(owner, await provider({ deny: 'no' }));
  const { body } = await startConnection(owner, id, { return_url });
  expect(body.data.attributes).toMatchObject({ reason: null, reason_code: null });
  const query = await agree(body.data.attributes.authorization_url);
  const { headers } = await app.request('GET', `/callback/oauth2${query}`);
  expect(new URL(headers['location']!).searchParams.get('reason_code')).toBe('access_denied');
  const { attributes } = (await owner.get(body.data.links.self)).body.data;
  expect(attributes).toMatchObject({ state: 'failed', reason_code: 'access_denied' });
});

test('an attempt that fails with an internal error has the reason code internal_error', async () => {
  const id = await makeCredential(owner, await provider());
  const { body } = await startConnection(owner, id);
  await tablesOf(app)('connection_attempts')
    .where({ id: body.data.id })
    .update({ code_verifier: 'unreadable' });
  const page = await app.request(
    'GET',
    `/callback/oauth2${await agree(body.data.attributes.authorization_url)}`,
  );
  expect(page.status).toBe(400);
  const { attributes } = (await owner.get(body.data.links.self)).body.data;
  expect(attributes).toMatchObject({ state: 'failed', reason_code: 'internal_error' });
});

test('a failed token request has the reason code', async () => {
  const errorOf = ({ body }: Answer) => body.errors[0];
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next({ status: 503 });
  const reason = (reason_code: string) => ({ meta: { reason_code } });
  const token = () => owner.post(`credentials/${id}/tokens`);
  // The first request calls the provider; the second falls into the pause after the failure.
  for (const answer of [await token(), await token()])
    expect(errorOf(answer)).toMatchObject({
      code: 'provider_unavailable',
      ...reason('provider_unavailable'),
    });
  await age(app, id, 0);
  at.next(says('invalid_grant'));
  for (const answer of [await token(), await token()])
    expect(errorOf(answer)).toMatchObject({
      code: 'credential_needs_reauthorization',
      ...reason('grant_lost'),
    });
  const never = await makeCredential(owner, await provider({ deny: 'no' }));
  expect(errorOf(await owner.post(`credentials/${never}/tokens`))).not.toHaveProperty('meta');
  await connectInBrowser(app, owner, never);
  expect(errorOf(await owner.post(`credentials/${never}/tokens`))).toMatchObject({
    code: 'credential_not_connected',
    ...reason('access_denied'),
  });
});

test('a token request or refresh with an incomplete credential gets a 409 without a source', async () => {
  for (const path of ['tokens', 'refreshes']) {
    const id = await connected(app, owner, await provider());
    await tablesOf(app)('credentials')
      .where({ id })
      .update({ token_url: 'https://10.0.0.1/token', secret_token_url: 'https://10.0.0.1/token' });
    await age(app, id, 2 * HOUR);
    const { status, body } = await owner.post(`credentials/${id}/${path}`);
    expect([status, body.errors[0]]).toMatchObject([
      409,
      { code: 'credential_incomplete', meta: { reason_code: 'url_not_allowed' } },
    ]);
    expect(body.errors[0]).not.toHaveProperty('source');
  }
});

test('a reason stored before reasons had codes has only its sentence', async () => {
  const id = await refreshed(says('invalid_grant'))();
  await tablesOf(app)('connections').where({ credential_id: id }).update({ state_reason_code: null });
  expect(await attributesOf(id)).toMatchObject({
    state: 'needs_reauthorization',
    state_reason: expect.stringContaining('invalid_grant'),
    state_reason_code: null,
  });
});
