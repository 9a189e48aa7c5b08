import { document } from '../../support/app.ts';
import { startConnection, tokenOf } from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';
import { faultOfJwt, rsaKey, type JwtDemands } from '../../support/jwt-checks.ts';
import type { ScriptedProvider, ScriptedResponse, SeenRequest } from '../../support/scripted-provider.ts';
import { setStage } from '../../support/stage.ts';

/** Accounts that are connected by a signed JWT, at providers that check it as theirs do. */
const stage = setStage();
const { play, attributesOf, tokenAttributes, expire } = stage;

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const HOUR = 3_600_000;
const KEY = rsaKey();

/** A token endpoint that accepts exactly such JWTs. Its demands can change while it runs. */
function accepting(demands: JwtDemands, more: object = {}) {
  let issued = 0;
  return async ({ fields }: SeenRequest): Promise<ScriptedResponse | object> => {
    if (fields['grant_type'] !== JWT_BEARER) return refusal('unsupported_grant_type', '');
    const fault = await faultOfJwt(fields['assertion'], demands);
    if (fault !== undefined) return refusal('invalid_grant', fault);
    return { access_token: `access-${(issued += 1)}`, token_type: 'Bearer', expires_in: 3600, ...more };
  };
}

function refusal(error: string, error_description: string): ScriptedResponse {
  return { status: 400, body: { error, error_description } };
}

/** Creates a credential at a provider of the catalog, whose token endpoint is played. @returns its ID */
async function make(at: ScriptedProvider, provider: string, attributes: object): Promise<string> {
  const related = { provider: { type: 'provider', id: provider } };
  const own = {
    name: provider,
    grant_type: 'jwt_bearer',
    token_url: `${at.url}/token`,
    revocation_url: `${at.url}/revoke`,
    client_secret: KEY.pem,
    ...attributes,
  };
  const { status, body } = await stage.owner.post('credentials', document('credential', own, related));
  expect([status, body.errors]).toEqual([201, undefined]);
  return body.data.id;
}

async function connect(id: string): Promise<void> {
  const { status, body } = await startConnection(stage.owner, id);
  expect([status, body.errors]).toEqual([201, undefined]);
}

const SERVICE_ACCOUNT = 'robot@project.iam.gserviceaccount.example';
const DRIVE = 'https://www.googleapis.com/auth/drive';

function googleDemands(url: string): JwtDemands {
  const scope = `${DRIVE} openid`;
  return {
    key: KEY.publicKey,
    issuer: SERVICE_ACCOUNT,
    subject: undefined,
    audience: `${url}/token`,
    scope,
    longest: 3600,
  };
}

/** A Google service account, and what Google demands of its JWT. */
async function google(
  attributes: object = {},
): Promise<{ at: ScriptedProvider; id: string; demands: JwtDemands }> {
  const demands = {} as JwtDemands;
  const at = await play({
    'POST /token': accepting(demands, { refresh_token: 'never-used' }),
    'POST /revoke': () => ({}),
  });
  Object.assign(demands, googleDemands(at.url));
  const own = { client_id: SERVICE_ACCOUNT, scopes: [DRIVE, 'openid'], ...attributes };
  return { at, id: await make(at, 'google-service-account', own), demands };
}

test('a Google service account acts for itself, and sends nothing but the JWT', async () => {
  const { at, id } = await google();
  await connect(id);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', state_reason: null });
  const [{ fields, headers } = { fields: {}, headers: {} }] = at.at('/token');
  expect(Object.keys(fields).sort()).toEqual(['assertion', 'grant_type']);
  expect(headers).not.toHaveProperty('authorization');
  expect(await tokenAttributes(id)).toMatchObject({ access_token: 'access-1', scopes: [DRIVE, 'openid'] });
  await stage.owner.delete(`credentials/${id}/connections`);
  expect(Object.keys(at.at('/revoke')[0]!.fields).sort()).toEqual(['token', 'token_type_hint']);
});

test('a Google service account acts for a user of a domain that delegates to it', async () => {
  const { id, demands } = await google({ parameters: { subject: 'ann@acme.example' } });
  demands.subject = 'ann@acme.example';
  await connect(id);
  expect((await tokenAttributes(id))['access_token']).toBe('access-1');
});

test('the next token is requested with a new JWT, not with a refresh token', async () => {
  const { at, id } = await google();
  await connect(id);
  await expire(id);
  expect((await tokenAttributes(id))['access_token']).toBe('access-2');
  expect((await stage.owner.post(`credentials/${id}/refreshes`)).status).toBe(200);
  expect(at.at('/token').map(({ fields }) => fields['grant_type'])).toEqual(Array(3).fill(JWT_BEARER));
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', refresh_token_expires_at: null });
});

test('Docusign: the JWT names the user, the host as its audience, and the scopes', async () => {
  const user_id = '464f7988-86b7-4a3c-b2ee-6e3b5f0a1c2d';
  const at = await play({
    'POST /token': accepting({
      key: KEY.publicKey,
      issuer: 'integration-key',
      subject: user_id,
      audience: 'account-d.docusign.com',
      scope: 'signature impersonation',
      longest: 3600,
    }),
    'GET /me': () => ({ accounts: [{ account_id: 'a-1' }] }),
  });
  const provider_settings = {
    account_lookup: { url: `${at.url}/me`, expression: 'accounts[0].{"account_id": account_id}' },
  };
  const attributes = { client_id: 'integration-key', provider_settings };
  const incomplete = await make(at, 'docusign-jwt', {
    ...attributes,
    parameters: { environment: 'account-d' },
  });
  const { status, body } = await startConnection(stage.owner, incomplete);
  expect([status, body.errors[0].meta.missing]).toEqual([409, ['parameters.user_id']]);
  const id = await make(at, 'docusign-jwt', {
    ...attributes,
    parameters: { environment: 'account-d', user_id },
  });
  await connect(id);
  expect((await tokenAttributes(id))['account']).toEqual({ account_id: 'a-1' });
});

test('Salesforce: the JWT expires within three minutes, and the API is where the response says', async () => {
  const demands = {
    key: KEY.publicKey,
    issuer: 'consumer-key',
    subject: "o'ann+int@acme.example",
    audience: 'https://test.salesforce.com',
    scope: undefined,
    longest: 180,
  };
  const answer = { expires_in: undefined, instance_url: 'https://acme.my.salesforce.com', scope: 'api' };
  const at = await play({ 'POST /token': accepting(demands, answer) });
  const id = await make(at, 'salesforce-jwt', {
    client_id: 'consumer-key',
    parameters: { domain: 'acme.my', environment: 'test', username: "o'ann+int@acme.example" },
  });
  await connect(id);
  expect(await tokenAttributes(id)).toMatchObject({
    base_uri: 'https://acme.my.salesforce.com',
    scopes: ['api'],
    expires_at: null,
  });
});

test('GitHub: the JWT is the bearer token of a request for an installation access token', async () => {
  const { publicKey, pem } = rsaKey('pkcs1');
  const demands = {
    key: publicKey,
    issuer: 'Iv1.acme',
    subject: undefined,
    audience: undefined,
    scope: undefined,
    longest: 600,
  };
  let issued = 0;
  const at = await play({
    'POST /app/installations/42/access_tokens': async ({ headers, fields }: SeenRequest) => {
      const fault = await faultOfJwt(/^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1], demands);
      if (fault !== undefined || Object.keys(fields).length > 0)
        return { status: 401, body: { message: fault, status: '401' } };
      const expires_at = new Date(Date.now() + HOUR).toISOString().replace(/\.\d+/, '');
      const body = { token: `ghs_${(issued += 1)}`, expires_at, permissions: { contents: 'read' } };
      return { status: 201, body };
    },
    'DELETE /installation/token': () => ({ status: 204 }),
  });
  const id = await make(at, 'github-app', {
    client_id: 'Iv1.acme',
    client_secret: pem,
    parameters: { installation_id: '42' },
    token_url: `${at.url}/app/installations/{installation_id}/access_tokens`,
    revocation_url: `${at.url}/installation/token`,
  });
  await connect(id);
  const { access_token, expires_in, extra, base_uri } = await tokenAttributes(id);
  expect([access_token, base_uri]).toEqual(['ghs_1', 'https://api.github.com']);
  expect(extra).toMatchObject({ permissions: { contents: 'read' } });
  expect(expires_in).toBeGreaterThan(3500);
  await expire(id);
  expect((await tokenAttributes(id))['access_token']).toBe('ghs_2');
  await stage.owner.delete(`credentials/${id}/connections`);
  expect(at.at('/installation/token')[0]!.headers.authorization).toBe('Bearer ghs_2');
});

describe('a provider that refuses the JWT', () => {
  test('refuses to connect with a wrong key, until the right one is entered', async () => {
    const { id, demands } = await google();
    const other = rsaKey();
    demands.key = other.publicKey;
    const { status, body } = await startConnection(stage.owner, id);
    expect([status, body.errors[0].code, body.errors[0].meta.reason_code]).toEqual([
      422,
      'connection_failed',
      'assertion_refused',
    ]);
    expect((await attributesOf(id))['state']).toBe('error');
    await stage.owner.patch(`credentials/${id}`, document('credential', { client_secret: other.pem }));
    await connect(id);
  });

  /** A connection whose provider refuses to refresh because its key has been deleted. */
  async function refused() {
    const account = await google();
    const { id, demands } = account;
    await connect(id);
    const { key } = demands;
    demands.key = rsaKey().publicKey;
    await expire(id);
    const { status, body } = await tokenOf(stage.owner, id);
    expect([status, body.errors[0].meta.reason_code]).toEqual([503, 'assertion_refused']);
    return { ...account, restore: () => void (demands.key = key) };
  }

  test('is asked again, so that a connection recovers once the cause is fixed there', async () => {
    const { id, restore } = await refused();
    expect(await attributesOf(id)).toMatchObject({
      state: 'connected',
      state_reason: expect.stringMatching(/^The last refresh failed and will be retried\. .*"invalid_grant/),
      state_reason_code: 'assertion_refused',
    });
    const { body } = await stage.owner.get('credentials?filter[condition]=no_working_token');
    expect(body.data.map((one: { id: string }) => one.id)).toContain(id);
    restore();
    await expire(id);
    expect((await tokenAttributes(id))['access_token']).toBe('access-2');
    expect(await attributesOf(id)).toMatchObject({ state_reason: null, state_reason_code: null });
  });

  test('gives a token again as soon as another key is entered', async () => {
    const { id, demands } = await refused();
    const { publicKey, pem } = rsaKey();
    demands.key = publicKey;
    await stage.owner.patch(`credentials/${id}`, document('credential', { client_secret: pem }));
    expect((await tokenAttributes(id))['access_token']).toBe('access-2');
  });

  test('ends the connection after ten refusals over more than a day', async () => {
    const { id } = await refused();
    await tablesOf(stage.app)('connections')
      .where({ credential_id: id })
      .update({ refusals: 9, refused_since: Date.now() - 25 * HOUR, retry_at: null });
    expect((await tokenOf(stage.owner, id)).status).toBe(409);
    expect(await attributesOf(id)).toMatchObject({
      state: 'needs_reauthorization',
      state_reason_code: 'assertion_refused',
    });
  });

  test('says that the user has not given consent', async () => {
    const at = await play({ 'POST /token': () => refusal('consent_required', '') });
    const id = await make(at, 'google-service-account', { client_id: SERVICE_ACCOUNT });
    const { body } = await startConnection(stage.owner, id);
    expect(body.errors[0].meta.reason_code).toBe('assertion_refused');
    expect(body.errors[0].detail).toContain('"consent_required"');
  });
});
