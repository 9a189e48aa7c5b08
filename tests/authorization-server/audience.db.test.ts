import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import {
  authorizePath,
  givePassword,
  hidden,
  locationOf,
  redeem,
  registerApp,
  sendForm,
  signedInVisitor,
  visitor,
  type Visitor,
} from '../support/oauth.ts';

let app: TestApp;
let owner: Caller;
let signedIn: Visitor;

beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  await givePassword(app, owner);
  signedIn = await signedInVisitor(app, owner);
});
afterAll(() => app.close());

describe('the audience of an app', () => {
  let stranger: Caller;
  beforeAll(async () => {
    stranger = await app.tenant('Elsewhere');
    await givePassword(app, stranger);
  });

  test.each(['creator', 'tenant'])(
    '%s: a user of another tenant sees that the app is not available to them',
    async (audience) => {
      const own = await registerApp(owner, { audience, automatic_consent: true });
      const someone = await signedInVisitor(app, stranger);
      const page = await someone.get(authorizePath(own));
      expect([page.status, page.text]).toEqual([
        403,
        expect.stringContaining('not available to this account'),
      ]);
      // A forged form does not help.
      const forgedForm = {
        ...hidden(page),
        request: authorizePath(own),
        decision: 'allow',
        tenant: owner.tenantId,
      };
      expect((await someone.post('/oauth2/consent', forgedForm)).status).toBe(403);
    },
  );

  test('the sign-in page names the tenant that published the app, before and after a failed attempt', async () => {
    const own = await registerApp(owner, { name: 'Google Workspace', audience: 'any' });
    const someone = visitor(app);
    const page = await someone.get(authorizePath(own));
    const failed = await someone.post('/login', { ...hidden(page), email: 'x@y.test', password: 'wrong' });
    for (const { text } of [page, failed]) {
      expect(text).toContain('to continue to <bdi><strong>Google Workspace</strong></bdi>');
      expect(text).toMatch(
        new RegExp(`Published by <bdi><strong>[^<]+</strong></bdi> <small>${owner.tenantId}<`),
      );
    }
    expect((await someone.get('/login')).text).not.toContain('Published by');
  });

  test('the page of an app that is not available names its publisher, and says if that is another tenant', async () => {
    const own = await registerApp(owner, { audience: 'creator' });
    const colleague = await app.member(owner, 'admin');
    await givePassword(app, colleague);
    for (const [caller, isOther] of [
      [stranger, true],
      [colleague, false],
    ] as const) {
      const { text } = await (await signedInVisitor(app, caller)).get(authorizePath(own));
      expect(text).toMatch(
        new RegExp(`Published by <bdi><strong>[^<]+</strong></bdi> <small>${owner.tenantId}<`),
      );
      expect(text.includes('published by another tenant')).toBe(isOther);
    }
  });

  test('creator: a user of the same tenant is refused too', async () => {
    const own = await registerApp(owner, { audience: 'creator' });
    const colleague = await app.member(owner, 'admin');
    await givePassword(app, colleague);
    const someone = await signedInVisitor(app, colleague);
    expect((await someone.get(authorizePath(own))).status).toBe(403);
    const ownPage = await signedIn.get(authorizePath(own));
    expect([ownPage.status, ownPage.text]).toEqual([200, expect.stringContaining(owner.tenantId)]);
    expect(ownPage.text).not.toContain('published by another tenant');
  });

  test('any: a user of another tenant authorizes it for their own tenant, always with consent', async () => {
    const own = await registerApp(owner, {
      audience: 'any',
      automatic_consent: true,
      scopes: ['read.flows'],
    });
    const someone = await signedInVisitor(app, stranger);
    const page = await someone.get(authorizePath(own));
    expect(page.status).toBe(200);
    // The page names the publisher by its tenant ID, which cannot be imitated, and says that it is another tenant.
    expect(page.text).toContain(owner.tenantId);
    expect(page.text).toMatch(/published by another tenant, not by <bdi><strong>Elsewhere</);
    const back = locationOf(await someone.decide(page));
    const { body } = await redeem(app, own, back.searchParams.get('code')!);
    const seen = await app.request('GET', `/v2/tenants/${stranger.tenantId}/flows`, {
      headers: { Authorization: `Bearer ${body.access_token}` },
    });
    expect(seen.status).toBe(200);
    const elsewhere = await app.request('GET', `/v2/tenants/${owner.tenantId}/flows`, {
      headers: { Authorization: `Bearer ${body.access_token}` },
    });
    expect(elsewhere.status).toBe(404);
  });

  test('any: a user of several tenants chooses one that they have joined', async () => {
    const own = await registerApp(owner, {
      audience: 'any',
      automatic_consent: true,
      scopes: ['read.flows'],
    });
    const { body } = await stranger.get('roles');
    const viewer = body.data.find((role: Answer['body']) => role.attributes.name === 'viewer').id;
    const related = { role: { type: 'role', id: viewer } };
    await stranger.post('users', document('user', { email: owner.email }, related));
    // They have not accepted the invitation yet: that tenant is not offered, and no form can choose it.
    const alone = await signedIn.get(authorizePath(own, { prompt: 'consent' }));
    expect(alone.text).not.toContain(stranger.tenantId);
    expect((await signedIn.decide(alone, 'allow', { tenant: stranger.tenantId })).status).toBe(200);

    const invited = await signedIn.get('/login');
    expect(invited.text).toContain(stranger.tenantId);
    await signedIn.post('/invitations', { ...hidden(invited), answer: 'accept' });
    const page = await signedIn.get(authorizePath(own));
    expect(page.status).toBe(200);
    expect(page.text).toContain('Choose a tenant');
    expect(page.text).toContain('If you choose a tenant other than');
    expect(page.text).not.toContain('checked');
    const third = await app.tenant();
    for (const tenant of [third.tenantId, ''])
      expect((await signedIn.decide(page, 'allow', { tenant })).status).toBe(200);
    const back = locationOf(await signedIn.decide(page, 'allow', { tenant: stranger.tenantId }));
    const token = await redeem(app, own, back.searchParams.get('code')!);
    const claims = await sendForm(app, '/oauth2/introspect', { token: token.body.access_token }, own.basic);
    expect(claims.body.tenant_id).toBe(stranger.tenantId);
  });

  test('tenant: an invited user must accept the invitation first', async () => {
    const own = await registerApp(owner, { automatic_consent: true });
    const { body } = await owner.get('roles');
    const viewer = body.data.find((role: Answer['body']) => role.attributes.name === 'viewer').id;
    await owner.post(
      'users',
      document('user', { email: stranger.email }, { role: { type: 'role', id: viewer } }),
    );
    const someone = await signedInVisitor(app, stranger);
    const page = await someone.get(authorizePath(own));
    expect([page.status, page.text]).toEqual([403, expect.stringContaining(owner.tenantId)]);
    const accepted = await someone.post('/invitations', { ...hidden(page), answer: 'accept' });
    const { pathname, search } = locationOf(accepted);
    expect(locationOf(await someone.get(pathname + search)).searchParams.has('code')).toBe(true);
    const [member] = (await owner.get(`users?filter[email]=${stranger.email}`)).body.data;
    expect(member.attributes.accepted).toBe(true);
  });

  test('a user who declines an invitation is removed from the tenant', async () => {
    const other = await app.tenant();
    const { body } = await other.get('roles');
    const viewer = body.data.find((role: Answer['body']) => role.attributes.name === 'viewer').id;
    await other.post(
      'users',
      document('user', { email: stranger.email }, { role: { type: 'role', id: viewer } }),
    );
    const someone = await signedInVisitor(app, stranger);
    await someone.post('/invitations', { ...hidden(await someone.get('/login')), answer: 'decline' });
    expect((await other.get(`users?filter[email]=${stranger.email}`)).body.data).toEqual([]);
  });
});
