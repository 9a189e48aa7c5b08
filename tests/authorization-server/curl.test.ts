import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import {
  asBearer,
  codeFor,
  givePassword,
  REDIRECT_URI,
  registerApp,
  type RegisteredApp,
} from '../support/oauth.ts';

/**
 * Calls as people copy them from documentation, verbatim except for host and values, run in bash with the real curl.
 * Without curl, the suite is skipped.
 */
const NO_CURL = spawnSync('curl', ['--version']).status !== 0;

const CLIENT_CREDENTIALS_1 = `curl -u "{client_id}:{client_secret}" \\
     -d "grant_type=client_credentials&scope=apps.webhook:execute" {HOST}/oauth2/token`;
const CLIENT_CREDENTIALS_2 = `curl --location --request POST '{HOST}/oauth2/token' \\
--header 'Authorization: Basic {Base64 Encoded: "client_id:client_secret"}' \\
--header 'Content-Type: application/x-www-form-urlencoded' \\
--data-urlencode 'grant_type=client_credentials' \\
--data-urlencode 'scope=apps.webhook:execute'`;
const CODE_1 = `curl -u "{client_id}:{client_secret}" \\
     -d "grant_type=authorization_code&code={Authorization_code}" {HOST}/oauth2/token`;
const CODE_2 = `curl --location --request POST '{HOST}/oauth2/token' \\
--header 'Authorization: Basic {Base64 Encoded: "client_id:client_secret"}' \\
--header 'Content-Type: application/x-www-form-urlencoded' \\
--data-urlencode 'grant_type=authorization_code' \\
--data-urlencode 'code={Authorization_code}'`;
const AS_USER = `curl {HOST}/oauth2/token \\
  -d 'grant_type=client_credentials&client_id={client_id}&scope=user:{user}&client_secret={client_secret}'`;
const API_KEY = `curl -X POST '{HOST}/oauth/token?client_id={client_id}&client_secret={client_secret}&grant_type=authorization_code&code={Authorization_code}&redirect_uri={REDIRECT_URI}'`;

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  await givePassword(app, owner);
  client = await registerApp(owner, {
    scopes: ['apps.webhook:execute', 'read.flows'],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    impersonation: true,
  });
});
afterAll(() => app.close());

async function curl(command: string, of: RegisteredApp, values: Record<string, string> = {}) {
  const all: Record<string, string> = {
    HOST: app.url,
    client_id: of.client_id,
    client_secret: of.client_secret,
    'Base64 Encoded: "client_id:client_secret"': of.basic.Authorization.slice('Basic '.length),
    ...values,
  };
  const filled = command.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => all[name] ?? whole);
  const { stdout } = await promisify(execFile)('bash', ['-c', filled]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

if (NO_CURL) test('curl is not installed, so the calls are skipped', () => expect(NO_CURL).toBe(true));
else {
  test.each([
    ['the short form', CLIENT_CREDENTIALS_1],
    ['the long form', CLIENT_CREDENTIALS_2],
  ])('client credentials, %s', async (_form, command) => {
    expect(await curl(command, client)).toEqual({
      access_token: expect.any(String),
      // A string in the documentation, but a number in RFC 6749, 5.1.
      expires_in: 3600,
      scope: 'apps.webhook:execute',
      token_type: 'bearer',
    });
  });

  test.each([
    ['the short form', CODE_1],
    ['the long form', CODE_2],
  ])('an authorization code, %s', async (_form, command) => {
    const Authorization_code = await codeFor(app, owner, client, { scope: 'apps.webhook:execute' });
    const answer = await curl(command, client, { Authorization_code });
    expect(answer).toMatchObject({ expires_in: 3600, scope: 'apps.webhook:execute', token_type: 'bearer' });
  });

  test('acting as a user', async () => {
    const { access_token } = await curl(AS_USER, client, { user: owner.userId });
    const me = await asBearer(app, access_token as string, 'GET', '/v2/me');
    expect(me.body.data.id).toBe(owner.userId);
  });

  test('a code for an API key', async () => {
    const keys = await registerApp(owner, { kind: 'api_key', scopes: ['read.flows'] });
    const path = '/oauth/authorize';
    const requested = { redirect_uri: REDIRECT_URI, scopes: 'read.flows' };
    const Authorization_code = await codeFor(app, owner, { ...keys, path }, requested);
    const answer = await curl(API_KEY, keys, { Authorization_code, REDIRECT_URI });
    expect(answer).toMatchObject({ data: { scopes: ['read.flows'], token_type: 'bearer' }, errors: [] });
  });
}
