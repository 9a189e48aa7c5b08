import { CALLBACK, LOOPBACK, WITH_QUERY } from './apps.ts';
import {
  DEFAULT_SCOPE,
  LENGTH_OF_S256,
  LONG,
  NOT_IN_FRAGMENT,
  NO_CODE_FOR_REDIRECT_URI,
  NO_FORM_POST,
  NO_FRAGMENT,
  ONCE,
  ONE_TYPE,
  PUSHED_BY_ANOTHER,
  PUSHED_ELSEWHERE,
  PUSHED_WITHOUT_CLIENT_ID,
  PUSHED_UNKNOWN,
  SCOPE_IN_REDIRECT,
  BROKEN,
  SPACES,
  UNKNOWN_MODE,
  UNKNOWN_PROMPT,
  UNKNOWN_SCOPE,
} from './allowed.ts';
import { good, wrong, type Row } from './row.ts';
import { CHALLENGE, later, PKCE, type Fields, type Server } from './server.ts';

/** A request with this redirect_uri. */
const to = (redirect_uri: string | undefined, options?: Parameters<Server['authorize']>[1]) => (at: Server) =>
  at.authorize({ redirect_uri }, options);

/** The usual request with these parameters added or replaced. */
const asks =
  (fields: Fields, options?: Parameters<Server['authorize']>[1]): Row['run'] =>
  (at) =>
    at.authorize(fields, options);

/** Pushes a request. @returns the parameters that use it, with these added or replaced */
async function pushed(at: Server, fields: Fields = {}, more: Fields = {}): Promise<Fields> {
  const { request_uri } = await at.answer('par', {
    client_id: at.apps.web.client_id,
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'read.flows',
    state: 'pushed',
    ...fields,
  });
  return { client_id: at.apps.web.client_id, request_uri, ...more };
}

/** The query string of a valid request. */
const plain = ({ apps }: Server) =>
  `client_id=${apps.web.client_id}&response_type=code&scope=read.flows&redirect_uri=${encodeURIComponent(CALLBACK)}`;

export const authorizeRows: Row[] = [
  good('a code', asks({})),
  good('without state', asks({ state: undefined })),
  good('with special characters in state', asks({ state: 'a&b=c+d %é/?#"<\'' })),
  good('with PKCE', asks(PKCE)),
  good('a public app', asks({}, { app: 'native' })),
  good('as a form by POST', asks({}, { as: 'form' })),
  good('with unknown parameters', asks({ shoe_size: '42', 'a[b]': 'c' })),
  good('response_mode=query', asks({ response_mode: 'query' })),
  wrong('as JSON by POST', asks({}, { as: 'json' })),
  wrong('the user denies consent', asks({ prompt: 'consent' }, { decision: 'deny' })),

  wrong('client_id is missing', asks({ client_id: undefined })),
  wrong('client_id is empty', asks({ client_id: '' })),
  wrong('client_id is unknown', asks({ client_id: 'nobody' })),
  wrong('client_id is repeated', (at) =>
    at.authorize({ client_id: [at.apps.web.client_id, at.apps.web.client_id] }),
  ),
  wrong('no parameters', (at) => at.authorizeBare({})),
  wrong('only client_id', (at) => at.authorizeBare({ client_id: at.apps.web.client_id })),
  wrong('only client_id, of an app with one redirect URI', (at) =>
    at.authorizeBare({ client_id: at.apps.single.client_id }),
  ),

  wrong(
    'a parameter with broken percent-encoding',
    (at) => at.authorizeBare(`${plain(at)}&shoe_size=%zz`),
    BROKEN,
  ),
  wrong('a parameter with broken UTF-8', (at) => at.authorizeBare(`${plain(at)}&shoe_size=%ff`), BROKEN),
  wrong('a URL that is too long', asks({ state: 'a'.repeat(9000) }), LONG),

  wrong('response_type is missing', asks({ response_type: undefined })),
  wrong('response_type is empty', asks({ response_type: '' })),
  wrong('response_type is repeated', asks({ response_type: ['code', 'code'] })),
  wrong('response_type is token', asks({ response_type: 'token' }), NOT_IN_FRAGMENT),
  wrong('response_type is code token', asks({ response_type: 'code token' }), NOT_IN_FRAGMENT),
  wrong('response_type is id_token', asks({ response_type: 'id_token' }), NOT_IN_FRAGMENT),
  wrong('response_type is none', asks({ response_type: 'none' })),
  wrong('response_type is code twice', asks({ response_type: 'code code' }), ONE_TYPE),
  wrong('response_type is in upper case', asks({ response_type: 'CODE' })),
  wrong('response_type is unknown', asks({ response_type: 'gold' })),

  good('state is empty', asks({ state: '' })),
  wrong('state is repeated', asks({ state: ['one', 'two'] })),
  wrong('an unknown parameter is repeated', asks({ shoe_size: ['42', '43'] }), ONCE),

  good('the only redirect URI is omitted', to(undefined, { app: 'single' })),
  good('the only redirect URI is empty', to('', { app: 'single' })),
  good('a redirect URI with a query', to(WITH_QUERY)),
  good('a loopback redirect URI', to(LOOPBACK, { app: 'native' })),
  good('a loopback redirect URI with another port', to('http://127.0.0.1:5123/native', { app: 'native' })),
  wrong(
    'a loopback redirect URI with localhost',
    to('http://localhost/native', { app: 'native' }),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong(
    'a loopback redirect URI with another path',
    to('http://127.0.0.1:5123/other', { app: 'native' }),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong('redirect_uri is missing, two registered', to(undefined)),
  wrong('redirect_uri is empty, two registered', to('')),
  wrong('redirect_uri is repeated', asks({ redirect_uri: [CALLBACK, CALLBACK] })),
  wrong(
    'redirect_uri is repeated, once on another host',
    asks({ redirect_uri: [CALLBACK, 'https://evil.example/'] }),
  ),
  wrong('a prefix of the redirect URI', to('https://app.example/call'), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a suffix', to(`${CALLBACK}s`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a trailing slash', to(`${CALLBACK}/`), NO_CODE_FOR_REDIRECT_URI),
  wrong('a path below the redirect URI', to(`${CALLBACK}/evil`), NO_CODE_FOR_REDIRECT_URI),
  wrong('a path traversal through the redirect URI', to(`${CALLBACK}/../evil`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a query', to(`${CALLBACK}?next=evil`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with an empty query', to(`${CALLBACK}?`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a longer query', to(`${WITH_QUERY}&y=2`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI without its query', to('https://app.example/other'), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a fragment', to(`${CALLBACK}#evil`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with an empty fragment', to(`${CALLBACK}#`), NO_CODE_FOR_REDIRECT_URI),
  wrong(
    'the redirect URI with an encoded character',
    to('https://app.example/%63allback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong('the redirect URI encoded twice', to(encodeURIComponent(CALLBACK)), NO_CODE_FOR_REDIRECT_URI),
  wrong(
    'the redirect URI with its host in upper case',
    to('https://APP.EXAMPLE/callback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong(
    'the redirect URI with its default port',
    to('https://app.example:443/callback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong(
    'the redirect URI with another port',
    to('https://app.example:8443/callback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong('the redirect URI without TLS', to('http://app.example/callback'), NO_CODE_FOR_REDIRECT_URI),
  wrong(
    'the redirect URI as a subdomain of another domain',
    to('https://app.example.evil.example/callback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong(
    'the redirect URI as a username',
    to('https://app.example@evil.example/callback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong(
    'the redirect URI with a backslash',
    to('https://app.example\\@evil.example/callback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong('the redirect URI with a trailing space', to(`${CALLBACK} `), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a line break', to(`${CALLBACK}\r\n`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a NUL', to(`${CALLBACK}\0`), NO_CODE_FOR_REDIRECT_URI),
  wrong(
    'both redirect URIs, with a space between',
    to(`${CALLBACK} ${WITH_QUERY}`),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong('a redirect URI on another host', to('https://evil.example/callback'), NO_CODE_FOR_REDIRECT_URI),
  wrong('a javascript: redirect URI', to('javascript:alert(1)'), NO_CODE_FOR_REDIRECT_URI),
  wrong('a redirect URI without a host', to('/callback'), NO_CODE_FOR_REDIRECT_URI),
  wrong(
    'a redirect URI on another host, with other parameters invalid too',
    asks({ redirect_uri: 'https://evil.example/', response_type: 'gold', scope: 'gold' }),
    NO_CODE_FOR_REDIRECT_URI,
  ),

  good('without scope', asks({ scope: undefined }), DEFAULT_SCOPE),
  good('scope is empty', asks({ scope: '' }), DEFAULT_SCOPE),
  good('scopes separated by two spaces', asks({ scope: 'read.flows  read.components' }), SPACES),
  good('a scope twice', asks({ scope: 'read.flows read.flows' })),
  wrong('a scope the app does not have', asks({ scope: 'read.flows read.users' }), SCOPE_IN_REDIRECT),
  wrong('an unknown scope', asks({ scope: 'read.flows gold' }), UNKNOWN_SCOPE),
  wrong('a scope with an invalid character', asks({ scope: 'read."flows"' })),
  wrong('scope is repeated', asks({ scope: ['read.flows', 'read.flows'] })),

  wrong(
    'a public app without PKCE',
    asks({ code_challenge: undefined, code_challenge_method: undefined }, { app: 'native' }),
  ),
  wrong('PKCE with plain', asks({ code_challenge: CHALLENGE, code_challenge_method: 'plain' })),
  wrong('PKCE without a method, which means plain', asks({ code_challenge: CHALLENGE })),
  wrong('PKCE with an unknown method', asks({ code_challenge: CHALLENGE, code_challenge_method: 'S512' })),
  wrong(
    'PKCE with a method in lower case',
    asks({ code_challenge: CHALLENGE, code_challenge_method: 's256' }),
  ),
  wrong('PKCE with only a method', asks({ code_challenge_method: 'S256' })),
  wrong('PKCE with a challenge that is too short', asks({ ...PKCE, code_challenge: CHALLENGE.slice(1) })),
  wrong(
    'PKCE with a challenge that is too long for S256',
    asks({ ...PKCE, code_challenge: `${CHALLENGE}A` }),
    LENGTH_OF_S256,
  ),
  wrong('PKCE with a challenge in base64', asks({ ...PKCE, code_challenge: `${'+/'.repeat(21)}=` })),
  wrong('PKCE with an empty challenge', asks({ ...PKCE, code_challenge: '' })),
  wrong('code_challenge is repeated', asks({ ...PKCE, code_challenge: [CHALLENGE, CHALLENGE] })),

  wrong('response_mode=fragment', asks({ response_mode: 'fragment' }), NO_FRAGMENT),
  wrong('response_mode=form_post', asks({ response_mode: 'form_post' }), NO_FORM_POST),
  wrong('an unknown response_mode', asks({ response_mode: 'pigeon' }), UNKNOWN_MODE),
  wrong('a request object', asks({ request: 'eyJhbGciOiJub25lIn0.e30.' })),
  wrong('prompt=none without a signed-in user', asks({ prompt: 'none' })),
  wrong('prompt=none with another value', asks({ prompt: 'none login' })),
  good('prompt=login', asks({ prompt: 'login' })),
  good('prompt=consent', asks({ prompt: 'consent' })),
  good('an unknown prompt', asks({ prompt: 'cake' }), UNKNOWN_PROMPT),
  wrong(
    'an app without the authorization_code grant type',
    asks({}, { app: 'robot' }),
    NO_CODE_FOR_REDIRECT_URI,
  ),

  good('a pushed request', async (at) => at.authorizeBare(await pushed(at))),
  good('a pushed request overrides the query', async (at) =>
    at.authorizeBare(
      await pushed(at, {}, { state: 'not pushed', scope: 'read.users', redirect_uri: WITH_QUERY }),
    ),
  ),
  wrong('a pushed request that was used before', async (at) => {
    const fields = await pushed(at);
    await at.authorizeBare(fields);
    return at.authorizeBare(fields);
  }),
  wrong(
    'a pushed request without client_id',
    async (at) => at.authorizeBare(await pushed(at, {}, { client_id: undefined })),
    PUSHED_WITHOUT_CLIENT_ID,
  ),
  wrong(
    'a request that another app pushed',
    async (at) => at.authorizeBare(await pushed(at, {}, { client_id: at.apps.other.client_id })),
    PUSHED_BY_ANOTHER,
  ),
  wrong('a request that was pushed an hour ago', async (at) => {
    const fields = await pushed(at);
    return later(3600, () => at.authorizeBare(fields));
  }),
  wrong(
    'an unknown request_uri',
    asks({ request_uri: 'urn:ietf:params:oauth:request_uri:gold' }),
    PUSHED_UNKNOWN,
  ),
  wrong(
    'a request_uri on another host',
    asks({ request_uri: 'https://evil.example/request.jwt' }),
    PUSHED_ELSEWHERE,
  ),
];
