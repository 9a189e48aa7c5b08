import type { Play } from '../play.ts';
import { accessToken, asks, DOWN, oauthError, refreshToken, revokes } from './documented.ts';

const SIXTY_DAYS = 5_184_000;

export const SOCIAL: Play[] = [
  {
    name: 'LinkedIn',
    documentation: ['https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow'],
    provider: 'linkedin',
    credential: { scopes: ['r_liteprofile', 'w_member_social'] },
    authorize: {
      url: 'https://www.linkedin.com/oauth/v2/authorization',
      query: asks('r_liteprofile w_member_social'),
      pkce: 'refused',
      denied: { error: 'user_cancelled_login', error_description: 'The user cancelled LinkedIn login' },
    },
    token: {
      url: 'https://www.linkedin.com/oauth/v2/accessToken',
      client: 'body',
      first: {},
      response: (n) => ({
        access_token: `AQUvlL_${n}`,
        expires_in: SIXTY_DAYS,
        scope: 'r_liteprofile,w_member_social',
      }),
    },
    lifetime: SIXTY_DAYS,
    renewed: 'never',
    handedOut: (n) => ({
      access_token: `AQUvlL_${n}`,
      token_type: 'Bearer',
      scopes: ['r_liteprofile', 'w_member_social'],
      base_uri: 'https://api.linkedin.com',
    }),
  },
  {
    name: 'LinkedIn, with programmatic refresh tokens',
    documentation: ['https://learn.microsoft.com/linkedin/shared/authentication/programmatic-refresh-tokens'],
    provider: 'linkedin',
    credential: { scopes: ['r_ads'] },
    authorize: {
      url: 'https://www.linkedin.com/oauth/v2/authorization',
      query: asks('r_ads'),
      pkce: 'refused',
      denied: {
        error: 'user_cancelled_authorize',
        error_description: 'The user cancelled the authorization',
      },
    },
    token: {
      url: 'https://www.linkedin.com/oauth/v2/accessToken',
      client: 'body',
      first: {},
      refresh: {},
      response: (n) => ({
        access_token: `AQXNnd2_${n}`,
        expires_in: SIXTY_DAYS,
        refresh_token: 'AQWAft_WjYZKwuWXLC5hQlghgTam',
        refresh_token_expires_in: 31_536_000,
        scope: 'r_ads',
      }),
    },
    lifetime: SIXTY_DAYS,
    handedOut: (n) => ({ access_token: `AQXNnd2_${n}`, token_type: 'Bearer', scopes: ['r_ads'] }),
    ended: oauthError(
      'invalid_grant',
      'The provided authorization grant or refresh token is invalid, expired or revoked.',
    ),
    outOfOrder: DOWN,
  },
  {
    name: 'TikTok',
    documentation: ['https://developers.tiktok.com/doc/oauth-user-access-token-management'],
    provider: 'tiktok',
    credential: { scopes: ['user.info.basic', 'video.list'] },
    authorize: {
      url: 'https://www.tiktok.com/v2/auth/authorize/',
      query: { response_type: 'code', client_key: 'acme', scope: 'user.info.basic,video.list' },
      redirect: { scopes: 'user.info.basic,video.list' },
    },
    token: {
      url: 'https://open.tiktokapis.com/v2/oauth/token/',
      client: (_request, fields) => {
        expect([fields['client_key'], fields['client_secret']]).toEqual(['acme', 's3cret']);
        delete fields['client_key'];
        delete fields['client_secret'];
      },
      first: {},
      response: (n) => ({
        access_token: `act.example-${n}`,
        expires_in: 86_400,
        open_id: '723f24d7-e717-40f8-a2b6-cb8464cd23b4',
        refresh_expires_in: 31_536_000,
        refresh_token: `rft.example-${n}`,
        scope: 'user.info.basic,video.list',
        token_type: 'Bearer',
      }),
    },
    externalUserId: '723f24d7-e717-40f8-a2b6-cb8464cd23b4',
    lifetime: 86_400,
    handedOut: (n) => ({
      access_token: `act.example-${n}`,
      token_type: 'Bearer',
      scopes: ['user.info.basic', 'video.list'],
      base_uri: 'https://open.tiktokapis.com',
      extra: { open_id: '723f24d7-e717-40f8-a2b6-cb8464cd23b4' },
    }),
    ended: oauthError('invalid_grant', 'Refresh token is invalid or expired.'),
    outOfOrder: oauthError('server_error', 'Internal error.', 500),
    revocation: {
      request: 'POST https://open.tiktokapis.com/v2/oauth/revoke/',
      check: ({ fields }, service) =>
        expect(fields).toMatchObject({
          client_key: 'acme',
          client_secret: 's3cret',
          token: accessToken('act.example-')(service),
        }),
    },
  },
  {
    name: 'X',
    documentation: ['https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code'],
    provider: 'x',
    credential: { scopes: ['tweet.read', 'users.read', 'offline.access'] },
    authorize: {
      url: 'https://x.com/i/oauth2/authorize',
      query: asks('tweet.read users.read offline.access'),
      pkce: 'required',
    },
    token: {
      url: 'https://api.x.com/2/oauth2/token',
      client: 'basic',
      first: {},
      response: (n) => ({
        token_type: 'bearer',
        expires_in: 7200,
        access_token: `x-access-${n}`,
        scope: 'tweet.read users.read offline.access',
        refresh_token: `x-refresh-${n}`,
      }),
    },
    lifetime: 7200,
    handedOut: (n) => ({
      access_token: `x-access-${n}`,
      token_type: 'bearer',
      scopes: ['tweet.read', 'users.read', 'offline.access'],
      base_uri: 'https://api.x.com',
    }),
    // Not documented, but what developers report.
    ended: oauthError('invalid_request', 'Value passed for the token was invalid.'),
    outOfOrder: DOWN,
    revocation: revokes('https://api.x.com/2/oauth2/revoke', 'basic', refreshToken),
  },
];
