import { basicOf } from '../../support/oauth.ts';
import { CALLBACK, type AppName } from './apps.ts';
import {
  WITH_DESCRIPTION,
  CHALLENGED_401,
  LIFETIME,
  METHOD,
  NOT_ITS_TOKEN,
  HIDDEN,
  UNAUTHENTICATED,
  NO_REFERENCE_TO_PUSH,
  OTHER_MEMBERS,
  OTHER_MEMBERS_OF_APP,
  OTHER_MEMBERS_OF_REFRESH_TOKEN,
  PUBLIC_APP_REFUSED,
  REFRESH_TOKEN_STAYS,
  REVOKED,
  refusedScope,
} from './allowed.ts';
import { good, wrong, type Row } from './row.ts';
import { CHALLENGE, later, PKCE, type Fields, type Server, type Tokens } from './server.ts';

/** Sends a new token of the app `of` to the endpoint, authenticated as the app `by`. */
const about =
  (
    endpoint: 'introspect' | 'revoke',
    which: keyof Tokens,
    fields: Fields = {},
    { of = 'web', by = 'web' }: Partial<Record<'of' | 'by', AppName>> = {},
  ): Row['run'] =>
  async (at) =>
    at.post(endpoint, { token: (await at.tokens(of))[which], ...fields }, by);

/** Introspects a token after `revoked`, which can be the same, was revoked. */
const left =
  (
    which: keyof Tokens,
    revoked: keyof Tokens,
    { of = 'web', by = of }: Partial<Record<'of' | 'by', AppName>> = {},
  ): Row['run'] =>
  async (at) => {
    const tokens = await at.tokens(of);
    await at.post('revoke', { token: tokens[revoked] }, by);
    return at.post('introspect', { token: tokens[which] }, of);
  };

const ownToken = async (at: Server) =>
  (await at.answer('token', { grant_type: 'client_credentials', scope: 'read.flows' }))
    .access_token as string;

/** Invalid requests that both endpoints refuse. */
const invalidRequests = (endpoint: 'introspect' | 'revoke'): Row[] => [
  wrong('token is missing', (at) => at.post(endpoint, { token_type_hint: 'access_token' })),
  wrong('token is empty', (at) => at.post(endpoint, { token: '' })),
  wrong('token is repeated', (at) => at.post(endpoint, { token: ['gold', 'silver'] })),
  wrong('token_type_hint is repeated', (at) =>
    at.post(endpoint, { token: 'gold', token_type_hint: ['access_token', 'refresh_token'] }),
  ),
  wrong('no client authentication', (at) => at.postAs({}, endpoint, { token: 'gold' }), UNAUTHENTICATED),
  wrong('a wrong secret in HTTP Basic', (at) =>
    at.postAs(basicOf(at.apps.web.client_id, 'gold'), endpoint, { token: 'gold' }),
  ),
  wrong(
    'a wrong secret in the body',
    (at) =>
      at.postAs({}, endpoint, { token: 'gold', client_id: at.apps.web.client_id, client_secret: 'gold' }),
    CHALLENGED_401,
  ),
  wrong('an unknown app', (at) => at.postAs(basicOf('nobody', 'gold'), endpoint, { token: 'gold' })),
  wrong('JSON', (at) =>
    at.postAs({ ...at.apps.web.basic, 'Content-Type': 'application/json' }, endpoint, '{"token":"gold"}'),
  ),
  wrong('GET', (at) => at.get(endpoint, { token: 'gold' }), METHOD),
];

export const introspectionRows: Row[] = [
  good('an access token', about('introspect', 'access_token'), OTHER_MEMBERS),
  good('a refresh token', about('introspect', 'refresh_token'), OTHER_MEMBERS_OF_REFRESH_TOKEN),
  good(
    'an access token from client credentials',
    async (at) => at.post('introspect', { token: await ownToken(at) }),
    OTHER_MEMBERS_OF_APP,
  ),
  good(
    'with the right token_type_hint',
    about('introspect', 'access_token', { token_type_hint: 'access_token' }),
    OTHER_MEMBERS,
  ),
  good(
    'with the wrong token_type_hint',
    about('introspect', 'access_token', { token_type_hint: 'refresh_token' }),
    OTHER_MEMBERS,
  ),
  good(
    'with an unknown token_type_hint',
    about('introspect', 'refresh_token', { token_type_hint: 'gold' }),
    OTHER_MEMBERS_OF_REFRESH_TOKEN,
  ),
  good(
    'client_id and client_secret in the body',
    async (at) => {
      const { client_id, client_secret } = at.apps.web;
      return at.postAs({}, 'introspect', {
        token: (await at.tokens()).access_token,
        client_id,
        client_secret,
      });
    },
    OTHER_MEMBERS,
  ),
  good("another app's access token", about('introspect', 'access_token', {}, { of: 'other' }), OTHER_MEMBERS),
  good("another app's refresh token", about('introspect', 'refresh_token', {}, { of: 'other' }), HIDDEN),
  good('an expired access token', async (at) => {
    const { access_token } = await at.tokens();
    return later(3601, () => at.post('introspect', { token: access_token }));
  }),
  good('an expired refresh token', async (at) => {
    const { refresh_token } = await at.tokens();
    return later(30 * 86_400 + 1, () => at.post('introspect', { token: refresh_token }));
  }),
  good('a used refresh token', async (at) => {
    const { refresh_token } = await at.tokens();
    await at.answer('token', { grant_type: 'refresh_token', refresh_token });
    return at.post('introspect', { token: refresh_token });
  }),
  good('a code', async (at) => at.post('introspect', { token: await at.code() })),
  good('garbage', (at) => at.post('introspect', { token: 'gold' })),
  good('garbage outside ASCII', (at) => at.post('introspect', { token: 'Gold für alle\u{1f4b0}' })),
  good('garbage longer than any token', (at) => at.post('introspect', { token: 'gold'.repeat(5000) })),
  wrong(
    'a public app and its own token',
    about('introspect', 'access_token', {}, { of: 'native', by: 'native' }),
    PUBLIC_APP_REFUSED,
  ),
  wrong(
    'a public app and garbage',
    (at) => at.post('introspect', { token: 'gold' }, 'native'),
    PUBLIC_APP_REFUSED,
  ),
  ...invalidRequests('introspect'),
];

export const revocationRows: Row[] = [
  good('an access token', about('revoke', 'access_token'), REVOKED),
  good('a revoked access token', left('access_token', 'access_token')),
  good(
    'the refresh token of a revoked access token',
    left('refresh_token', 'access_token'),
    REFRESH_TOKEN_STAYS,
  ),
  good('a refresh token', about('revoke', 'refresh_token'), REVOKED),
  good('a revoked refresh token', left('refresh_token', 'refresh_token')),
  good('the access token of a revoked refresh token', left('access_token', 'refresh_token')),
  good(
    'an access token from client credentials',
    async (at) => at.post('revoke', { token: await ownToken(at) }),
    REVOKED,
  ),
  good(
    'with the wrong token_type_hint',
    about('revoke', 'refresh_token', { token_type_hint: 'access_token' }),
    REVOKED,
  ),
  good(
    'with an unknown token_type_hint',
    about('revoke', 'access_token', { token_type_hint: 'gold' }),
    REVOKED,
  ),
  good(
    'an access token of a public app',
    about('revoke', 'access_token', {}, { of: 'native', by: 'native' }),
    REVOKED,
  ),
  good(
    'an access token that was revoked before',
    async (at) => {
      const { access_token } = await at.tokens();
      await at.post('revoke', { token: access_token });
      return at.post('revoke', { token: access_token });
    },
    REVOKED,
  ),
  good(
    'an expired access token',
    async (at) => {
      const { access_token } = await at.tokens();
      return later(3601, () => at.post('revoke', { token: access_token }));
    },
    REVOKED,
  ),
  good('garbage', (at) => at.post('revoke', { token: 'gold' }), REVOKED),
  wrong("another app's access token", about('revoke', 'access_token', {}, { of: 'other' })),
  wrong("another app's refresh token", about('revoke', 'refresh_token', {}, { of: 'other' })),
  wrong(
    "another app's access token, sent by a public app",
    about('revoke', 'access_token', {}, { of: 'other', by: 'native' }),
    NOT_ITS_TOKEN,
  ),
  good(
    "another app's access token stays active",
    left('access_token', 'access_token', { of: 'other', by: 'web' }),
    OTHER_MEMBERS,
  ),
  ...invalidRequests('revoke'),
];

const request = (fields: Fields = {}): Fields => ({
  response_type: 'code',
  redirect_uri: CALLBACK,
  scope: 'read.flows',
  state: 'a state',
  ...fields,
});
const pushes =
  (fields: Fields, app: AppName = 'web'): Row['run'] =>
  (at) =>
    at.post('par', request({ client_id: at.apps[app].client_id, ...fields }), app);

export const pushedRows: Row[] = [
  good('a request', pushes({}), LIFETIME),
  wrong('client_id is not in the body', (at) => at.post('par', request())),
  good('a public app', pushes(PKCE, 'native'), LIFETIME),
  good(
    'client_id and client_secret in the body',
    ({
      apps: {
        web: { client_id, client_secret },
      },
      postAs,
    }) => postAs({}, 'par', request({ client_id, client_secret })),
    LIFETIME,
  ),
  good('with an unknown parameter', pushes({ shoe_size: '42' }), LIFETIME),
  good('the only redirect URI is omitted', pushes({ redirect_uri: undefined }, 'single'), LIFETIME),
  wrong('redirect_uri is missing, two registered', pushes({ redirect_uri: undefined })),
  wrong('redirect_uri is on another host', pushes({ redirect_uri: 'https://evil.example/' })),
  wrong('response_type is missing', pushes({ response_type: undefined })),
  wrong('response_type is token', pushes({ response_type: 'token' })),
  wrong('a scope the app does not have', pushes({ scope: 'read.users' }), refusedScope('read.users')),
  wrong('PKCE with plain', pushes({ code_challenge: CHALLENGE, code_challenge_method: 'plain' })),
  wrong('a public app without PKCE', pushes({}, 'native')),
  wrong(
    'a request_uri',
    pushes({ request_uri: 'urn:ietf:params:oauth:request_uri:gold' }),
    NO_REFERENCE_TO_PUSH,
  ),
  wrong('a request object', pushes({ request: 'eyJhbGciOiJub25lIn0.e30.' }), WITH_DESCRIPTION),
  wrong('state is repeated', pushes({ state: ['one', 'two'] })),
  wrong("another app's client_id", (at) => at.post('par', request({ client_id: at.apps.other.client_id }))),
  wrong('an app without the authorization_code grant type', pushes({}, 'robot')),
  wrong('no client authentication', (at) => at.postAs({}, 'par', request()), UNAUTHENTICATED),
  wrong('a wrong secret', (at) =>
    at.postAs(basicOf(at.apps.web.client_id, 'gold'), 'par', request({ client_id: at.apps.web.client_id })),
  ),
  wrong(
    'a confidential app without its secret',
    (at) => at.postAs({}, 'par', request({ client_id: at.apps.web.client_id, ...PKCE })),
    CHALLENGED_401,
  ),
  wrong('JSON', (at) =>
    at.postAs({ ...at.apps.web.basic, 'Content-Type': 'application/json' }, 'par', JSON.stringify(request())),
  ),
  wrong('GET', (at) => at.get('par', request()), METHOD),
];
