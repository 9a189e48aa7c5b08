import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { basicOf, registerApp, sendForm, type RegisteredApp } from '../support/oauth.ts';

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
let apiKeyApp: RegisteredApp;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  client = await registerApp(owner, { grant_types: ['client_credentials'], scopes: ['read.flows'] });
  apiKeyApp = await registerApp(owner, { kind: 'api_key', scopes: ['read.flows'] });
});
afterAll(() => app.close());

/** Every endpoint with Basic authentication, with valid credentials and the status of a request that passes. */
const ENDPOINTS: Record<
  string,
  { valid: () => string; passes: number; send: (Authorization: string) => Promise<number> }
> = {
  'the API': {
    valid: () => basicOf(owner.email, owner.apiKey).Authorization,
    passes: 200,
    send: async (Authorization) =>
      (await app.request('GET', '/v2/me', { headers: { Authorization } })).status,
  },
  'the token endpoint': {
    valid: () => client.basic.Authorization,
    passes: 200,
    send: async (Authorization) =>
      (await sendForm(app, '/oauth2/token', { grant_type: 'client_credentials' }, { Authorization })).status,
  },
  introspection: {
    valid: () => client.basic.Authorization,
    passes: 200,
    send: async (Authorization) =>
      (await sendForm(app, '/oauth2/introspect', { token: 'x' }, { Authorization })).status,
  },
  revocation: {
    valid: () => client.basic.Authorization,
    passes: 200,
    send: async (Authorization) =>
      (await sendForm(app, '/oauth2/revoke', { token: 'x' }, { Authorization })).status,
  },
  'the token endpoint of the API key flow': {
    valid: () => apiKeyApp.basic.Authorization,
    // The client is authenticated, but its code is invalid.
    passes: 400,
    send: async (Authorization) =>
      (
        await sendForm(
          app,
          '/oauth/token',
          { grant_type: 'authorization_code', code: 'x' },
          { Authorization },
        )
      ).status,
  },
};

test.each(Object.entries(ENDPOINTS))(
  '%s accepts Basic credentials only if they are encoded correctly',
  async (_name, { valid, passes, send }) => {
    const header = valid();
    expect(await send(header)).toBe(passes);
    const [, encoded = ''] = header.split(' ');
    const bare = encoded.replace(/=+$/, '');
    const invalid = ['!!!', ' junk', '=', 'QQ==', '%3D', ',', '\u00e9'].map((junk) => header + junk);
    invalid.push(
      `Basic ${encoded.slice(0, 8)}!${encoded.slice(8)}`,
      `Basicx ${encoded}`,
      `xBasic ${encoded}`,
    );
    if (bare !== encoded) invalid.push(`Basic ${bare}`);
    for (const wrong of invalid) expect([wrong, await send(wrong)]).toEqual([wrong, 401]);
  },
);
