import type { Play } from '../play.ts';
import { accessToken, asks, DOWN, forBearer, oauthError, revokes, withBearer } from './documented.ts';

export const FILES: Play[] = [
  {
    name: 'Dropbox',
    documentation: [
      'https://www.dropbox.com/developers/documentation/http/documentation#authorization',
      'https://www.dropbox.com/developers/documentation/http/documentation#auth-token-revoke',
    ],
    provider: 'dropbox',
    credential: { scopes: ['account_info.read', 'files.content.read'] },
    authorize: {
      url: 'https://www.dropbox.com/oauth2/authorize',
      query: asks('account_info.read files.content.read', { token_access_type: 'offline' }),
    },
    token: {
      url: 'https://api.dropboxapi.com/oauth2/token',
      client: 'body',
      first: {},
      response: (n) => ({
        access_token: `sl.AbX9y6Fe3AuH5o66-${n}`,
        expires_in: 14_400,
        token_type: 'bearer',
        scope: 'account_info.read files.content.read',
        refresh_token: 'nBiM85CZALsAAAAAAAAAAQXHBoNpNutK4ngsXHsqW4iGz9tisb3JyjGqikMJIYbd',
        account_id: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc',
        uid: '12345',
      }),
      refreshed: (n) => ({
        access_token: `sl.AbX9y6Fe3AuH5o66-${n}`,
        expires_in: 14_400,
        token_type: 'bearer',
      }),
    },
    lifetime: 14_400,
    handedOut: (n) => ({
      access_token: `sl.AbX9y6Fe3AuH5o66-${n}`,
      token_type: 'bearer',
      scopes: ['account_info.read', 'files.content.read'],
      base_uri: 'https://api.dropboxapi.com/2',
    }),
    ended: oauthError('invalid_grant', 'refresh token is invalid or revoked'),
    outOfOrder: DOWN,
    revocation: withBearer(
      'POST https://api.dropboxapi.com/2/auth/token/revoke',
      accessToken('sl.AbX9y6Fe3AuH5o66-'),
      { body: 'null' },
    ),
  },
  {
    name: 'Box, users',
    documentation: [
      'https://developer.box.com/guides/authentication/oauth2/without-sdk/',
      'https://developer.box.com/reference/post-oauth2-revoke/',
    ],
    provider: 'box',
    authorize: { url: 'https://account.box.com/api/oauth2/authorize', query: asks() },
    token: {
      url: 'https://api.box.com/oauth2/token',
      client: 'body',
      first: {},
      response: (n) => ({
        access_token: `c3FIOG9vSGV4VHo4QzAyg5T1-${n}`,
        expires_in: 3600,
        restricted_to: [],
        refresh_token: `c3FIOG9vSGV4VHo4QzAyg5T1JvNnJoZ3ExaVNyQWw6WjRsanRKZG5lQk9qUE1BVQ-${n}`,
        token_type: 'bearer',
      }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `c3FIOG9vSGV4VHo4QzAyg5T1-${n}`,
      token_type: 'bearer',
      base_uri: 'https://api.box.com',
    }),
    ended: oauthError('invalid_grant', 'Refresh token has expired'),
    outOfOrder: DOWN,
    revocation: revokes(
      'https://api.box.com/oauth2/revoke',
      'body',
      accessToken('c3FIOG9vSGV4VHo4QzAyg5T1-'),
    ),
  },
  {
    name: 'Box, client credentials',
    documentation: ['https://developer.box.com/guides/authentication/client-credentials/'],
    provider: 'box',
    credential: {
      grant_type: 'client_credentials',
      token_params: { box_subject_type: 'enterprise', box_subject_id: '48294' },
    },
    token: {
      url: 'https://api.box.com/oauth2/token',
      client: 'body',
      first: {
        grant_type: 'client_credentials',
        box_subject_type: 'enterprise',
        box_subject_id: '48294',
      },
      response: (n) => ({
        access_token: `box-enterprise-${n}`,
        expires_in: 4169,
        restricted_to: [],
        token_type: 'bearer',
      }),
    },
    lifetime: 4169,
    handedOut: (n) => ({
      access_token: `box-enterprise-${n}`,
      token_type: 'bearer',
      base_uri: 'https://api.box.com',
    }),
    ended: oauthError('invalid_grant', 'Grant credentials are invalid'),
    outOfOrder: DOWN,
    revocation: revokes('https://api.box.com/oauth2/revoke', 'body', accessToken('box-enterprise-')),
  },
  {
    name: 'Docusign, authorization code',
    documentation: [
      'https://developers.docusign.com/platform/auth/confidential-authcode-get-token/',
      'https://developers.docusign.com/platform/auth/reference/user-info/',
    ],
    provider: 'docusign',
    credential: { parameters: { environment: 'account-d' } },
    authorize: { url: 'https://account-d.docusign.com/oauth/auth', query: asks('signature') },
    token: {
      url: 'https://account-d.docusign.com/oauth/token',
      client: 'basic',
      first: {},
      response: (n) => ({
        access_token: `eyJ0eXAi.NQ-${n}`,
        token_type: 'Bearer',
        refresh_token: `eyJ0eXAi.yy-${n}`,
        expires_in: 28_800,
      }),
    },
    also: {
      'GET https://account-d.docusign.com/oauth/userinfo': forBearer('eyJ0eXAi.NQ-', 'Bearer', {
        sub: '564f7988-0823-409a-ae8a-024ba2d1f9a1',
        name: 'Tania Morales',
        accounts: [
          { account_id: '51df2e6a', is_default: false, base_uri: 'https://na2.docusign.net' },
          { account_id: 'fe0b61a3', is_default: true, base_uri: 'https://demo.docusign.net' },
        ],
      }),
    },
    externalUserId: '564f7988-0823-409a-ae8a-024ba2d1f9a1',
    lifetime: 28_800,
    handedOut: (n) => ({
      access_token: `eyJ0eXAi.NQ-${n}`,
      token_type: 'Bearer',
      scopes: ['signature'],
      account: { account_id: 'fe0b61a3', base_uri: 'https://demo.docusign.net' },
    }),
    ended: oauthError('invalid_grant', 'expired_client_token'),
    outOfOrder: DOWN,
  },
  {
    name: 'Snowflake, custom clients',
    documentation: ['https://docs.snowflake.com/en/user-guide/oauth-custom'],
    provider: 'snowflake',
    credential: {
      parameters: { account: 'myorg-account1' },
      scopes: ['refresh_token', 'session:role:R1'],
    },
    authorize: {
      url: 'https://myorg-account1.snowflakecomputing.com/oauth/authorize',
      query: asks('refresh_token session:role:R1'),
    },
    token: {
      url: 'https://myorg-account1.snowflakecomputing.com/oauth/token-request',
      client: 'basic',
      first: {},
      refresh: { redirect_uri: 'https://valetkey.example/callback/oauth2' },
      response: (n) => ({
        access_token: `ver:1-hint:${n}`,
        expires_in: 600,
        refresh_token: 'ver:1-refresh',
        token_type: 'Bearer',
        username: 'user1',
        scope: 'refresh_token session:role:R1',
      }),
      refreshed: (n) => ({ access_token: `ver:1-hint:${n}`, expires_in: 600, token_type: 'Bearer' }),
    },
    externalUserId: 'user1',
    lifetime: 600,
    handedOut: (n) => ({
      access_token: `ver:1-hint:${n}`,
      token_type: 'Bearer',
      scopes: ['refresh_token', 'session:role:R1'],
      base_uri: 'https://myorg-account1.snowflakecomputing.com',
    }),
    ended: {
      status: 400,
      body: {
        data: null,
        message: 'The provided grant or refresh token is invalid.',
        code: null,
        success: false,
        error: 'invalid_grant',
      },
      says: 'The provided grant or refresh token is invalid',
    },
    outOfOrder: DOWN,
  },
];
