import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { basicOf, registerApp, sendForm, type RegisteredApp } from '../support/oauth.ts';

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
let dialect: RegisteredApp;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  client = await registerApp(owner, { grant_types: ['client_credentials'], scopes: ['read.flows'] });
  dialect = await registerApp(owner, { kind: 'api_key', scopes: ['read.flows'] });
});
afterAll(() => app.close());

/** Every place that reads Basic, with credentials that are good there, and the status that says they are. */
const PLACES: Record<
  string,
  { good: () => string; passes: number; ask(Authorization: string): Promise<number> }
> = {
  'the API': {
    good: () => basicOf(owner.email, owner.apiKey).Authorization,
    passes: 200,
    ask: async (Authorization) => (await app.request('GET', '/v2/me', { headers: { Authorization } })).status,
  },
  'the token endpoint': {
    good: () => client.basic.Authorization,
    passes: 200,
    ask: async (Authorization) =>
      (await sendForm(app, '/oauth2/token', { grant_type: 'client_credentials' }, { Authorization })).status,
  },
  introspection: {
    good: () => client.basic.Authorization,
    passes: 200,
    ask: async (Authorization) =>
      (await sendForm(app, '/oauth2/introspect', { token: 'x' }, { Authorization })).status,
  },
  revocation: {
    good: () => client.basic.Authorization,
    passes: 200,
    ask: async (Authorization) =>
      (await sendForm(app, '/oauth2/revoke', { token: 'x' }, { Authorization })).status,
  },
  'the token endpoint of the API-key dialect': {
    good: () => dialect.basic.Authorization,
    // The client is who it says; its code is none.
    passes: 400,
    ask: async (Authorization) =>
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

test.each(Object.entries(PLACES))(
  '%s takes Basic as it was encoded, and with nothing added',
  async (_place, it) => {
    const good = it.good();
    expect(await it.ask(good)).toBe(it.passes);
    const [, encoded = ''] = good.split(' ');
    const bare = encoded.replace(/=+$/, '');
    const wrong = ['!!!', ' junk', '=', 'QQ==', '%3D', ',', '\u00e9'].map((junk) => good + junk);
    wrong.push(`Basic ${encoded.slice(0, 8)}!${encoded.slice(8)}`, `Basicx ${encoded}`, `xBasic ${encoded}`);
    if (bare !== encoded) wrong.push(`Basic ${bare}`);
    for (const header of wrong) expect([header, await it.ask(header)]).toEqual([header, 401]);
  },
);
