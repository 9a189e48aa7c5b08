import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { json } from 'node:stream/consumers';
import { startApp, type Caller, type TestApp } from '../../support/app.ts';
import { age, closeProviders, connected, LOOPBACK_ALLOWED, provider } from '../../support/credentials.ts';
import type { Provider } from '../../support/providers/provider.mjs';

const require = createRequire(import.meta.url);

let app: TestApp;
let owner: Caller;
let runtime: Caller;
let at: Provider;
let secret: string;

beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  runtime = await app.member(owner, 'runtime');
  // As Slack does: the user's own refresh token is nested.
  const authed_user = { id: 'U1', refresh_token: 'refresh-of-the-user' };
  at = await provider({ extra: { instance_url: 'https://eu5.third.example', authed_user } });
  secret = await connected(app, owner, at);
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

/** The environment variables that an elastic.io platform sets for its components. */
const platformVariables = () => ({
  ELASTICIO_API_URI: app.url,
  ELASTICIO_API_USERNAME: runtime.email,
  ELASTICIO_API_KEY: runtime.apiKey,
  ELASTICIO_WORKSPACE_ID: runtime.tenantId,
});

describe('@elastic.io/component-commons-library, unmodified from npm', () => {
  const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
  // It is CommonJS without types.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  let library: any;
  let before: NodeJS.ProcessEnv;

  beforeAll(() => {
    before = { ...process.env };
    Object.assign(process.env, platformVariables());
    library = require('@elastic.io/component-commons-library');
  });
  afterAll(() => {
    process.env = before;
  });

  test('reads a secret with the current token and the fields that OAuth does not define', async () => {
    const client = new library.PlatformApiLogicClient({ logger: quiet }, {}, 'a component', 'a message');
    const found = await client.fetchSecretById({ secretId: secret });
    expect(found).toMatchObject({
      id: secret,
      type: 'auth-secret',
      attributes: {
        name: 'An account',
        type: 'oauth2',
        state: 'ready',
        credentials: {
          access_token: 'access-1',
          token_type: 'Bearer',
          undefined_params: { instance_url: 'https://eu5.third.example', authed_user: { id: 'U1' } },
        },
      },
    });
    expect(JSON.stringify(found)).not.toContain('refresh-');
  });

  test('refreshes a secret', async () => {
    const client = new library.PlatformApiLogicClient({ logger: quiet }, {}, 'a component', 'a message');
    const refreshed = await client.refreshTokenBySecretId({ secretId: secret });
    expect(refreshed.attributes.credentials.access_token).toBe('access-2');
  });

  test('the refresh response is that of the platform, even for an empty form', async () => {
    const answer = await runtime.post(`/v2/workspaces/${owner.tenantId}/secrets/${secret}/refresh`, '', {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.body.data.attributes.credentials.access_token).toBe('access-3');
  });

  test("calls the provider's API with the current token, refreshed if it has expired", async () => {
    await age(app, secret, 7_200_000);
    const cfg = { secretId: secret, resourceServerUrl: at.url };
    const client = new library.FacelessRestClient({ logger: quiet }, cfg, 'a component', 'a message');
    const { data } = await client.makeRequest({ url: '/userinfo', method: 'GET' });
    expect(data).toEqual({ sub: 'user-7', email: 'seven@third.example' });
    expect(at.requests.at(-1)!.authorization).toBe('Bearer access-4');
  });
});

describe('elasticio-sailor-nodejs, unmodified from npm, in service mode', () => {
  test('verifies credentials with a component that fetches its secret', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'valetkey-component-'));
    writeFileSync(join(folder, 'component.json'), JSON.stringify({ title: 'A component' }));
    // Components are CommonJS. This marks the folder as such, wherever it is.
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
    writeFileSync(
      join(folder, 'verifyCredentials.js'),
      `module.exports = async function verify({ secretId }) {
         const { data } = await this.getApiClient().secrets.retrieve(process.env.ELASTICIO_WORKSPACE_ID, secretId);
         const { access_token } = data.attributes.credentials;
         const answer = await fetch(${JSON.stringify(at.url)} + '/userinfo', { headers: { authorization: 'Bearer ' + access_token } });
         return { verified: answer.ok, who: (await answer.json()).sub, access_token };
       };`,
    );
    const result = await runSailor('verifyCredentials', folder, { secretId: secret });
    rmSync(folder, { recursive: true });
    expect(result).toEqual({
      status: 'success',
      data: { verified: true, who: 'user-7', access_token: 'access-4' },
    });
  });
});

/** Runs the library's own entry point and returns the result that it posts. */
async function runSailor(method: string, folder: string, cfg: object): Promise<unknown> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  const entry = join(require.resolve('elasticio-sailor-nodejs/package.json'), '../runService.js');
  const child = spawn(process.execPath, [entry, method], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      ...platformVariables(),
      ELASTICIO_POST_RESULT_URL: `http://127.0.0.1:${port}/result`,
      ELASTICIO_CFG: JSON.stringify(cfg),
      ELASTICIO_COMPONENT_PATH: relative(folder, folder),
      ELASTICIO_API_REQUEST_RETRY_ATTEMPTS: '1',
      ELASTICIO_API_REQUEST_RETRY_DELAY: '10',
    },
  });
  const exited = once(child, 'exit');
  const [request, response] = (await once(listener, 'request')) as [
    IncomingMessage,
    { end(text: string): void },
  ];
  const result = await json(request);
  response.end('{}');
  await exited;
  await new Promise((resolve) => listener.close(resolve));
  return result;
}
