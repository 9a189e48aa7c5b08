import { createHash } from 'node:crypto';
import type { Answer, Caller, TestApp } from '../support/app.ts';
import {
  authorizePath,
  endOf,
  givePassword,
  hidden,
  authorizeApp,
  locationOf,
  registerApp,
  visitor,
  type RegisteredApp,
  type Visitor,
  signedInVisitor,
} from '../support/oauth.ts';
import { SCOPES, setUpVisitor } from './setup.ts';

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
let signedIn: Visitor;

beforeAll(async () => {
  ({ app, owner, client, signedIn } = await setUpVisitor());
});
afterAll(() => app.close());

const verifier = 'a'.repeat(43);
const challenge = createHash('sha256').update(verifier).digest('base64url');

const outcomeOf = (fields: Record<string, string>, of = client) => endOf(signedIn, authorizePath(of, fields));

describe('consent', () => {
  let asking: RegisteredApp;
  beforeAll(async () => {
    asking = await registerApp(owner, {
      name: '<script>alert("Tool")</script>',
      website_url: 'https://tool.example/about?a=1&b=2',
      logo_url: 'https://cdn.tool.example/logo.png',
      scopes: SCOPES,
    });
  });

  test('shows the app’s name, logo and website, and describes each scope', async () => {
    const page = await signedIn.get(authorizePath(asking, { scope: 'read.flows offline_access' }));
    expect(page.status).toBe(200);
    expect(page.text).toContain('&lt;script&gt;alert(&quot;Tool&quot;)&lt;/script&gt;');
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('src="https://cdn.tool.example/logo.png"');
    expect(page.text).toContain('href="https://tool.example/about?a=1&amp;b=2"');
    expect(page.text).toMatch(/View flows.*Maintain access while you are offline/s);
    expect(page.text).not.toContain('Create flows');
    expect(page.text).toContain(owner.email);
  });

  test('groups the scopes by what they allow, lightest first', async () => {
    const powerful = await registerApp(owner, {
      scopes: ['read.flows', 'update.flows', 'manage.webhooks', 'offline_access'],
    });
    const page = await signedIn.get(
      authorizePath(powerful, { scope: 'offline_access manage.webhooks update.flows read.flows' }),
    );
    const shown = [...page.text.matchAll(/<h2>([^<]+)<\/h2>|<small>([a-z._]+)<\/small>/g)];
    expect(shown.map(([, title, scope]) => title ?? scope)).toEqual([
      'Read',
      'read.flows',
      'Create and change',
      'update.flows',
      'Everything, including deletion',
      'manage.webhooks',
      'Other',
      'offline_access',
    ]);
    const few = await signedIn.get(authorizePath(asking, { scope: 'read.flows' }));
    expect(few.text).not.toContain('<h2>');
  });

  test('an invalid request names the app and leads back to its website', async () => {
    const page = await signedIn.get(authorizePath(asking, { redirect_uri: 'https://evil.example/' }));
    expect(page.status).toBe(400);
    expect(page.text).toContain('&lt;script&gt;alert(&quot;Tool&quot;)&lt;/script&gt;');
    expect(page.text).toContain('href="https://tool.example/about?a=1&amp;b=2"');
    expect(page.text).not.toContain('evil.example');
    const unknown = await signedIn.get(authorizePath(asking, { client_id: 'nobody' }));
    expect(unknown.text).toMatch(/from\s+the app that sent you here/);
  });

  test('uses a page that cannot be framed, runs no scripts and loads only the logo', async () => {
    const { headers } = await signedIn.get(authorizePath(asking));
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none';style-src 'sha256-[^']+';img-src https:\/\/cdn\.tool\.example;base-uri 'none';frame-ancestors 'none'$/,
    );
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  test('that is denied redirects to the app with access_denied and the state (4.1.2.1)', async () => {
    const page = await signedIn.get(authorizePath(asking, { state: 'mine' }));
    const { searchParams } = locationOf(await signedIn.decide(page, 'deny'));
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'access_denied', state: 'mine' });
    expect(
      (await owner.get('authorizations')).body.data.map(
        (one: Answer['body']) => one.relationships.oauth_app.data.id,
      ),
    ).not.toContain(asking.id);
  });

  test('is remembered until the app requests more scopes or sends prompt=consent', async () => {
    const first = await signedIn.get(authorizePath(asking, { scope: 'read.flows' }));
    expect(locationOf(await signedIn.decide(first)).searchParams.has('code')).toBe(true);
    expect(await outcomeOf({ scope: 'read.flows' }, asking)).toMatchObject({ code: expect.any(String) });
    const more = await signedIn.get(authorizePath(asking, { scope: 'read.flows create.flows' }));
    expect(more.status).toBe(200);
    await signedIn.decide(more);
    expect(await outcomeOf({ scope: 'create.flows' }, asking)).toMatchObject({ code: expect.any(String) });
    expect(
      (await signedIn.get(authorizePath(asking, { scope: 'read.flows', prompt: 'consent' }))).status,
    ).toBe(200);
    const [consent] = (await owner.get(`authorizations?filter[oauth_app]=${asking.id}`)).body.data;
    expect(consent.attributes.scopes).toEqual(['read.flows', 'create.flows']);
  });

  test('is required again after it was revoked', async () => {
    const own = await registerApp(owner);
    await authorizeApp(app, owner, own);
    expect(await outcomeOf({}, own)).toMatchObject({ code: expect.any(String) });
    const [consent] = (await owner.get(`authorizations?filter[oauth_app]=${own.id}`)).body.data;
    expect((await owner.delete(`authorizations/${consent.id}`)).status).toBe(204);
    expect((await signedIn.get(authorizePath(own))).status).toBe(200);
  });

  test('RFC 8252, 8.6: is always required for a URI scheme that any app on a device can claim', async () => {
    const own = await registerApp(owner, {
      public: true,
      redirect_uris: ['com.example.app:/cb'],
      automatic_consent: true,
    });
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
    await authorizeApp(app, owner, own, pkce);
    expect((await signedIn.get(authorizePath(own, pkce))).status).toBe(200);
  });

  test('10.12: cannot be given by a form on another site', async () => {
    const page = await signedIn.get(authorizePath(asking, { prompt: 'consent' }));
    for (const form_token of ['', 'x', (await visitor(app).get(authorizePath(asking))).text.slice(0, 64)]) {
      const answer = await signedIn.decide(page, 'allow', { form_token });
      expect([answer.status, answer.headers['location']]).toEqual([403, undefined]);
    }
    // Nor by the attacker's own form token with the victim's cookie.
    const other = await app.member(owner, 'admin');
    await givePassword(app, other);
    const victim = await signedInVisitor(app, other);
    expect((await victim.post('/oauth2/consent', { ...hidden(page), decision: 'allow' })).status).toBe(403);
  });

  test('is given only after the request in the form was validated again', async () => {
    const page = await signedIn.get(authorizePath(asking, { prompt: 'consent' }));
    const { request } = hidden(page);
    const tampered = request!.replace('state=a+state', 'state=x&redirect_uri=https%3A%2F%2Fevil.example');
    const answer = await signedIn.decide(page, 'allow', { request: tampered });
    expect([answer.status, answer.headers['location']]).toEqual([400, undefined]);
    for (const elsewhere of ['https://evil.example', '//evil.example', '/v2/me', ''])
      expect((await signedIn.decide(page, 'allow', { request: elsewhere })).status).toBe(403);
  });

  test('that is given after signing out restarts the authorization request', async () => {
    const someone = await signedInVisitor(app, owner);
    const page = await someone.get(authorizePath(asking, { prompt: 'consent' }));
    const otherTab = visitor(app);
    for (const [name, value] of someone.cookies) otherTab.cookies.set(name, value);
    await otherTab.post('/logout', { form_token: hidden(page)['form_token']! });
    const answer = await someone.decide(page);
    expect([answer.status, locationOf(answer).pathname]).toEqual([303, '/oauth2/auth']);
  });
});
