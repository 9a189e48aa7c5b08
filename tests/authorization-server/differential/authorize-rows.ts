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
  PUSHED_NAMELESS,
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

/** A request that names this redirect URI. */
const to = (redirect_uri: string | undefined, options?: Parameters<Server['authorize']>[1]) => (at: Server) =>
  at.authorize({ redirect_uri }, options);

/** A request with these parameters beside the usual ones. */
const asks =
  (fields: Fields, options?: Parameters<Server['authorize']>[1]): Row['run'] =>
  (at) =>
    at.authorize(fields, options);

/** What is pushed by an app, and then used with these parameters. */
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

/** A request as it stands in an address. */
const plain = ({ apps }: Server) =>
  `client_id=${apps.web.client_id}&response_type=code&scope=read.flows&redirect_uri=${encodeURIComponent(CALLBACK)}`;

export const authorizeRows: Row[] = [
  good('a code', asks({})),
  good('without state', asks({ state: undefined })),
  good('with a state of all sorts of characters', asks({ state: 'a&b=c+d %é/?#"<\'' })),
  good('with PKCE', asks(PKCE)),
  good('of a public app', asks({}, { app: 'native' })),
  good('by a form', asks({}, { as: 'form' })),
  good('with parameters that nobody knows', asks({ shoe_size: '42', 'a[b]': 'c' })),
  good('response_mode=query', asks({ response_mode: 'query' })),
  wrong('by JSON', asks({}, { as: 'json' })),
  wrong('the person says no', asks({ prompt: 'consent' }, { decision: 'deny' })),

  wrong('client_id is missing', asks({ client_id: undefined })),
  wrong('client_id is empty', asks({ client_id: '' })),
  wrong('client_id is unknown', asks({ client_id: 'nobody' })),
  wrong('client_id is repeated', (at) =>
    at.authorize({ client_id: [at.apps.web.client_id, at.apps.web.client_id] }),
  ),
  wrong('no parameter at all', (at) => at.authorizeBare({})),
  wrong('client_id alone', (at) => at.authorizeBare({ client_id: at.apps.web.client_id })),
  wrong('client_id alone of an app with one redirect URI', (at) =>
    at.authorizeBare({ client_id: at.apps.single.client_id }),
  ),

  wrong(
    'a parameter in broken percent-encoding',
    (at) => at.authorizeBare(`${plain(at)}&shoe_size=%zz`),
    BROKEN,
  ),
  wrong('a parameter in broken UTF-8', (at) => at.authorizeBare(`${plain(at)}&shoe_size=%ff`), BROKEN),
  wrong('more than an address can hold', asks({ state: 'a'.repeat(9000) }), LONG),

  wrong('response_type is missing', asks({ response_type: undefined })),
  wrong('response_type is empty', asks({ response_type: '' })),
  wrong('response_type is repeated', asks({ response_type: ['code', 'code'] })),
  wrong('response_type is token', asks({ response_type: 'token' }), NOT_IN_FRAGMENT),
  wrong('response_type is code token', asks({ response_type: 'code token' }), NOT_IN_FRAGMENT),
  wrong('response_type is id_token', asks({ response_type: 'id_token' }), NOT_IN_FRAGMENT),
  wrong('response_type is none', asks({ response_type: 'none' })),
  wrong('response_type is code twice', asks({ response_type: 'code code' }), ONE_TYPE),
  wrong('response_type is in capitals', asks({ response_type: 'CODE' })),
  wrong('response_type is what nobody knows', asks({ response_type: 'gold' })),

  good('state is empty', asks({ state: '' })),
  wrong('state is repeated', asks({ state: ['one', 'two'] })),
  wrong('a parameter that nobody knows is repeated', asks({ shoe_size: ['42', '43'] }), ONCE),

  good('the only redirect URI is left out', to(undefined, { app: 'single' })),
  good('the only redirect URI is empty', to('', { app: 'single' })),
  good('a redirect URI with a query', to(WITH_QUERY)),
  good('a redirect URI on the loopback interface', to(LOOPBACK, { app: 'native' })),
  good('on the loopback interface at another port', to('http://127.0.0.1:5123/native', { app: 'native' })),
  wrong(
    'on the loopback interface by its name',
    to('http://localhost/native', { app: 'native' }),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong(
    'on the loopback interface at another path',
    to('http://127.0.0.1:5123/other', { app: 'native' }),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong('redirect_uri is missing where there are two', to(undefined)),
  wrong('redirect_uri is empty where there are two', to('')),
  wrong('redirect_uri is repeated', asks({ redirect_uri: [CALLBACK, CALLBACK] })),
  wrong(
    'redirect_uri is repeated, once elsewhere',
    asks({ redirect_uri: [CALLBACK, 'https://evil.example/'] }),
  ),
  wrong('a prefix of the redirect URI', to('https://app.example/call'), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a suffix', to(`${CALLBACK}s`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a slash at its end', to(`${CALLBACK}/`), NO_CODE_FOR_REDIRECT_URI),
  wrong('a path below the redirect URI', to(`${CALLBACK}/evil`), NO_CODE_FOR_REDIRECT_URI),
  wrong('a path through the redirect URI', to(`${CALLBACK}/../evil`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a query of its own', to(`${CALLBACK}?next=evil`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with an empty query', to(`${CALLBACK}?`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with more in its query', to(`${WITH_QUERY}&y=2`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI without its query', to('https://app.example/other'), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a fragment', to(`${CALLBACK}#evil`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with an empty fragment', to(`${CALLBACK}#`), NO_CODE_FOR_REDIRECT_URI),
  wrong(
    'the redirect URI with an encoded character',
    to('https://app.example/%63allback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong('the redirect URI encoded twice', to(encodeURIComponent(CALLBACK)), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI in capitals', to('https://APP.EXAMPLE/callback'), NO_CODE_FOR_REDIRECT_URI),
  wrong(
    'the redirect URI with its default port',
    to('https://app.example:443/callback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong(
    'the redirect URI at another port',
    to('https://app.example:8443/callback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong('the redirect URI without TLS', to('http://app.example/callback'), NO_CODE_FOR_REDIRECT_URI),
  wrong(
    'the redirect URI below another domain',
    to('https://app.example.evil.example/callback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong(
    'the redirect URI as a user name',
    to('https://app.example@evil.example/callback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong(
    'the redirect URI with a backslash',
    to('https://app.example\\@evil.example/callback'),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong('the redirect URI with a space at its end', to(`${CALLBACK} `), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a line break', to(`${CALLBACK}\r\n`), NO_CODE_FOR_REDIRECT_URI),
  wrong('the redirect URI with a NUL', to(`${CALLBACK}\0`), NO_CODE_FOR_REDIRECT_URI),
  wrong(
    'both redirect URIs, with a space between',
    to(`${CALLBACK} ${WITH_QUERY}`),
    NO_CODE_FOR_REDIRECT_URI,
  ),
  wrong('a redirect URI elsewhere', to('https://evil.example/callback'), NO_CODE_FOR_REDIRECT_URI),
  wrong('a redirect URI of a script', to('javascript:alert(1)'), NO_CODE_FOR_REDIRECT_URI),
  wrong('a redirect URI that is none', to('/callback'), NO_CODE_FOR_REDIRECT_URI),
  wrong(
    'a redirect URI elsewhere, with nothing else in order',
    asks({ redirect_uri: 'https://evil.example/', response_type: 'gold', scope: 'gold' }),
    NO_CODE_FOR_REDIRECT_URI,
  ),

  good('without scope', asks({ scope: undefined }), DEFAULT_SCOPE),
  good('scope is empty', asks({ scope: '' }), DEFAULT_SCOPE),
  good('scopes with two spaces between them', asks({ scope: 'read.flows  read.components' }), SPACES),
  good('a scope twice', asks({ scope: 'read.flows read.flows' })),
  wrong('a scope that the app has not', asks({ scope: 'read.flows read.users' }), SCOPE_IN_REDIRECT),
  wrong('a scope that nobody knows', asks({ scope: 'read.flows gold' }), UNKNOWN_SCOPE),
  wrong('a scope with a character that none has', asks({ scope: 'read."flows"' })),
  wrong('scope is repeated', asks({ scope: ['read.flows', 'read.flows'] })),

  wrong(
    'a public app without PKCE',
    asks({ code_challenge: undefined, code_challenge_method: undefined }, { app: 'native' }),
  ),
  wrong('PKCE with plain', asks({ code_challenge: CHALLENGE, code_challenge_method: 'plain' })),
  wrong('PKCE without its method, which is plain', asks({ code_challenge: CHALLENGE })),
  wrong(
    'PKCE with a method that nobody knows',
    asks({ code_challenge: CHALLENGE, code_challenge_method: 'S512' }),
  ),
  wrong(
    'PKCE with a method in small letters',
    asks({ code_challenge: CHALLENGE, code_challenge_method: 's256' }),
  ),
  wrong('PKCE with a method alone', asks({ code_challenge_method: 'S256' })),
  wrong('PKCE with a challenge that is too short', asks({ ...PKCE, code_challenge: CHALLENGE.slice(1) })),
  wrong(
    'PKCE with a challenge that is longer than any of S256',
    asks({ ...PKCE, code_challenge: `${CHALLENGE}A` }),
    LENGTH_OF_S256,
  ),
  wrong('PKCE with a challenge in base64', asks({ ...PKCE, code_challenge: `${'+/'.repeat(21)}=` })),
  wrong('PKCE with an empty challenge', asks({ ...PKCE, code_challenge: '' })),
  wrong('code_challenge is repeated', asks({ ...PKCE, code_challenge: [CHALLENGE, CHALLENGE] })),

  wrong('response_mode=fragment', asks({ response_mode: 'fragment' }), NO_FRAGMENT),
  wrong('response_mode=form_post', asks({ response_mode: 'form_post' }), NO_FORM_POST),
  wrong('a response_mode that nobody knows', asks({ response_mode: 'pigeon' }), UNKNOWN_MODE),
  wrong('a request object', asks({ request: 'eyJhbGciOiJub25lIn0.e30.' })),
  wrong('prompt=none where nobody is signed in', asks({ prompt: 'none' })),
  wrong('prompt=none with another', asks({ prompt: 'none login' })),
  good('prompt=login', asks({ prompt: 'login' })),
  good('prompt=consent', asks({ prompt: 'consent' })),
  good('a prompt that nobody knows', asks({ prompt: 'cake' }), UNKNOWN_PROMPT),
  wrong('an app for which nobody signs in', asks({}, { app: 'robot' }), NO_CODE_FOR_REDIRECT_URI),

  good('a request that was pushed', async (at) => at.authorizeBare(await pushed(at))),
  good('what was pushed counts, and not the query', async (at) =>
    at.authorizeBare(
      await pushed(at, {}, { state: 'not pushed', scope: 'read.users', redirect_uri: WITH_QUERY }),
    ),
  ),
  wrong('what was pushed, a second time', async (at) => {
    const fields = await pushed(at);
    await at.authorizeBare(fields);
    return at.authorizeBare(fields);
  }),
  wrong(
    'what was pushed, without client_id',
    async (at) => at.authorizeBare(await pushed(at, {}, { client_id: undefined })),
    PUSHED_NAMELESS,
  ),
  wrong(
    'what another app has pushed',
    async (at) => at.authorizeBare(await pushed(at, {}, { client_id: at.apps.other.client_id })),
    PUSHED_BY_ANOTHER,
  ),
  wrong('what was pushed an hour ago', async (at) => {
    const fields = await pushed(at);
    return later(3600, () => at.authorizeBare(fields));
  }),
  wrong(
    'a request_uri that nobody has pushed',
    asks({ request_uri: 'urn:ietf:params:oauth:request_uri:gold' }),
    PUSHED_UNKNOWN,
  ),
  wrong(
    'a request_uri elsewhere',
    asks({ request_uri: 'https://evil.example/request.jwt' }),
    PUSHED_ELSEWHERE,
  ),
];
