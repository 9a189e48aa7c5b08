import { createHash } from 'node:crypto';
import type { Answer } from '../../support/app.ts';
import { basicOf, hidden, PASSWORD } from '../../support/oauth.ts';
import { CALLBACK, type AppName, type Apps } from './apps.ts';
import { outcomeOf, outcomeOfAuthorization, type Outcome } from './outcome.ts';

export const VERIFIER = 'a-verifier-of-forty-three-characters-or-more-0';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
/** The parameters of an authorization request with PKCE. */
export const PKCE = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };

/** Parameters: a list repeats the parameter, undefined omits it. */
export type Fields = Record<string, string | string[] | undefined>;
export type Headers = Record<string, string>;
/** One HTTP request. */
export type Send = (
  method: string,
  path: string,
  options: { headers: Headers; body?: string },
) => Promise<Answer>;

export interface Tokens {
  access_token: string;
  refresh_token: string;
}

/** One of the two servers, as seen by apps and by a user's browser. */
export interface Server {
  apps: Apps;
  /** An authorization request in a browser: the user signs in if asked to, then decides about consent. */
  authorize(
    fields?: Fields,
    options?: { app?: AppName; decision?: string; as?: 'form' | 'json' },
  ): Promise<Outcome>;
  /** An authorization request without the usual parameters. */
  authorizeBare(fields: Fields | string): Promise<Outcome>;
  /** @returns the code of a successful request */
  code(fields?: Fields, app?: AppName): Promise<string>;
  /** @returns new tokens of a user */
  tokens(app?: AppName, scope?: string): Promise<Tokens>;
  /** A form that an app sends with HTTP Basic, or with client_id alone if it is public. */
  post(endpoint: Endpoint, fields: Fields | string, app?: AppName, headers?: Headers): Promise<Outcome>;
  /** A form with other client authentication, or with none. */
  postAs(headers: Headers, endpoint: Endpoint, fields: Fields | string): Promise<Outcome>;
  /** A form sent to a path with a query string. */
  postTo(path: string, fields: Fields, headers?: Headers): Promise<Outcome>;
  get(endpoint: Endpoint, fields: Fields): Promise<Outcome>;
  /** @returns the body of a successful response */
  answer(endpoint: Endpoint, fields: Fields, app?: AppName): Promise<Answer['body']>;
}

type Endpoint = 'token' | 'introspect' | 'revoke' | 'par';

export function serverAt(parts: {
  issuer: string;
  send: Send;
  apps: Apps;
  /** The email address of the user. */
  email: string;
}): Server {
  const { issuer, send, apps, email } = parts;

  const toForm = (fields: Fields | string) => (typeof fields === 'string' ? fields : encoded(fields));
  const authenticated = (app: AppName, fields: Fields | string): { headers: Headers; body: string } => {
    const { public: isPublic, client_id, basic } = apps[app];
    if (!isPublic) return { headers: basic, body: toForm(fields) };
    return { headers: {}, body: toForm(typeof fields === 'string' ? fields : { client_id, ...fields }) };
  };
  const submit = (endpoint: string, headers: Headers, body: string): Promise<Answer> =>
    send('POST', `/oauth2/${endpoint}`, { headers: { 'Content-Type': FORM, ...headers }, body });

  /** Follows the redirects within the server, and submits each form that it shows. */
  async function browse(fields: Fields | string, decision = 'allow', as?: 'form' | 'json'): Promise<Answer> {
    const cookies = new Map<string, string>();
    const go = async (method: string, path: string, body?: string, type = FORM): Promise<Answer> => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = {
        Accept: 'text/html',
        ...(cookie !== '' && { Cookie: cookie }),
        ...(body !== undefined && { 'Content-Type': type }),
      };
      const answer = await send(method, path, { headers, ...(body !== undefined && { body }) });
      for (const set of (answer.headers['set-cookie'] as unknown as string[] | undefined) ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    };
    let answer =
      as === undefined
        ? await go('GET', `/oauth2/auth?${toForm(fields)}`)
        : await go(
            'POST',
            '/oauth2/auth',
            as === 'form' ? toForm(fields) : JSON.stringify(fields),
            as === 'form' ? FORM : 'application/json',
          );
    for (;;) {
      const { location } = answer.headers;
      const [, action] = /<form method="post" action="(\/[^"]+)"/.exec(answer.text) ?? [];
      if (location !== undefined) {
        const { origin, pathname, search } = new URL(location, issuer);
        if (origin !== issuer) return answer;
        answer = await go('GET', pathname + search);
      } else if (action === undefined) {
        return answer;
      } else {
        answer = await go(
          'POST',
          action,
          encoded({ ...hidden(answer), email, password: PASSWORD, decision }),
        );
      }
    }
  }

  const usual = (app: AppName, fields: Fields): Fields => ({
    client_id: apps[app].client_id,
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'read.flows',
    state: 'a state',
    ...(apps[app].public && PKCE),
    ...fields,
  });

  const server: Server = {
    apps,
    async authorize(fields = {}, { app = 'web', decision, as } = {}) {
      return outcomeOfAuthorization(await browse(usual(app, fields), decision, as), issuer);
    },
    async authorizeBare(fields) {
      return outcomeOfAuthorization(await browse(fields), issuer);
    },
    async code(fields = {}, app = 'web') {
      const answer = await browse(usual(app, fields));
      const { location = 'about:blank' } = answer.headers;
      const code = new URL(location, issuer).searchParams.get('code');
      if (code === null)
        throw new Error(`no code: ${answer.status} ${location} ${answer.text.slice(0, 500)}`);
      return code;
    },
    async tokens(app = 'web', scope = 'read.flows offline_access') {
      const code = await server.code({ scope, prompt: 'consent' }, app);
      const fields = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: CALLBACK,
        ...(apps[app].public && { code_verifier: VERIFIER }),
      };
      return (await server.answer('token', fields, app)) as Tokens;
    },
    async post(endpoint, fields, app = 'web', headers = {}) {
      const { headers: basic, body } = authenticated(app, fields);
      return outcomeOf(await submit(endpoint, { ...basic, ...headers }, body), issuer);
    },
    async postAs(headers, endpoint, fields) {
      return outcomeOf(await submit(endpoint, headers, toForm(fields)), issuer);
    },
    async postTo(path, fields, headers = {}) {
      return outcomeOf(await submit(path, headers, encoded(fields)), issuer);
    },
    async get(endpoint, fields) {
      const { headers, body } = authenticated('web', fields);
      return outcomeOf(await send('GET', `/oauth2/${endpoint}?${body}`, { headers }), issuer);
    },
    async answer(endpoint, fields, app = 'web') {
      const { headers, body } = authenticated(app, fields);
      const answer = await submit(endpoint, headers, body);
      if (answer.status >= 300) throw new Error(`${endpoint}: ${answer.status} ${answer.text}`);
      return answer.body;
    },
  };
  return server;
}

const FORM = 'application/x-www-form-urlencoded';

function encoded(fields: Fields): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(pairs).toString();
}

/** HTTP Basic with every character of both parts percent-encoded. */
export function basicOfEncoded(name: string, password: string): Headers {
  const every = (text: string) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return basicOf(every(name), every(password));
}

/** Does the work with the clock moved ahead, for both servers: they run in this process. */
export async function later<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  const real = Date.now;
  Date.now = () => real() + seconds * 1000;
  try {
    return await work();
  } finally {
    Date.now = real;
  }
}
