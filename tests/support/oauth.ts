import { scryptSync } from 'node:crypto';
import { platformDb } from '../../src/db/index.ts';
import { setPassword } from '../../src/users/index.ts';
import { document, type Answer, type Caller, type TestApp } from './app.ts';
import { tablesOf } from './direct-database.ts';

export const PASSWORD = 'correct horse battery staple';
export const REDIRECT_URI = 'https://app.example/callback';

/** A registered app with its client credentials. */
export interface RegisteredApp {
  id: string;
  client_id: string;
  client_secret: string;
  /** Its HTTP Basic authentication. */
  basic: { Authorization: string };
}

export async function registerApp(by: Caller, attributes: object = {}): Promise<RegisteredApp> {
  const { status, body, text } = await by.post(
    'oauth-apps',
    document('oauth-app', { redirect_uris: [REDIRECT_URI], ...attributes }),
  );
  if (status !== 201) throw new Error(`no app: ${text}`);
  const { client_id, client_secret } = body.data.attributes;
  return { id: body.data.id, client_id, client_secret, basic: basicOf(client_id, client_secret) };
}

export function basicOf(name: string, password: string): { Authorization: string } {
  return { Authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
}

/** A hash contains its cost parameters. This one is cheap to verify; the program's own hashes take 0.1 s or more. */
const CHEAP_HASH = `scrypt$16$1$1$${'A'.repeat(22)}==$${scryptSync(PASSWORD, Buffer.alloc(16), 32, { N: 16, r: 1, p: 1 }).toString('base64')}`;

/** Sets the user's password to PASSWORD. */
export async function givePassword(app: TestApp, { userId }: Pick<Caller, 'userId'>): Promise<void> {
  await setPassword(platformDb(app.platform.services.database), userId, CHEAP_HASH, Date.now());
}

/** Sends a form, as apps and pages do. */
export async function sendForm(
  app: TestApp,
  path: string,
  fields: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return app.request('POST', path, {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
  });
}

/** A browser without JavaScript that keeps cookies and does not follow redirects. */
export interface Visitor {
  cookies: Map<string, string>;
  get(path: string): Promise<Answer>;
  post(path: string, fields: Record<string, string>): Promise<Answer>;
  /** Submits the sign-in form of a page. */
  signIn(page: Answer, email: string, password?: string): Promise<Answer>;
  /** Submits the consent form of a page. */
  decide(page: Answer, decision?: string, fields?: Record<string, string>): Promise<Answer>;
}

/** @param extra headers added to every request, as by a proxy */
export function visitor(app: TestApp, extra: Record<string, string> = {}): Visitor {
  const cookies = new Map<string, string>();
  const send = async (method: string, path: string, fields?: Record<string, string>): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await app.request(method, path, {
      headers: {
        ...extra,
        ...(cookie !== '' && { Cookie: cookie }),
        ...(fields !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
      ...(fields !== undefined && { body: new URLSearchParams(fields).toString() }),
    });
    for (const set of (answer.headers['set-cookie'] as unknown as string[] | undefined) ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return {
    cookies,
    get: (path) => send('GET', path),
    post: (path, fields) => send('POST', path, fields),
    signIn: (page, email, password = PASSWORD) =>
      send('POST', '/login', { ...hidden(page), email, password }),
    decide: (page, decision = 'allow', fields = {}) =>
      send('POST', '/oauth2/consent', { ...hidden(page), decision, ...fields }),
  };
}

/** A browser in which the user is signed in. */
export async function signedInVisitor(app: TestApp, { email }: Pick<Caller, 'email'>): Promise<Visitor> {
  const someone = visitor(app);
  await someone.signIn(await someone.get('/login'), email);
  return someone;
}

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** The hidden fields of a page's first form. */
export function hidden(page: Answer): Record<string, string> {
  const [form = ''] = /<form[^]*?<\/form>/.exec(page.text) ?? [];
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(
    fields.map(([, name, value]) => [
      name!,
      value!.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]!),
    ]),
  );
}

/** The target of a redirect. */
export function locationOf(answer: Answer): URL {
  const { location } = answer.headers;
  if (location === undefined) throw new Error(`no redirect: ${answer.status} ${answer.text.slice(0, 500)}`);
  return new URL(location, 'http://here');
}

/** An app that requests authorization, with the path for that in the API-key dialect. */
type Asking = Pick<RegisteredApp, 'client_id'> & { path?: string };

export function authorizePath(client: Asking, fields: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: client.client_id,
    response_type: 'code',
    state: 'a state',
    ...fields,
  });
  return `${client.path ?? '/oauth2/auth'}?${query.toString()}`;
}

/** Signs in and authorizes an app. @returns the URL that the browser is redirected to */
export async function authorizeApp(
  app: TestApp,
  person: Pick<Caller, 'email'>,
  client: Asking,
  fields: Record<string, string> = {},
): Promise<URL> {
  const someone = visitor(app);
  const signedIn = await someone.signIn(await someone.get(authorizePath(client, fields)), person.email);
  const page = await someone.get(locationOf(signedIn).href.replace('http://here', ''));
  return locationOf(page.status === 303 ? page : await someone.decide(page));
}

/** Authorizes an app. @returns the code in the redirect to the app */
export async function codeFor(...way: Parameters<typeof authorizeApp>): Promise<string> {
  const { searchParams } = await authorizeApp(...way);
  const code = searchParams.get('code');
  if (code === null) throw new Error(`no code: ${searchParams.toString()}`);
  return code;
}

export function requestToken(
  app: TestApp,
  client: RegisteredApp,
  fields: Record<string, string>,
): Promise<Answer> {
  return sendForm(app, '/oauth2/token', fields, client.basic);
}

export function redeem(
  app: TestApp,
  client: RegisteredApp,
  code: string,
  fields: Record<string, string> = {},
) {
  return requestToken(app, client, { grant_type: 'authorization_code', code, ...fields });
}

export function refresh(
  app: TestApp,
  client: RegisteredApp,
  refresh_token: string,
  fields: Record<string, string> = {},
) {
  return requestToken(app, client, { grant_type: 'refresh_token', refresh_token, ...fields });
}

/** The introspection response for a token. */
export async function introspect(
  app: TestApp,
  client: RegisteredApp,
  token: string,
): Promise<Answer['body']> {
  return (await sendForm(app, '/oauth2/introspect', { token }, client.basic)).body;
}

/** Sends an API request with a bearer token. */
export function asBearer(
  app: TestApp,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  return app.request(method, path, {
    headers: { Authorization: `Bearer ${token}` },
    ...(body !== undefined && { body }),
  });
}

/** The redirect for an authorization request of a signed-in user without consent page, or the page if there is one. */
export async function endOf(by: Visitor, path: string): Promise<Record<string, unknown>> {
  const answer = await by.get(path);
  if (answer.status !== 303) return { status: answer.status, text: answer.text };
  const { origin, pathname, searchParams } = locationOf(answer);
  return { to: origin + pathname, ...Object.fromEntries(searchParams) };
}

/** The status and the error code (RFC 6749, 5.2), or "ok". */
export function outcome({ status, body }: Answer): [status: number, error: string] {
  return [status, body.error ?? 'ok'];
}

/** Makes all rows of a table expire this many milliseconds earlier. */
export async function expireEarlier(app: TestApp, milliseconds: number, table: string): Promise<void> {
  const tables = tablesOf(app);
  await tables(table).update({ expires_at: tables.raw('expires_at - ?', [milliseconds]) });
}

/** Creates an app with these scopes and all grant types except password. @returns it with an access token of `of` */
export async function tokenWith(
  app: TestApp,
  owner: Caller,
  scopes: string[],
  of: Caller = owner,
): Promise<{ token: string; client: RegisteredApp }> {
  const grant_types = ['authorization_code', 'refresh_token', 'client_credentials'];
  const client = await registerApp(owner, { grant_types, scopes });
  const { body } = await redeem(app, client, await codeFor(app, of, client));
  return { token: body.access_token, client };
}
