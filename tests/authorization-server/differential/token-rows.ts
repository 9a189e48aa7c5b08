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
  NO_PROOF,
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

/** A code's exchange. */
const exchange = (code: string, fields: Fields = {}): Fields => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: CALLBACK,
  ...fields,
});

/** A code that was asked for with some parameters, and is exchanged with others. */
const redeems =
  (asked: Fields, fields: Fields, app: AppName = 'web'): Row['run'] =>
  async (at) =>
    at.post('token', exchange(await at.code(asked, app), fields), app);

/** The exchange by which it is seen who proves what, and how. */
const proves =
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
  good('of a public app', redeems({}, { code_verifier: VERIFIER }, 'native')),
  good(
    'of a public app, with a refresh token',
    redeems({ scope: 'read.flows offline_access', prompt: 'consent' }, { code_verifier: VERIFIER }, 'native'),
  ),
  good(
    'without redirect_uri, as in the request',
    redeems({ redirect_uri: undefined }, { redirect_uri: undefined }, 'single'),
  ),
  good('with redirect_uri, which the request left out', redeems({ redirect_uri: undefined }, {}, 'single')),
  good('with parameters that nobody knows', redeems({}, { shoe_size: '42' })),
  good('with an empty parameter that nobody knows', redeems({}, { shoe_size: '' })),
  good('with a scope, which is no part of it', redeems({}, { scope: 'read.users' })),
  wrong('redirect_uri is missing, of two', redeems({}, { redirect_uri: undefined }), REDIRECT_URI_OF_CODE),
  wrong(
    'redirect_uri is missing, of one',
    redeems({}, { redirect_uri: undefined }, 'single'),
    REDIRECT_URI_REQUIRED,
  ),
  wrong('redirect_uri is empty', redeems({}, { redirect_uri: '' }), REDIRECT_URI_OF_CODE),
  wrong("redirect_uri is the app's other one", redeems({}, { redirect_uri: WITH_QUERY })),
  wrong('redirect_uri is elsewhere', redeems({}, { redirect_uri: 'https://evil.example/' })),
  wrong('redirect_uri with a suffix', redeems({}, { redirect_uri: `${CALLBACK}/` })),
  wrong('redirect_uri is repeated', redeems({}, { redirect_uri: [CALLBACK, CALLBACK] })),
  wrong('code is missing', redeems({}, { code: undefined })),
  wrong('code is empty', redeems({}, { code: '' })),
  wrong('code is garbage', redeems({}, { code: 'gold' })),
  wrong('code is repeated', async (at) => {
    const code = await at.code();
    return at.post('token', exchange(code, { code: [code, code] }));
  }),
  wrong('code in capitals', async (at) => at.post('token', exchange((await at.code()).toUpperCase()))),
  wrong('code_verifier is missing', redeems(PKCE, {})),
  wrong('code_verifier is empty', redeems(PKCE, { code_verifier: '' })),
  wrong('code_verifier is wrong', redeems(PKCE, { code_verifier: VERIFIER.replace('a', 'b') })),
  wrong('code_verifier is the challenge', redeems(PKCE, { code_verifier: PKCE.code_challenge })),
  wrong('code_verifier is too short', redeems(PKCE, { code_verifier: 'short' }), VERIFIER_DIFFERS),
  wrong('code_verifier is too long', redeems(PKCE, { code_verifier: 'a'.repeat(129) }), VERIFIER_DIFFERS),
  wrong(
    'code_verifier has a character that none has',
    redeems(PKCE, { code_verifier: `${VERIFIER}!` }),
    VERIFIER_DIFFERS,
  ),
  wrong('code_verifier is repeated', redeems(PKCE, { code_verifier: [VERIFIER, VERIFIER] })),
  wrong('code_verifier without a challenge in the request', redeems({}, { code_verifier: VERIFIER })),
  wrong('code_verifier is missing, of a public app', redeems({}, {}, 'native')),
  wrong('a code, a second time', async (at) => {
    const code = await at.code();
    await at.answer('token', exchange(code));
    return at.post('token', exchange(code));
  }),
  wrong('what a code gave that came a second time', async (at) => {
    const code = await at.code();
    const { access_token } = await at.answer('token', exchange(code));
    await at.post('token', exchange(code));
    return at.post('introspect', { token: access_token });
  }),
  good('a code that another app has tried before', async (at) => {
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
  wrong("another app's code, by a public app", async (at) =>
    at.post('token', exchange(await at.code(PKCE), { code_verifier: VERIFIER }), 'native'),
  ),
  wrong('a code after its time', async (at) => {
    const code = await at.code();
    return later(601, () => at.post('token', exchange(code)));
  }),
  wrong('an access token for a code', async (at) =>
    at.post('token', exchange((await at.tokens()).access_token)),
  ),
  wrong('an app without the grant', (at) => at.post('token', exchange('gold'), 'robot'), GRANT_SWITCHED_OFF),
];

export const requestRows: Row[] = [
  good('with a charset', (at) =>
    at.postAs(
      { ...web(at), 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
      'token',
      CREDENTIALS,
    ),
  ),
  good('with a type in capitals', (at) =>
    at.postAs({ ...web(at), 'Content-Type': 'APPLICATION/X-WWW-FORM-URLENCODED' }, 'token', CREDENTIALS),
  ),
  wrong('grant_type is missing', (at) => at.post('token', { scope: 'read.flows' })),
  wrong('grant_type is empty', (at) => at.post('token', { grant_type: '' })),
  wrong('grant_type is repeated', (at) =>
    at.post('token', { grant_type: ['client_credentials', 'client_credentials'] }),
  ),
  wrong('grant_type is what nobody knows', (at) => at.post('token', { grant_type: 'gold' })),
  wrong('grant_type is in capitals', (at) => at.post('token', { grant_type: 'CLIENT_CREDENTIALS' })),
  wrong('grant_type is a name of every object', (at) => at.post('token', { grant_type: 'constructor' })),
  wrong('grant_type is implicit', (at) => at.post('token', { grant_type: 'implicit' })),
  wrong(
    'grant_type is one that the app has not',
    (at) => at.post('token', CREDENTIALS, 'single'),
    GRANT_SWITCHED_OFF,
  ),
  wrong('no body', (at) => at.post('token', '')),
  wrong('JSON', (at) =>
    at.postAs({ ...web(at), 'Content-Type': 'application/json' }, 'token', JSON.stringify(CREDENTIALS)),
  ),
  wrong('a form that is called text', (at) =>
    at.postAs({ ...web(at), 'Content-Type': 'text/plain' }, 'token', CREDENTIALS),
  ),
  wrong('a form that is called multipart', (at) =>
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
    'a parameter that nobody knows is repeated',
    (at) => at.post('token', { ...CREDENTIALS, shoe_size: ['42', '43'] }),
    REPEATED_UNKNOWN,
  ),
];

export const clientRows: Row[] = [
  good('HTTP Basic', proves(web)),
  good(
    'HTTP Basic in small letters',
    proves((at) => ({ Authorization: web(at).Authorization.replace('Basic', 'basic') })),
  ),
  good(
    'HTTP Basic with all of it form-encoded',
    proves((at) => basicOfEncoded(at.apps.web.client_id, at.apps.web.client_secret)),
  ),
  good(
    'client_id and client_secret in the body',
    proves(
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
    proves(web, (at) => ({ client_id: at.apps.web.client_id })),
  ),
  wrong(
    "HTTP Basic, and another app's client_id in the body",
    proves(web, (at) => ({ client_id: at.apps.other.client_id })),
  ),
  wrong(
    'HTTP Basic, and the secret in the body',
    proves(web, (at) => ({ client_secret: at.apps.web.client_secret })),
  ),
  wrong(
    'HTTP Basic, and both in the body',
    proves(
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
    proves(web, () => ({ client_secret: '' })),
  ),
  wrong('nothing', proves(none), NO_PROOF),
  wrong(
    'client_id alone',
    proves(none, (at) => ({ client_id: at.apps.web.client_id })),
    CHALLENGED_401,
  ),
  wrong(
    'client_secret alone',
    proves(none, (at) => ({ client_secret: at.apps.web.client_secret })),
    NO_PROOF,
  ),
  wrong(
    'an empty client_secret',
    proves(none, (at) => ({ client_id: at.apps.web.client_id, client_secret: '' })),
    CHALLENGED_401,
  ),
  wrong(
    'a wrong secret in HTTP Basic',
    proves((at) => basicOf(at.apps.web.client_id, 'gold')),
  ),
  wrong(
    'a wrong secret in the body',
    proves(none, (at) => ({ client_id: at.apps.web.client_id, client_secret: 'gold' })),
    CHALLENGED_401,
  ),
  wrong(
    "another app's secret",
    proves((at) => basicOf(at.apps.web.client_id, at.apps.other.client_secret)),
  ),
  wrong(
    'the secret in capitals',
    proves((at) => basicOf(at.apps.web.client_id, at.apps.web.client_secret.toUpperCase())),
  ),
  wrong(
    'no secret in HTTP Basic',
    proves((at) => basicOf(at.apps.web.client_id, '')),
    NO_PROOF,
  ),
  wrong(
    'an unknown app in HTTP Basic',
    proves(() => basicOf('nobody', 'gold')),
  ),
  wrong(
    'an unknown app in the body',
    proves(none, () => ({ client_id: 'nobody', client_secret: 'gold' })),
    CHALLENGED_401,
  ),
  wrong(
    'HTTP Basic without a colon',
    proves(() => ({ Authorization: `Basic ${btoa('gold')}` })),
    NO_PROOF,
  ),
  wrong(
    'HTTP Basic that is no base64',
    proves(() => ({ Authorization: 'Basic !!!' })),
    NO_PROOF,
  ),
  wrong(
    'HTTP Basic with nothing',
    proves(() => ({ Authorization: 'Basic' })),
    NO_PROOF,
  ),
  wrong(
    'HTTP Basic with broken percent-encoding',
    proves((at) => basicOf(at.apps.web.client_id, '%zz')),
    NO_PROOF,
  ),
  wrong(
    'a bearer token',
    proves(() => ({ Authorization: 'Bearer gold' })),
    NO_PROOF,
  ),
  wrong(
    'an empty Authorization',
    proves(() => ({ Authorization: '' })),
    NO_PROOF,
  ),
  wrong(
    'client_id is repeated',
    proves(
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
    proves(
      none,
      ({
        apps: {
          web: { client_id, client_secret },
        },
      }) => ({ client_id, client_secret: [client_secret, client_secret] }),
    ),
  ),
  wrong(
    'a secret in the address',
    ({
      apps: {
        web: { client_id, client_secret },
      },
      postTo,
    }) => postTo(`token?client_id=${client_id}&client_secret=${client_secret}`, CREDENTIALS),
  ),
  wrong('any other parameter in the address', ({ apps, postTo }) =>
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
    'a public app by HTTP Basic without a secret',
    async (at) =>
      at.postAs(
        basicOf(at.apps.native.client_id, ''),
        'token',
        exchange(await at.code({}, 'native'), { code_verifier: VERIFIER }),
      ),
    NO_PROOF,
  ),
  wrong(
    'an app that takes itself for a public one',
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
  good('of an app that does nothing else', (at) => at.post('token', CREDENTIALS, 'robot')),
  good(
    'with offline_access',
    (at) => at.post('token', { ...CREDENTIALS, scope: 'read.flows offline_access' }),
    NOT_OFFLINE,
  ),
  wrong(
    'a scope that the app has not',
    (at) => at.post('token', { ...CREDENTIALS, scope: 'read.users' }),
    refusedScope('read.users'),
  ),
  wrong(
    'a scope that nobody knows',
    (at) => at.post('token', { ...CREDENTIALS, scope: 'gold' }),
    TOKEN_OF_UNKNOWN_SCOPE,
  ),
  wrong('a scope with a character that none has', (at) =>
    at.post('token', { ...CREDENTIALS, scope: 'read."flows"' }),
  ),
  wrong('scope is repeated', (at) =>
    at.post('token', { ...CREDENTIALS, scope: ['read.flows', 'read.flows'] }),
  ),
  wrong('a public app', (at) => at.post('token', CREDENTIALS, 'native'), GRANT_SWITCHED_OFF),
];

/** Refreshes what was just given. */
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
  good('of a public app', refreshes({}, 'native')),
  good('with narrower scope', refreshes({ scope: 'read.flows' }, 'web', TWO_SCOPES)),
  good('with the same scope', refreshes({ scope: TWO_SCOPES }, 'web', TWO_SCOPES)),
  good('with an empty scope', refreshes({ scope: '' }, 'web', TWO_SCOPES)),
  good('after one with narrower scope', async (at) => {
    const { refresh_token } = await at.tokens('web', TWO_SCOPES);
    const narrow = await at.answer('token', refresh(refresh_token, { scope: 'read.flows' }));
    return at.post('token', refresh(narrow.refresh_token));
  }),
  wrong(
    'with wider scope',
    refreshes({ scope: 'read.flows read.components' }),
    refusedScope('read.components'),
  ),
  wrong('with a scope that the app has not', refreshes({ scope: 'read.users' }), refusedScope('read.users')),
  wrong('with a scope that nobody knows', refreshes({ scope: 'gold' }), refusedScope('gold')),
  good('after one with wider scope, which was refused', async (at) => {
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
  wrong('an access token for it', async (at) => at.post('token', refresh((await at.tokens()).access_token))),
  wrong("another app's", async (at) => at.post('token', refresh((await at.tokens('other')).refresh_token))),
  wrong("another app's, by a public app", async (at) =>
    at.post('token', refresh((await at.tokens()).refresh_token), 'native'),
  ),
  good('after another app has tried it', async (at) => {
    const { refresh_token } = await at.tokens();
    await at.post('token', refresh(refresh_token), 'other');
    return at.post('token', refresh(refresh_token));
  }),
  wrong('after its time', async (at) => {
    const { refresh_token } = await at.tokens();
    return later(30 * 86_400 + 1, () => at.post('token', refresh(refresh_token)));
  }),
  good(
    'a second time, at once',
    async (at) => {
      const { refresh_token } = await at.tokens();
      await at.answer('token', refresh(refresh_token));
      return at.post('token', refresh(refresh_token));
    },
    LOST_ANSWER,
  ),
  good(
    'a second time, at once, of a public app',
    async (at) => {
      const { refresh_token } = await at.tokens('native');
      await at.answer('token', refresh(refresh_token), 'native');
      return at.post('token', refresh(refresh_token), 'native');
    },
    LOST_ANSWER,
  ),
  wrong('a second time, after a minute', async (at) => {
    const { refresh_token } = await at.tokens();
    await at.answer('token', refresh(refresh_token));
    return later(60, () => at.post('token', refresh(refresh_token)));
  }),
  wrong('a second time, after its successor was used', async (at) => {
    const { refresh_token } = await at.tokens();
    const successor = await at.answer('token', refresh(refresh_token));
    await at.answer('token', refresh(successor.refresh_token));
    return at.post('token', refresh(refresh_token));
  }),
  wrong('its successor, after it came a second time at once', async (at) => {
    const { refresh_token } = await at.tokens();
    const successor = await at.answer('token', refresh(refresh_token));
    await at.post('token', refresh(refresh_token));
    return at.post('token', refresh(successor.refresh_token));
  }),
  wrong('the access token of one whose both successors came', async (at) => {
    const { refresh_token, access_token } = await at.tokens();
    const successor = await at.answer('token', refresh(refresh_token));
    await at.post('token', refresh(refresh_token));
    await at.post('token', refresh(successor.refresh_token));
    return at.post('introspect', { token: access_token });
  }),
  wrong('the successor of one that came a second time', async (at) => {
    const { refresh_token } = await at.tokens();
    const successor = await at.answer('token', refresh(refresh_token));
    return later(60, async () => {
      await at.post('token', refresh(refresh_token));
      return at.post('token', refresh(successor.refresh_token));
    });
  }),
  wrong('the access token of one that came a second time', async (at) => {
    const { refresh_token } = await at.tokens();
    const successor = await at.answer('token', refresh(refresh_token));
    return later(60, async () => {
      await at.post('token', refresh(refresh_token));
      return at.post('introspect', { token: successor.access_token });
    });
  }),
  wrong('an app without the grant', (at) => at.post('token', refresh('gold'), 'robot'), GRANT_SWITCHED_OFF),
];
