import type { Play } from '../play.ts';

const SLACK = [
  'https://docs.slack.dev/authentication/installing-with-oauth',
  'https://docs.slack.dev/authentication/using-token-rotation',
  'https://docs.slack.dev/reference/methods/auth.revoke',
];
const TWELVE_HOURS = 43_200;

const slackBot = (n: number) => ({
  ok: true,
  access_token: `xoxe.xoxb-${n}`,
  token_type: 'bot',
  scope: 'commands,incoming-webhook',
  bot_user_id: 'U0KRQLJ9H',
  app_id: 'A0KRD7HC3',
  expires_in: TWELVE_HOURS,
  refresh_token: `xoxe-${n}`,
  team: { name: 'Slack Pickleball Team', id: 'T9TK3CUKW' },
  enterprise: null,
});

/** Tokens are sent as bearer tokens, and errors come with the status 200. */
const slackCommon = {
  documentation: SLACK,
  lifetime: TWELVE_HOURS,
  ended: { body: { ok: false, error: 'invalid_refresh_token' }, says: 'invalid_refresh_token' },
  outOfOrder: { status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } },
};

export const MESSAGES: Play[] = [
  {
    ...slackCommon,
    name: 'Slack, bot tokens with token rotation',
    provider: 'slack',
    credential: { scopes: ['commands', 'incoming-webhook'] },
    authorize: {
      url: 'https://slack.com/oauth/v2/authorize',
      query: { response_type: 'code', client_id: 'acme', scope: 'commands,incoming-webhook' },
    },
    token: {
      url: 'https://slack.com/api/oauth.v2.access',
      client: 'basic',
      first: {},
      response: slackBot,
    },
    handedOut: (n) => ({
      access_token: `xoxe.xoxb-${n}`,
      token_type: 'bot',
      scopes: ['commands', 'incoming-webhook'],
      base_uri: 'https://slack.com/api',
      extra: { team: { id: 'T9TK3CUKW' }, bot_user_id: 'U0KRQLJ9H' },
    }),
    revocation: {
      request: 'POST https://slack.com/api/auth.revoke',
      check: ({ headers }, { issued }) => expect(headers.authorization).toBe(`Bearer xoxe.xoxb-${issued}`),
      response: { body: { ok: true, revoked: true } },
    },
  },
];
