import type { Play } from '../play.ts';
import { accessToken, asks, refreshToken, revokes, withBearer } from './documented.ts';

export const FITNESS: Play[] = [
  {
    name: 'Fitbit',
    documentation: [
      'https://dev.fitbit.com/build/reference/web-api/authorization/refresh-token',
      'https://dev.fitbit.com/build/reference/web-api/troubleshooting-guide/error-handling',
    ],
    provider: 'fitbit',
    credential: { scopes: ['activity', 'profile'] },
    authorize: { url: 'https://www.fitbit.com/oauth2/authorize', query: asks('activity profile') },
    token: {
      url: 'https://api.fitbit.com/oauth2/token',
      client: 'basic',
      first: {},
      response: (n) => ({
        access_token: `eyJhbGciOiJIUzI1NiJ9-${n}`,
        expires_in: 28_800,
        refresh_token: `c643a63c072f0f05478e9d18b991db80ef6061e4f8e6c822d83fed53e5fafdd7-${n}`,
        scope: 'activity profile',
        token_type: 'Bearer',
        user_id: 'GGNJL9',
      }),
    },
    lifetime: 28_800,
    handedOut: (n) => ({
      access_token: `eyJhbGciOiJIUzI1NiJ9-${n}`,
      token_type: 'Bearer',
      scopes: ['activity', 'profile'],
      base_uri: 'https://api.fitbit.com',
      extra: { user_id: 'GGNJL9' },
    }),
    ended: {
      status: 400,
      body: {
        errors: [{ errorType: 'invalid_grant', message: 'Refresh token invalid: c643a63c072f' }],
        success: false,
      },
      says: 'Refresh token invalid',
    },
    outOfOrder: {
      status: 503,
      body: { errors: [{ errorType: 'system', message: 'System error' }], success: false },
    },
    revocation: revokes('https://api.fitbit.com/oauth2/revoke', 'basic', refreshToken),
  },
  {
    name: 'Strava, which is not in the catalog',
    documentation: ['https://developers.strava.com/docs/authentication/'],
    credential: {
      authorization_url: 'https://www.strava.com/oauth/authorize',
      token_url: 'https://www.strava.com/oauth/token',
      revocation_url: 'https://www.strava.com/oauth/deauthorize',
      client_authentication: 'body',
      scopes: ['read', 'activity:read'],
      scope_separator: ',',
      pkce: false,
      authorization_params: { approval_prompt: 'auto' },
      base_uri: 'https://www.strava.com/api/v3',
      provider_settings: {
        revocation: { params: {}, authorization: 'token' },
        final_errors: ['invalid'],
      },
    },
    authorize: {
      url: 'https://www.strava.com/oauth/authorize',
      query: asks('read,activity:read', { approval_prompt: 'auto' }),
      redirect: { scope: 'read,activity:read' },
    },
    token: {
      url: 'https://www.strava.com/oauth/token',
      client: 'body',
      first: {},
      response: (n) => ({
        token_type: 'Bearer',
        expires_at: Math.floor(Date.now() / 1000) + 21_600,
        expires_in: 21_600,
        refresh_token: `e5n567567-${n}`,
        access_token: `a4b945687g-${n}`,
        athlete: { id: 134815, username: 'marianne_t' },
      }),
      refreshed: (n) => ({
        token_type: 'Bearer',
        access_token: `a4b945687g-${n}`,
        expires_at: Math.floor(Date.now() / 1000) + 21_600,
        expires_in: 21_600,
        refresh_token: `e5n567567-${n}`,
      }),
    },
    lifetime: 21_600,
    handedOut: (n) => ({
      access_token: `a4b945687g-${n}`,
      token_type: 'Bearer',
      scopes: ['read', 'activity:read'],
      base_uri: 'https://www.strava.com/api/v3',
    }),
    ended: {
      status: 400,
      body: {
        message: 'Bad Request',
        errors: [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }],
      },
      says: 'Connect the account again',
    },
    outOfOrder: { status: 429, body: { message: 'Rate Limit Exceeded', errors: [] } },
    revocation: withBearer('POST https://www.strava.com/oauth/deauthorize', accessToken('a4b945687g-')),
  },
];
