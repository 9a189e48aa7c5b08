import { document, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { authorizePath, registerApp, type Visitor } from '../support/oauth.ts';
import { setUpVisitor } from './setup.ts';

let app: TestApp;
let owner: Caller;
let signedIn: Visitor;

beforeAll(async () => {
  ({ app, owner, signedIn } = await setUpVisitor());
});
afterAll(() => app.close());

test('response parameters in an old redirect URI are dropped, and the rest of its query stays', async () => {
  const own = await registerApp(owner, { automatic_consent: true });
  const old = 'https://app.example/callback?a=%2f+b&state=old&%63ode=x&ISS=https://evil.example&error[]=y';
  await tablesOf(app)('oauth_apps')
    .where({ id: own.id })
    .update({ redirect_uris: JSON.stringify([old]) });
  const answers = {
    code: await signedIn.get(authorizePath(own, { redirect_uri: old, state: 'mine' })),
    error: await signedIn.get(
      authorizePath(own, { redirect_uri: old, state: 'mine', scope: 'read.nothing' }),
    ),
  };
  for (const [name, { status, headers }] of Object.entries(answers)) {
    expect([name, status]).toEqual([name, 303]);
    const location = headers['location']!;
    expect(location.startsWith(`https://app.example/callback?a=%2f+b&${name}=`)).toBe(true);
    const names = [...new URL(location).searchParams.keys()].map((key) => key.toLowerCase());
    expect(names).toEqual([...new Set(names)]);
    const { state, iss } = Object.fromEntries(new URL(location).searchParams);
    expect([state, iss]).toEqual(['mine', app.platform.services.authorizationServer.issuer]);
  }
  expect((await owner.patch(`oauth-apps/${own.id}`, document('oauth-app', { name: 'Renamed' }))).status).toBe(
    200,
  );
});
