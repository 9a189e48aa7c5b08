import { document, startApp, type Caller, type TestApp } from '../../support/app.ts';
import { age, startConnection, tokenOf } from '../../support/credentials.ts';
import { startInternet, type Internet } from '../../support/internet/internet.ts';
import { NOT_FOUND, respondWith } from '../../support/scripted-provider.ts';
import type { Play } from './play.ts';
import { createService, type PlayedService } from './service.ts';

const PUBLIC_URL = 'https://valetkey.example';

/** A credential for a provider that is played. */
export interface Performance {
  id: string;
  service: PlayedService;
  /** Connects the account, as a user does in a browser if the grant needs one. */
  connect(): Promise<void>;
  /** The attributes of the token that a caller gets now. @throws Error if the token cannot be returned */
  token(): Promise<Record<string, unknown>>;
  /** The error that a caller gets instead. */
  noToken(): Promise<[status: number, code: string]>;
  /** Requests a new token although the old one may be valid. @throws Error with the error code if the refresh fails */
  refresh(): Promise<void>;
  state(): Promise<Record<string, unknown>>;
  /** Ages the token. */
  pass(seconds: number): Promise<void>;
  disconnect(): Promise<void>;
}

/** A server whose outbound requests all reach the provider that is being played. */
export function setStage(): { perform(play: Play): Promise<Performance> } {
  let app: TestApp;
  let owner: Caller;
  let internet: Internet;
  let service: PlayedService | undefined;
  let credential: string | undefined;

  beforeAll(async () => {
    internet = await startInternet((request, response) =>
      respondWith(request, response, (seen) => service?.respond(seen) ?? NOT_FOUND),
    );
    app = await startApp({ OUTBOUND_PROXY: internet.proxy, PUBLIC_URL });
    owner = await app.tenant();
  });
  afterEach(async () => {
    const [fault] = service?.faults ?? [];
    // Otherwise, the server would refresh its token during the next test.
    if (credential !== undefined) await owner.delete(`credentials/${credential}`);
    service = undefined;
    credential = undefined;
    if (fault !== undefined) throw fault as Error;
  });
  afterAll(async () => {
    await app.close();
    await internet.close();
  });

  async function create({ name, provider, credential: own, client }: Play): Promise<string> {
    const { id, secret } = client ?? { id: 'acme', secret: 's3cret' };
    const attributes = { name, client_id: id, client_secret: secret, ...own };
    const related = provider === undefined ? {} : { provider: { type: 'provider', id: provider } };
    const { status, body, text } = await owner.post(
      'credentials',
      document('credential', attributes, related),
    );
    if (status !== 201) throw new Error(text);
    return body.data.id as string;
  }

  return {
    async perform(play) {
      const played = createService(play, `${PUBLIC_URL}/callback/oauth2`);
      service = played;
      const id = await create(play);
      credential = id;
      const stateOf = async () => (await owner.get(`credentials/${id}`)).body.data.attributes;
      return {
        id,
        service: played,
        async connect() {
          const { body, text } = await startConnection(owner, id);
          const url = body.data?.attributes.authorization_url as string | undefined;
          if (url !== undefined) await returnToCallback(play, await internet.browse(url));
          const state = await stateOf();
          if (state.state !== 'connected') throw new Error(state.state_reason ?? text);
        },
        async token() {
          const { status, body, text } = await tokenOf(owner, id);
          if (status !== 200) throw new Error(text);
          return body.data.attributes;
        },
        async noToken() {
          const { status, body } = await tokenOf(owner, id);
          return [status, body.errors?.[0].code];
        },
        async refresh() {
          const { status, body } = await owner.post(`credentials/${id}/refreshes`);
          if (status !== 200) throw new Error(body.errors?.[0].code);
        },
        state: stateOf,
        pass: (seconds) => age(app, id, seconds * 1000),
        disconnect: async () => void (await owner.delete(`credentials/${id}/connections`)),
      };
    },
  };

  async function returnToCallback({ authorize }: Play, redirect: string): Promise<void> {
    const { search, searchParams } = new URL(redirect);
    if (authorize?.form !== true) await app.request('GET', `/callback/oauth2${search}`);
    else
      await app.request('POST', '/callback/oauth2', {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: searchParams.toString(),
      });
  }
}
