import { startApp, type Answer, type TestApp } from '../support/app.ts';
import {
  asBearer,
  basicOf,
  codeFor,
  givePassword,
  introspect,
  locationOf,
  PASSWORD,
  REDIRECT_URI,
  redeem,
  refresh,
  registerApp,
  sendForm,
  signedInVisitor,
} from '../support/oauth.ts';
import { API_OPERATIONS, authorizationOf, seedTenant } from '../support/seeded-tenant.ts';
import { dumpTables } from '../support/table-dump.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

test('no secret of an app or a user is stored in plain text, logged or shown again', async () => {
  const tenant = await seedTenant(app, 'Canary');
  const { owner } = tenant;
  await givePassword(app, owner);
  const scopes = ['read.flows', 'offline_access'];
  const client = await registerApp(owner, { scopes });
  const keys = await registerApp(owner, { kind: 'api_key', scopes: ['read.flows'] });

  const someone = await signedInVisitor(app, owner);
  const session = someone.cookies.get('valetkey-session')!;
  const code = await codeFor(app, owner, client);
  const first = (await redeem(app, client, code)).body;
  const second = (await refresh(app, client, first.refresh_token)).body;
  const pushed = await sendForm(
    app,
    '/oauth2/par',
    { client_id: client.client_id, response_type: 'code' },
    client.basic,
  );
  const keyRequest = new URLSearchParams({
    response_type: 'code',
    client_id: keys.client_id,
    redirect_uri: REDIRECT_URI,
    scopes: 'read.flows',
  });
  const link = `/oauth/authorize?${keyRequest.toString()}`;
  const keyCode = locationOf(await someone.decide(await someone.get(link))).searchParams.get('code')!;
  const query = new URLSearchParams({
    client_id: keys.client_id,
    client_secret: keys.client_secret,
    grant_type: 'authorization_code',
    code: keyCode,
    redirect_uri: REDIRECT_URI,
  });
  const { data } = (await app.request('POST', `/oauth/token?${query.toString()}`)).body;

  // Each secret works, and is used wherever it could leave a trace.
  expect((await asBearer(app, second.access_token, 'GET', '/v2/me')).status).toBe(200);
  const headers = basicOf(data.api_key, data.passphrase);
  expect((await app.request('GET', `/v2/tenants/${owner.tenantId}/flows`, { headers })).status).toBe(200);
  expect((await introspect(app, client, `${data.api_key}:${data.passphrase}`)).active).toBe(true);
  await refresh(app, client, first.refresh_token);
  await redeem(app, client, code);

  const secrets = {
    PASSWORD,
    session,
    code,
    keyCode,
    client_secret: client.client_secret,
    of_keys: keys.client_secret,
    access_token: first.access_token as string,
    next_access_token: second.access_token as string,
    refresh_token: first.refresh_token as string,
    next_refresh_token: second.refresh_token as string,
    request_uri: (pushed.body.request_uri as string).split(':').at(-1)!,
    api_key: data.api_key as string,
    passphrase: data.passphrase as string,
  };
  const answers: Answer[] = [];
  for (const operation of API_OPERATIONS.filter(({ method }) => method === 'get'))
    answers.push(await tenant.send(operation, { headers: { Authorization: authorizationOf(owner) } }));
  answers.push(await app.request('GET', '/metrics'));
  await app.platform.services.secretReads.close();
  const places = {
    answers: JSON.stringify(answers),
    tables: JSON.stringify(await dumpTables(app)),
    log: app.logged(),
  };
  for (const [place, text] of Object.entries(places))
    for (const [name, secret] of Object.entries(secrets))
      expect([place, name, text.includes(secret)]).toEqual([place, name, false]);
});
