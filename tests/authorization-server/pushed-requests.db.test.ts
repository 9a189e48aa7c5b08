import { sha256 } from '../../src/crypto/index.ts';
import type { Caller, TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  locationOf,
  redeem,
  registerApp,
  sendForm,
  signedInVisitor,
  visitor,
  type RegisteredApp,
  type Visitor,
} from '../support/oauth.ts';
import { setUpVisitor } from './setup.ts';

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
let signedIn: Visitor;

beforeAll(async () => {
  ({ app, owner, client, signedIn } = await setUpVisitor());
});
afterAll(() => app.close());

describe('RFC 9126: a pushed request', () => {
  const push = (fields: Record<string, string>, of = client) =>
    sendForm(
      app,
      '/oauth2/par',
      { client_id: of.client_id, response_type: 'code', state: 'pushed', ...fields },
      of.basic,
    );

  test('is used as it was pushed, whatever the browser adds, and only once', async () => {
    const { status, body } = await push({ scope: 'read.flows' });
    expect([status, body.expires_in]).toEqual([201, 600]);
    const query = new URLSearchParams({
      client_id: client.client_id,
      request_uri: body.request_uri,
      state: 'added',
      scope: 'create.flows',
    });
    const path = `/oauth2/auth?${query.toString()}`;
    const { searchParams } = locationOf(await signedIn.get(path));
    expect(searchParams.get('state')).toBe('pushed');
    const { body: token } = await redeem(app, client, searchParams.get('code')!);
    expect(token.scope).toBe('read.flows');
    expect((await signedIn.get(path)).status).toBe(400);
  });

  test('survives sign-in and consent', async () => {
    const asking = await registerApp(owner, { scopes: ['read.flows'] });
    const { body } = await push({}, asking);
    const query = new URLSearchParams({ client_id: asking.client_id, request_uri: body.request_uri });
    const someone = visitor(app);
    const login = await someone.signIn(await someone.get(`/oauth2/auth?${query.toString()}`), owner.email);
    const { pathname, search } = locationOf(login);
    const page = await someone.get(pathname + search);
    expect(locationOf(await someone.decide(page)).searchParams.get('state')).toBe('pushed');
  });

  test('with prompt=login asks to sign in once', async () => {
    const { body } = await push({ prompt: 'login' });
    const query = new URLSearchParams({ client_id: client.client_id, request_uri: body.request_uri });
    const path = `/oauth2/auth?${query.toString()}`;
    const someone = await signedInVisitor(app, owner);
    const sql = tablesOf(app);
    await sql('sessions').update({ created_at: sql.raw('created_at - 60000') });
    const page = await someone.get(path);
    expect(page.text).toContain('<h1>Sign in</h1>');
    const { pathname, search } = locationOf(await someone.signIn(page, owner.email));
    expect(locationOf(await someone.get(pathname + search)).searchParams.has('code')).toBe(true);
  });

  test('gives one response, even to many simultaneous consents', async () => {
    const asking = await registerApp(owner, { scopes: ['read.flows'] });
    const { body } = await push({}, asking);
    const query = new URLSearchParams({ client_id: asking.client_id, request_uri: body.request_uri });
    const page = await signedIn.get(`/oauth2/auth?${query.toString()}`);
    const answers = await Promise.all(Array.from({ length: 20 }, () => signedIn.decide(page)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  });

  test('is stored without unknown parameters, and refused if it is too long for a URL', async () => {
    const { body } = await push({ junk: 'x'.repeat(50_000) });
    const [row] = await tablesOf(app)('pushed_requests').orderBy('expires_at', 'desc').limit(1);
    expect([body.expires_in, JSON.stringify(row).length < 1_000]).toEqual([600, true]);
    const long = await push({ state: 'x'.repeat(9_000) });
    expect([long.status, long.body.error]).toEqual([400, 'invalid_request']);
  });

  test('of another app, or an unknown one, is refused', async () => {
    const { body } = await push({});
    const other = await registerApp(owner, { automatic_consent: true });
    for (const request_uri of [
      body.request_uri,
      'urn:ietf:params:oauth:request_uri:vkpr_x',
      'https://evil.example/request',
    ]) {
      const query = new URLSearchParams({ client_id: other.client_id, request_uri });
      expect((await signedIn.get(`/oauth2/auth?${query.toString()}`)).status).toBe(400);
    }
  });

  test.each<[string, Record<string, string>, number, string]>([
    ['2.1: with a request_uri', { request_uri: 'urn:x' }, 400, 'invalid_request'],
    [
      '2.3: with a redirect URI that is not registered',
      { redirect_uri: 'https://evil.example' },
      400,
      'invalid_request',
    ],
    ['2.3: with a scope the app does not have', { scope: 'read.users' }, 400, 'invalid_scope'],
    ['with an unsupported response_type', { response_type: 'token' }, 400, 'unsupported_response_type'],
  ])('%s is refused when it is pushed', async (_what, fields, status, error) => {
    const answer = await push(fields);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });

  describe('pending requests are limited', () => {
    const publicApp = { public: true, scopes: ['read.flows'] };
    const pkce = { code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' };
    const pushAs = (of: RegisteredApp, fields: Record<string, string> = {}) =>
      sendForm(app, '/oauth2/par', { client_id: of.client_id, response_type: 'code', ...pkce, ...fields });
    const addPending = async (of: RegisteredApp, rows: number, changes: (index: number) => object) => {
      const many = Array.from({ length: rows }, (_, index) => ({
        tenant_id: owner.tenantId,
        request_hash: sha256(`${of.id} ${index}`),
        app_id: of.id,
        parameters: '[]',
        bytes: 2,
        expires_at: Date.now() + 500_000,
        ...changes(index),
      }));
      await tablesOf(app).batchInsert('pushed_requests', many, 100);
    };
    const pushedFrom = async (of: RegisteredApp): Promise<string> => {
      expect((await pushAs(of)).status).toBe(201);
      const row = await tablesOf(app)('pushed_requests').where({ app_id: of.id }).first('source');
      return row.source;
    };

    test('in number, for each IP address of a public app; Retry-After says when to retry', async () => {
      const of = await registerApp(owner, publicApp);
      const source = await pushedFrom(of);
      await addPending(of, 198, (index) => ({
        source,
        expires_at: Date.now() + (index === 50 ? 90_000 : 500_000),
      }));
      const answers = await Promise.all(Array.from({ length: 5 }, () => pushAs(of)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 429, 429, 429, 429]);
      const { body, headers } = answers.find(({ status }) => status === 429)!;
      expect(body.error).toBe('temporarily_unavailable');
      const seconds = Number(headers['retry-after']);
      expect(seconds > 30 && seconds <= 90).toBe(true);
      // Another address has its own limit, and so does another app at this one.
      await tablesOf(app)('pushed_requests').where({ app_id: of.id }).update({ source: '198.51.100.7' });
      expect((await pushAs(of)).status).toBe(201);
      expect((await pushAs(await registerApp(owner, publicApp))).status).toBe(201);
    });

    test('in size, for each IP address of a public app; Retry-After says when there is room', async () => {
      const of = await registerApp(owner, publicApp);
      const source = await pushedFrom(of);
      await addPending(of, 80, (index) => ({
        source,
        bytes: 4_985,
        expires_at: Date.now() + (index + 1) * 100_000,
      }));
      const pushLarge = () => pushAs(of, { state: 'x'.repeat(7_600) });
      const expire = (index: number) =>
        tablesOf(app)('pushed_requests')
          .where({ request_hash: sha256(`${of.id} ${index}`) })
          .update({ expires_at: 1 });
      const small = await pushAs(of);
      const large = await pushLarge();
      expect([small.status, large.status]).toEqual([201, 429]);
      expect(large.body.error).toBe('temporarily_unavailable');
      // A large request fits once two of the others have expired.
      const seconds = Number(large.headers['retry-after']);
      expect(seconds > 100 && seconds <= 200).toBe(true);
      await expire(0);
      expect((await pushLarge()).status).toBe(429);
      await expire(1);
      expect((await pushLarge()).status).toBe(201);
      expect((await pushLarge()).status).toBe(429);
      // Another address has its own limit.
      await tablesOf(app)('pushed_requests').where({ app_id: of.id }).update({ source: '198.51.100.7' });
      expect((await pushLarge()).status).toBe(201);
    });

    test('in number, for a confidential app, not counting expired and answered ones', async () => {
      const of = await registerApp(owner, { scopes: ['read.flows'], automatic_consent: true });
      const confidential = () => push({ state: 'bounded' }, of);
      await addPending(of, 4_999, (index) => ({ expires_at: Date.now() + (index === 7 ? 60_000 : 500_000) }));
      const last = await confidential();
      const over = await confidential();
      expect([last.status, over.status]).toEqual([201, 429]);
      expect(Number(over.headers['retry-after']) <= 60).toBe(true);
      const query = new URLSearchParams({ client_id: of.client_id, request_uri: last.body.request_uri });
      await signedIn.get(`/oauth2/auth?${query.toString()}`);
      expect((await confidential()).status).toBe(201);
      expect((await confidential()).status).toBe(429);
      await tablesOf(app)('pushed_requests').where({ app_id: of.id }).update({ expires_at: 1 });
      expect((await confidential()).status).toBe(201);
    });
  });

  test('2.1: requires client_id, even with HTTP Basic', async () => {
    const answer = await sendForm(app, '/oauth2/par', { response_type: 'code' }, client.basic);
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });

  test('2: requires client authentication', async () => {
    const answer = await sendForm(app, '/oauth2/par', { client_id: client.client_id, response_type: 'code' });
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });
});
