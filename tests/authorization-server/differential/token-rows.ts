import { basicOf } from '../../support/oauth.ts';
import { CALLBACK, WITH_QUERY, type AppName } from './apps.ts';
import {
  BROKEN_ENCODING,
  BROKEN_UTF8,
  CHALLENGED_401,
  GRANT_SWITCHED_OFF,
  LOST_ANSWER,
  METHOD,
  NOT_OFFLINE,
  UNAUTHENTICATED,
  REDIRECT_URI_OF_CODE,
  REDIRECT_URI_REQUIRED,
  REPEATED_UNKNOWN,
  TOKEN_OF_UNKNOWN_SCOPE,
  TOKEN_WITH_DEFAULT_SCOPE,
  VERIFIER_DIFFERS,
  refusedScope,
} from './allowed.ts';
import { good, wrong, type Row } from './row.ts';
import { basicOfEncoded, later, PKCE, VERIFIER, type Fields, type Server } from './server.ts';

const CREDENTIALS = { grant_type: 'client_credentials', scope: 'read.flows' };

/** The parameters that exchange a code. */
const exchange = (code: string, fields: Fields = {}): Fields => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: CALLBACK,
  ...fields,
});

/** Requests a code with the first parameters, and exchanges it with the second. */
const redeems =
  (requested: Fields, fields: Fields, app: AppName = 'web'): Row['run'] =>
  async (at) =>
    at.post('token', exchange(await at.code(requested, app), fields), app);

/** A token request with this client authentication. */
const authenticates =
  (
    headersOf: (at: Server) => Record<string, string>,
    fieldsOf: (at: Server) => Fields = () => ({}),
  ): Row['run'] =>
  (at) =>
    at.postAs(headersOf(at), 'token', { ...CREDENTIALS, ...fieldsOf(at) });

const none = () => ({});
const web = (at: Server) => at.apps.web.basic;

export const codeRows: Row[] = [
  good('a code', redeems({}, {})),
  good('with a refresh token', redeems({ scope: 'read.flows offline_access', prompt: 'consent' }, {})),
  good('with PKCE', redeems(PKCE, { code_verifier: VERIFIER })),
  good('a public app', redeems({}, { code_verifier: VERIFIER }, 'native')),
  good(
    'a public app, with a refresh token',
    redeems({ scope: 'read.flows offline_access', prompt: 'consent' }, { code_verifier: VERIFIER }, 'native'),
  ),
  good(
    'redirect_uri is missing, as in the request',
    redeems({ redirect_uri: undefined }, { redirect_uri: undefined }, 'single'),
  ),
  good('redirect_uri is sent, but not in the request', redeems({ redirect_uri: undefined }, {}, 'single')),
  good('with an unknown parameter', redeems({}, { shoe_size: '42' })),
  good('with an empty unknown parameter', redeems({}, { shoe_size: '' })),
  good('with scope, which is not a parameter of this request', redeems({}, { scope: 'read.users' })),
  wrong(
    'redirect_uri is missing, two registered',
    redeems({}, { redirect_uri: undefined }),
    REDIRECT_URI_OF_CODE,
  ),
  wrong(
    'redirect_uri is missing, one registered',
    redeems({}, { redirect_uri: undefined }, 'single'),
    REDIRECT_URI_REQUIRED,
  ),
  wrong('redirect_uri is empty', redeems({}, { redirect_uri: '' }), REDIRECT_URI_OF_CODE),
  wrong("redirect_uri is the app's other one", redeems({}, { redirect_uri: WITH_QUERY })),
  wrong('redirect_uri is on another host', redeems({}, { redirect_uri: 'https://evil.example/' })),
  wrong('redirect_uri with a suffix', redeems({}, { redirect_uri: `${CALLBACK}/` })),
  wrong('redirect_uri is repeated', redeems({}, { redirect_uri: [CALLBACK, CALLBACK] })),
  wrong('code is missing', redeems({}, { code: undefined })),
  wrong('code is empty', redeems({}, { code: '' })),
  wrong('code is garbage', redeems({}, { code: 'gold' })),
  wrong('code is repeated', async (at) => {
    const code = await at.code();
    return at.post('token', exchange(code, { code: [code, code] }));
  }),
  wrong('code in upper case', async (at) => at.post('token', exchange((await at.code()).toUpperCase()))),
  wrong('code_verifier is missing', redeems(PKCE, {})),
  wrong('code_verifier is empty', redeems(PKCE, { code_verifier: '' })),
  wrong('code_verifier is wrong', redeems(PKCE, { code_verifier: VERIFIER.replace('a', 'b') })),
  wrong('code_verifier is the challenge', redeems(PKCE, { code_verifier: PKCE.code_challenge })),
  wrong('code_verifier is too short', redeems(PKCE, { code_verifier: 'short' }), VERIFIER_DIFFERS),
  wrong('code_verifier is too long', redeems(PKCE, { code_verifier: 'a'.repeat(129) }), VERIFIER_DIFFERS),
  wrong(
    'code_verifier has an invalid character',
    redeems(PKCE, { code_verifier: `${VERIFIER}!` }),
    VERIFIER_DIFFERS,
  ),
  wrong('code_verifier is repeated', redeems(PKCE, { code_verifier: [VERIFIER, VERIFIER] })),
  wrong('code_verifier without a challenge in the request', redeems({}, { code_verifier: VERIFIER })),
  wrong('code_verifier is missing, public app', redeems({}, {}, 'native')),
  wrong('a code that was used before', async (at) => {
    const code = await at.code();
    await at.answer('token', exchange(code));
    return at.post('token', exchange(code));
  }),
  wrong('the access token of a code that was used twice', async (at) => {
    const code = await at.code();
    const { access_token } = await at.answer('token', exchange(code));
    await at.post('token', exchange(code));
    return at.post('introspect', { token: access_token });
  }),
  good('a code that another app tried before', async (at) => {
    const code = await at.code();
    await at.post('token', exchange(code), 'other');
    return at.post('token', exchange(code));
  }),
  good('a code after a wrong redirect_uri', async (at) => {
    const code = await at.code();
    await at.post('token', exchange(code, { redirect_uri: WITH_QUERY }));
    return at.post('token', exchange(code));
  }),
  good('a code after a wrong code_verifier', async (at) => {
    const code = await at.code(PKCE);
    await at.post('token', exchange(code, { code_verifier: VERIFIER.replace('a', 'b') }));
    return at.post('token', exchange(code, { code_verifier: VERIFIER }));
  }),
  wrong("another app's code", async (at) => at.post('token', exchange(await at.code({}, 'other')))),
  wrong("another app's code, sent by a public app", async (at) =>
    at.post('token', exchange(await at.code(PKCE), { code_verifier: VERIFIER }), 'native'),
  ),
  wrong('an expired code', async (at) => {
    const code = await at.code();
    return later(601, () => at.post('token', exchange(code)));
  }),
  wrong('an access token as the code', async (at) =>
    at.post('token', exchange((await at.tokens()).access_token)),
  ),
  wrong(
    'an app without the grant type',
    (at) => at.post('token', exchange('gold'), 'robot'),
    GRANT_SWITCHED_OFF,
  ),
];

export const requestRows: Row[] = [
  good('Content-Type with a charset', (at) =>
    at.postAs(
      { ...web(at), 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
      'token',
      CREDENTIALS,
    ),
  ),
  good('Content-Type in upper case', (at) =>
    at.postAs({ ...web(at), 'Content-Type': 'APPLICATION/X-WWW-FORM-URLENCODED' }, 'token', CREDENTIALS),
  ),
  wrong('grant_type is missing', (at) => at.post('token', { scope: 'read.flows' })),
  wrong('grant_type is empty', (at) => at.post('token', { grant_type: '' })),
  wrong('grant_type is repeated', (at) =>
    at.post('token', { grant_type: ['client_credentials', 'client_credentials'] }),
  ),
  wrong('grant_type is unknown', (at) => at.post('token', { grant_type: 'gold' })),
  wrong('grant_type is in upper case', (at) => at.post('token', { grant_type: 'CLIENT_CREDENTIALS' })),
  wrong('grant_type is an inherited property', (at) => at.post('token', { grant_type: 'constructor' })),
  wrong('grant_type is implicit', (at) => at.post('token', { grant_type: 'implicit' })),
  wrong(
    'grant_type is not enabled for the app',
    (at) => at.post('token', CREDENTIALS, 'single'),
    GRANT_SWITCHED_OFF,
  ),
  wrong('no body', (at) => at.post('token', '')),
  wrong('JSON', (at) =>
    at.postAs({ ...web(at), 'Content-Type': 'application/json' }, 'token', JSON.stringify(CREDENTIALS)),
  ),
  wrong('a form sent as text/plain', (at) =>
    at.postAs({ ...web(at), 'Content-Type': 'text/plain' }, 'token', CREDENTIALS),
  ),
  wrong('a form sent as multipart/form-data', (at) =>
    at.postAs({ ...web(at), 'Content-Type': 'multipart/form-data; boundary=x' }, 'token', CREDENTIALS),
  ),
  wrong(
    'broken percent-encoding',
    (at) => at.post('token', 'grant_type=client_credentials&scope=%zz'),
    BROKEN_ENCODING,
  ),
  wrong('broken UTF-8', (at) => at.post('token', 'grant_type=client_credentials&scope=%ff%fe'), BROKEN_UTF8),
  wrong('GET', (at) => at.get('token', CREDENTIALS), METHOD),
  wrong(
    'an unknown parameter is repeated',
    (at) => at.post('token', { ...CREDENTIALS, shoe_size: ['42', '43'] }),
    REPEATED_UNKNOWN,
  ),
];

export const clientRows: Row[] = [
  good('HTTP Basic', authenticates(web)),
  good(
    'HTTP Basic in lower case',
    authenticates((at) => ({ Authorization: web(at).Authorization.replace('Basic', 'basic') })),
  ),
  good(
    'HTTP Basic with every character form-encoded',
    authenticates((at) => basicOfEncoded(at.apps.web.client_id, at.apps.web.client_secret)),
  ),
  good(
    'client_id and client_secret in the body',
    authenticates(
      none,
      ({
        apps: {
          web: { client_id, client_secret },
        },
      }) => ({ client_id, client_secret }),
    ),
  ),
  good(
    'HTTP Basic, and the same client_id in the body',
    authenticates(web, (at) => ({ client_id: at.apps.web.client_id })),
  ),
  wrong(
    "HTTP Basic, and another app's client_id in the body",
    authenticates(web, (at) => ({ client_id: at.apps.other.client_id })),
  ),
  wrong(
    'HTTP Basic, and the secret in the body',
    authenticates(web, (at) => ({ client_secret: at.apps.web.client_secret })),
  ),
  wrong(
    'HTTP Basic, and client_id and client_secret in the body',
    authenticates(
      web,
      ({
        apps: {
          web: { client_id, client_secret },
        },
      }) => ({ client_id, client_secret }),
    ),
  ),
  good(
    'HTTP Basic, and an empty client_secret in the body',
    authenticates(web, () => ({ client_secret: '' })),
  ),
  wrong('no client authentication', authenticates(none), UNAUTHENTICATED),
  wrong(
    'only client_id',
    authenticates(none, (at) => ({ client_id: at.apps.web.client_id })),
    CHALLENGED_401,
  ),
  wrong(
    'only client_secret',
    authenticates(none, (at) => ({ client_secret: at.apps.web.client_secret })),
    UNAUTHENTICATED,
  ),
  wrong(
    'an empty client_secret',
    authenticates(none, (at) => ({ client_id: at.apps.web.client_id, client_secret: '' })),
    CHALLENGED_401,
  ),
  wrong(
    'a wrong secret in HTTP Basic',
    authenticates((at) => basicOf(at.apps.web.client_id, 'gold')),
  ),
  wrong(
    'a wrong secret in the body',
    authenticates(none, (at) => ({ client_id: at.apps.web.client_id, client_secret: 'gold' })),
    CHALLENGED_401,
  ),
  wrong(
    "another app's secret",
    authenticates((at) => basicOf(at.apps.web.client_id, at.apps.other.client_secret)),
  ),
  wrong(
    'the secret in upper case',
    authenticates((at) => basicOf(at.apps.web.client_id, at.apps.web.client_secret.toUpperCase())),
  ),
  wrong(
    'an empty secret in HTTP Basic',
    authenticates((at) => basicOf(at.apps.web.client_id, '')),
    UNAUTHENTICATED,
  ),
  wrong(
    'an unknown app in HTTP Basic',
    authenticates(() => basicOf('nobody', 'gold')),
  ),
  wrong(
    'an unknown app in the body',
    authenticates(none, () => ({ client_id: 'nobody', client_secret: 'gold' })),
    CHALLENGED_401,
  ),
  wrong(
    'HTTP Basic without a colon',
    authenticates(() => ({ Authorization: `Basic ${btoa('gold')}` })),
    UNAUTHENTICATED,
  ),
  wrong(
    'HTTP Basic that is not base64',
    authenticates(() => ({ Authorization: 'Basic !!!' })),
    UNAUTHENTICATED,
  ),
  wrong(
    'HTTP Basic without credentials',
    authenticates(() => ({ Authorization: 'Basic' })),
    UNAUTHENTICATED,
  ),
  wrong(
    'HTTP Basic with broken percent-encoding',
    authenticates((at) => basicOf(at.apps.web.client_id, '%zz')),
    UNAUTHENTICATED,
  ),
  wrong(
    'a bearer token',
    authenticates(() => ({ Authorization: 'Bearer gold' })),
    UNAUTHENTICATED,
  ),
  wrong(
    'an empty Authorization header',
    authenticates(() => ({ Authorization: '' })),
    UNAUTHENTICATED,
  ),
  wrong(
    'client_id is repeated',
    authenticates(
      none,
      ({
        apps: {
          web: { client_id, client_secret },
        },
      }) => ({ client_id: [client_id, client_id], client_secret }),
    ),
  ),
  wrong(
    'client_secret is repeated',
    authenticates(
      none,
      ({
        apps: {
          web: { client_id, client_secret },
        },
      }) => ({ client_id, client_secret: [client_secret, client_secret] }),
    ),
  ),
  wrong(
    'the secret in the query string',
    ({
      apps: {
        web: { client_id, client_secret },
      },
      postTo,
    }) => postTo(`token?client_id=${client_id}&client_secret=${client_secret}`, CREDENTIALS),
  ),
  wrong('any other parameter in the query string', ({ apps, postTo }) =>
    postTo('token?shoe_size=42', CREDENTIALS, apps.web.basic),
  ),
  wrong(
    'a public app with a secret',
    async (at) =>
      at.postAs(
        {},
        'token',
        exchange(await at.code({}, 'native'), {
          client_id: at.apps.native.client_id,
          client_secret: 'gold',
          code_verifier: VERIFIER,
        }),
      ),
    CHALLENGED_401,
  ),
  wrong(
    'a public app with HTTP Basic and an empty secret',
    async (at) =>
      at.postAs(
        basicOf(at.apps.native.client_id, ''),
        'token',
        exchange(await at.code({}, 'native'), { code_verifier: VERIFIER }),
      ),
    UNAUTHENTICATED,
  ),
  wrong(
    'a confidential app without its secret',
    async (at) =>
      at.postAs(
        {},
        'token',
        exchange(await at.code(PKCE), { client_id: at.apps.web.client_id, code_verifier: VERIFIER }),
      ),
    CHALLENGED_401,
  ),
];

export const credentialsRows: Row[] = [
  good('a token', (at) => at.post('token', CREDENTIALS)),
  good(
    'without scope',
    (at) => at.post('token', { ...CREDENTIALS, scope: undefined }),
    TOKEN_WITH_DEFAULT_SCOPE,
  ),
  good('scope is empty', (at) => at.post('token', { ...CREDENTIALS, scope: '' }), TOKEN_WITH_DEFAULT_SCOPE),
  good('an app with no other grant type', (at) => at.post('token', CREDENTIALS, 'robot')),
  good(
    'with offline_access',
    (at) => at.post('token', { ...CREDENTIALS, scope: 'read.flows offline_access' }),
    NOT_OFFLINE,
  ),
  wrong(
    'a scope that the app does not have',
    (at) => at.post('token', { ...CREDENTIALS, scope: 'read.users' }),
    refusedScope('read.users'),
  ),
  wrong(
    'an unknown scope',
    (at) => at.post('token', { ...CREDENTIALS, scope: 'gold' }),
    TOKEN_OF_UNKNOWN_SCOPE,
  ),
  wrong('a scope with an invalid character', (at) =>
    at.post('token', { ...CREDENTIALS, scope: 'read."flows"' }),
  ),
  wrong('scope is repeated', (at) =>
    at.post('token', { ...CREDENTIALS, scope: ['read.flows', 'read.flows'] }),
  ),
  wrong('a public app', (at) => at.post('token', CREDENTIALS, 'native'), GRANT_SWITCHED_OFF),
];

/** Refreshes with a new refresh token. */
const refreshes =
  (fields: Fields, app: AppName = 'web', granted?: string): Row['run'] =>
  async (at) => {
    const { refresh_token } = await at.tokens(app, granted);
    return at.post('token', { grant_type: 'refresh_token', refresh_token, ...fields }, app);
  };

const refresh = (refresh_token: string, fields: Fields = {}): Fields => ({
  grant_type: 'refresh_token',
  refresh_token,
  ...fields,
});

const TWO_SCOPES = 'read.flows read.components offline_access';

export const refreshRows: Row[] = [
  good('a refresh', refreshes({})),
  good('a public app', refreshes({}, 'native')),
  good('with a narrower scope', refreshes({ scope: 'read.flows' }, 'web', TWO_SCOPES)),
  good('with the same scope', refreshes({ scope: TWO_SCOPES }, 'web', TWO_SCOPES)),
  good('with an empty scope', refreshes({ scope: '' }, 'web', TWO_SCOPES)),
  good('after a refresh with a narrower scope', async (at) => {
    const { refresh_token } = await at.tokens('web', TWO_SCOPES);
    const narrow = await at.answer('token', refresh(refresh_token, { scope: 'read.flows' }));
    return at.post('token', refresh(narrow.refresh_token));
  }),
  wrong(
    'with a wider scope',
    refreshes({ scope: 'read.flows read.components' }),
    refusedScope('read.components'),
  ),
  wrong('with a scope the app does not have', refreshes({ scope: 'read.users' }), refusedScope('read.users')),
  wrong('with an unknown scope', refreshes({ scope: 'gold' }), refusedScope('gold')),
  good('after a refused refresh with a wider scope', async (at) => {
    const { refresh_token } = await at.tokens();
    await at.post('token', refresh(refresh_token, { scope: 'read.users' }));
    return at.post('token', refresh(refresh_token));
  }),
  wrong('refresh_token is missing', (at) => at.post('token', { grant_type: 'refresh_token' })),
  wrong('refresh_token is empty', (at) => at.post('token', refresh(''))),
  wrong('refresh_token is garbage', (at) => at.post('token', refresh('gold'))),
  wrong('refresh_token is repeated', async (at) => {
    const { refresh_token } = await at.tokens();
    return at.post('token', { grant_type: 'refresh_token', refresh_token: [refresh_token, refresh_token] });
  }),
  wrong('an access token instead', async (at) => at.post('token', refresh((await at.tokens()).access_token))),
  wrong("another app's refresh token", async (at) =>
    at.post('token', refresh((await at.tokens('other')).refresh_token)),
  ),
  wrong("another app's refresh token, sent by a public app", async (at) =>
    at.post('token', refresh((await at.tokens()).refresh_token), 'native'),
  ),
  good('after another app tried it', async (at) => {
    const { refresh_token } = await at.tokens();
    await at.post('token', refresh(refresh_token), 'other');
    return at.post('token', refresh(refresh_token));
  }),
  wrong('an expired refresh token', async (at) => {
    const { refresh_token } = await at.tokens();
    return later(30 * 86_400 + 1, () => at.post('token', refresh(refresh_token)));
  }),
  good(
    'used again immediately',
    async (at) => {
      const { refresh_token } = await at.tokens();
      await at.answer('token', refresh(refresh_token));
      return at.post('token', refresh(refresh_token));
    },
    LOST_ANSWER,
  ),
  good(
    'used again immediately by a public app',
    async (at) => {
      const { refresh_token } = await at.tokens('native');
      await at.answer('token', refresh(refresh_token), 'native');
      return at.post('token', refresh(refresh_token), 'native');
    },
    LOST_ANSWER,
  ),
  wrong('used again after a minute', async (at) => {
    const { refresh_token } = await at.tokens();
    await at.answer('token', refresh(refresh_token));
    return later(60, () => at.post('token', refresh(refresh_token)));
  }),
  wrong('used again after its successor', async (at) => {
    const { refresh_token } = await at.tokens();
    const successor = await at.answer('token', refresh(refresh_token));
    await at.answer('token', refresh(successor.refresh_token));
    return at.post('token', refresh(refresh_token));
  }),
  wrong('the successor of a token that was used again immediately', async (at) => {
    const { refresh_token } = await at.tokens();
    const successor = await at.answer('token', refresh(refresh_token));
    await at.post('token', refresh(refresh_token));
    return at.post('token', refresh(successor.refresh_token));
  }),
  wrong('the access token of a refresh token whose replaced successor was used', async (at) => {
    const { refresh_token, access_token } = await at.tokens();
    const successor = await at.answer('token', refresh(refresh_token));
    await at.post('token', refresh(refresh_token));
    await at.post('token', refresh(successor.refresh_token));
    return at.post('introspect', { token: access_token });
  }),
  wrong('the successor of a token that was used again after a minute', async (at) => {
    const { refresh_token } = await at.tokens();
    const successor = await at.answer('token', refresh(refresh_token));
    return later(60, async () => {
      await at.post('token', refresh(refresh_token));
      return at.post('token', refresh(successor.refresh_token));
    });
  }),
  wrong('the access token of the successor of a token that was used again after a minute', async (at) => {
    const { refresh_token } = await at.tokens();
    const successor = await at.answer('token', refresh(refresh_token));
    return later(60, async () => {
      await at.post('token', refresh(refresh_token));
      return at.post('introspect', { token: successor.access_token });
    });
  }),
  wrong(
    'an app without the grant type',
    (at) => at.post('token', refresh('gold'), 'robot'),
    GRANT_SWITCHED_OFF,
  ),
];
