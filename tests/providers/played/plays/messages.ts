import type { Play } from '../play.ts';
import { accessToken, asks, DOWN, oauthError, refreshToken, revokes, withBearer } from './documented.ts';

const TWELVE_HOURS = 43_200;
const TEAM = { team: { name: 'Slack Pickleball Team', id: 'T9TK3CUKW' }, enterprise: null };

const slack = {
  documentation: [
    'https://docs.slack.dev/authentication/installing-with-oauth',
    'https://docs.slack.dev/authentication/using-token-rotation',
    'https://api.slack.com/methods/auth.revoke',
  ],
  url: 'https://slack.com/api/oauth.v2.access',
  authorizeUrl: 'https://slack.com/oauth/v2/authorize',
  revoked: { body: { ok: true, revoked: true } },
  // Errors have the status 200.
  ended: { body: { ok: false, error: 'invalid_refresh_token' }, says: 'invalid_refresh_token' },
  limited: { status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } },
};

const slackBot = (n: number) => ({
  ok: true,
  access_token: `xoxb-${n}`,
  token_type: 'bot',
  scope: 'commands,incoming-webhook',
  bot_user_id: 'U0KRQLJ9H',
  app_id: 'A0KRD7HC3',
  ...TEAM,
  authed_user: { id: 'U1234' },
});
const slackBotToken = (n: number) => ({
  access_token: `xoxb-${n}`,
  token_type: 'bot',
  scopes: ['commands', 'incoming-webhook'],
  base_uri: 'https://slack.com/api',
  extra: { team: { id: 'T9TK3CUKW' }, bot_user_id: 'U0KRQLJ9H' },
});

export const MESSAGES: Play[] = [
  {
    name: 'Slack, bot tokens',
    documentation: slack.documentation,
    provider: 'slack',
    credential: { scopes: ['commands', 'incoming-webhook'] },
    authorize: { url: slack.authorizeUrl, query: asks('commands,incoming-webhook') },
    token: { url: slack.url, client: 'basic', first: {}, response: slackBot },
    lifetime: null,
    handedOut: slackBotToken,
    revocation: withBearer('POST https://slack.com/api/auth.revoke', accessToken('xoxb-'), slack.revoked),
  },
  {
    name: 'Slack, bot tokens with token rotation',
    documentation: slack.documentation,
    provider: 'slack',
    credential: { scopes: ['commands', 'incoming-webhook'] },
    authorize: { url: slack.authorizeUrl, query: asks('commands,incoming-webhook') },
    token: {
      url: slack.url,
      client: 'basic',
      first: {},
      response: (n) => ({ ...slackBot(n), expires_in: TWELVE_HOURS, refresh_token: `xoxe-1-${n}` }),
    },
    lifetime: TWELVE_HOURS,
    handedOut: slackBotToken,
    ended: slack.ended,
    outOfOrder: slack.limited,
    revocation: withBearer('POST https://slack.com/api/auth.revoke', accessToken('xoxb-'), slack.revoked),
  },
  {
    name: 'Slack, user tokens with token rotation',
    documentation: slack.documentation,
    provider: 'slack-user',
    credential: { scopes: ['chat:write', 'search:read'] },
    authorize: {
      url: slack.authorizeUrl,
      query: { response_type: 'code', client_id: 'acme', user_scope: 'chat:write,search:read' },
    },
    token: {
      url: slack.url,
      client: 'basic',
      first: {},
      // A bot token can come with it, and refreshed tokens are not nested.
      response: (n) => ({
        ...slackBot(n),
        authed_user: {
          id: 'U1234',
          scope: 'chat:write,search:read',
          access_token: `xoxp-${n}`,
          token_type: 'user',
          expires_in: TWELVE_HOURS,
          refresh_token: `xoxe-1-${n}`,
        },
      }),
      refreshed: (n) => ({
        ok: true,
        access_token: `xoxp-${n}`,
        token_type: 'user',
        scope: 'chat:write,search:read',
        user_id: 'U1234',
        expires_in: TWELVE_HOURS,
        refresh_token: `xoxe-1-${n}`,
        ...TEAM,
      }),
      refreshTokenIn: ({ authed_user, refresh_token }) =>
        (authed_user as { refresh_token: string } | undefined)?.refresh_token ?? refresh_token,
    },
    externalUserId: 'U1234',
    lifetime: TWELVE_HOURS,
    handedOut: (n) => ({
      access_token: `xoxp-${n}`,
      token_type: 'user',
      scopes: ['chat:write', 'search:read'],
      base_uri: 'https://slack.com/api',
      account: { user_id: 'U1234' },
    }),
    ended: slack.ended,
    outOfOrder: slack.limited,
    revocation: withBearer('POST https://slack.com/api/auth.revoke', accessToken('xoxp-'), slack.revoked),
  },
  {
    name: 'Zoom',
    documentation: ['https://developers.zoom.us/docs/integrations/oauth/'],
    provider: 'zoom',
    authorize: { url: 'https://zoom.us/oauth/authorize', query: asks() },
    token: {
      url: 'https://zoom.us/oauth/token',
      client: 'basic',
      first: {},
      response: (n) => ({
        access_token: `eyJhbGciOiJIUzUxMiJ9-${n}`,
        token_type: 'bearer',
        refresh_token: `zoom-refresh-${n}`,
        expires_in: 3599,
        scope: 'user:read:user',
        api_url: 'https://api.zoom.us',
      }),
    },
    lifetime: 3599,
    handedOut: (n) => ({
      access_token: `eyJhbGciOiJIUzUxMiJ9-${n}`,
      token_type: 'bearer',
      scopes: ['user:read:user'],
      base_uri: 'https://api.zoom.us/v2',
    }),
    ended: {
      status: 401,
      body: { reason: 'Invalid Token!', error: 'invalid_grant' },
      says: 'invalid_grant: Invalid Token!',
    },
    outOfOrder: DOWN,
    revocation: revokes('https://zoom.us/oauth/revoke', 'basic', refreshToken),
  },
  {
    name: 'Zoom, server-to-server',
    documentation: ['https://developers.zoom.us/docs/internal-apps/s2s-oauth/'],
    provider: 'zoom-server-to-server',
    credential: { grant_type: 'client_credentials', parameters: { account_id: 'gYz8S9w5Q5yrDoIvmdClYw' } },
    token: {
      url: 'https://zoom.us/oauth/token',
      format: 'query',
      client: 'basic',
      first: { grant_type: 'account_credentials', account_id: 'gYz8S9w5Q5yrDoIvmdClYw' },
      response: (n) => ({
        access_token: `eyJzdiI6IjAwMDAwMSJ9-${n}`,
        token_type: 'bearer',
        expires_in: 3599,
        scope: 'user:read:user:admin',
        api_url: 'https://api.zoom.us',
      }),
    },
    lifetime: 3599,
    handedOut: (n) => ({
      access_token: `eyJzdiI6IjAwMDAwMSJ9-${n}`,
      token_type: 'bearer',
      scopes: ['user:read:user:admin'],
      base_uri: 'https://api.zoom.us/v2',
    }),
    // The app was deactivated, or its secret replaced.
    ended: {
      status: 400,
      body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
      says: 'Invalid client_id or client_secret',
      code: 'client_refused',
    },
    outOfOrder: oauthError('server_error', undefined, 500),
  },
];
