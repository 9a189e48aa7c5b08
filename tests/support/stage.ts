import type { ScriptedProvider, Script } from './scripted-provider.ts';
import { startApp, type Caller, type TestApp } from './app.ts';
import { age, connectInBrowser, LOOPBACK_ALLOWED, makeCredential, tokenOf } from './credentials.ts';
import { agrees, scriptedProvider } from './scripted-provider.ts';

/** A server, a tenant, and what a suite does with providers that it plays. */
export interface Stage {
  app: TestApp;
  owner: Caller;
  /** Starts a provider where every user agrees. It runs until the end of the test. */
  play(script: Script): Promise<ScriptedProvider>;
  /** Connects a credential in the browser. @returns its ID */
  connect(at: ScriptedProvider, attributes: object): Promise<string>;
  attributesOf(id: string): Promise<Record<string, unknown>>;
  tokenAttributes(id: string): Promise<Record<string, unknown>>;
  /** Ages the token so that the next request refreshes it. */
  expire(id: string): Promise<void>;
}

/** Sets the stage for the tests of a suite. Its members are available as soon as the tests run. */
export function setStage(): Stage {
  const running: ScriptedProvider[] = [];
  const stage = {
    async play(script) {
      const started = await scriptedProvider({ 'GET /authorize': agrees(), ...script });
      running.push(started);
      return started;
    },
    async connect(at, attributes) {
      const id = await makeCredential(stage.owner, at, { client_authentication: 'body', ...attributes });
      const page = await connectInBrowser(stage.app, stage.owner, id);
      if (page.status !== 200 || !page.text.includes('Connected')) throw new Error(page.text);
      return id;
    },
    attributesOf: async (id) => (await stage.owner.get(`credentials/${id}`)).body.data.attributes,
    async tokenAttributes(id) {
      const { status, body, text } = await tokenOf(stage.owner, id);
      if (status !== 200) throw new Error(text);
      return body.data.attributes;
    },
    expire: (id) => age(stage.app, id, 400 * 86_400_000),
  } as Stage;
  beforeAll(async () => {
    stage.app = await startApp(LOOPBACK_ALLOWED);
    stage.owner = await stage.app.tenant();
  });
  afterEach(() => Promise.all(running.splice(0).map((one) => one.close())));
  afterAll(() => stage.app.close());
  return stage;
}

/** The n-th tokens of a provider. */
export function tokens(n: number, more: object = {}): object {
  return {
    access_token: `access-${n}`,
    refresh_token: `refresh-${n}`,
    token_type: 'Bearer',
    expires_in: 3600,
    ...more,
  };
}
