import { basic, type Play } from '../play.ts';
import { accessToken, asks, DOWN, oauthError, refreshToken, revokes } from './documented.ts';

const GITHUB = {
  documentation: [
    'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
    'https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-token',
  ],
  authorizeUrl: 'https://github.com/login/oauth/authorize',
  // Without this header, the response is a form.
  token: {
    url: 'https://github.com/login/oauth/access_token',
    client: 'body' as const,
    headers: { accept: 'application/json' },
    first: {},
  },
  revocationOf: (prefix: string) => ({
    request: 'DELETE https://api.github.com/applications/acme/token',
    check({ headers, contentType, fields }, service) {
      expect([headers.authorization, contentType]).toEqual([basic('acme', 's3cret'), 'application/json']);
      expect(fields).toEqual({ access_token: accessToken(prefix)(service) });
    },
    response: { status: 204 },
  }),
} satisfies Record<string, unknown> & { revocationOf(prefix: string): Play['revocation'] };

const ATLASSIAN_SITES = [
  {
    id: '1324a887-45db-1bf4-1e99-ef0ff456d421',
    name: 'Site name',
    url: 'https://your-domain.atlassian.net',
    scopes: ['write:jira-work', 'read:jira-user'],
  },
];

export const WORK: Play[] = [
  {
    name: 'Notion',
    documentation: [
      'https://developers.notion.com/guides/get-started/authorization',
      'https://developers.notion.com/reference/refresh-a-token',
      'https://developers.notion.com/reference/revoke-token',
    ],
    provider: 'notion',
    authorize: {
      url: 'https://api.notion.com/v1/oauth/authorize',
      query: asks(undefined, { owner: 'user' }),
    },
    token: {
      url: 'https://api.notion.com/v1/oauth/token',
      format: 'json',
      client: 'basic',
      headers: { 'notion-version': '2025-09-03' },
      first: {},
      response: (n) => ({
        access_token: `ntn_${n}`,
        token_type: 'bearer',
        refresh_token: `nrt_${n}`,
        bot_id: 'b3414d65-1224-4e9d-8bbd-6fbb2c9e9a1a',
        workspace_id: 'j565j4d7x3-2882-61bs-564a-jj9d9ui-c36hxfr7x',
        workspace_name: "Ada's Notion",
        workspace_icon: null,
        owner: { type: 'user', user: { object: 'user', id: 'u-1' } },
        duplicated_template_id: null,
        request_id: '8b9aa5f2-25a6-4f1a-9c3c-7d1c0b5e8a5f',
      }),
    },
    lifetime: null,
    renewed: 'by force',
    handedOut: (n) => ({
      access_token: `ntn_${n}`,
      token_type: 'bearer',
      base_uri: 'https://api.notion.com',
      extra: { workspace_id: 'j565j4d7x3-2882-61bs-564a-jj9d9ui-c36hxfr7x' },
    }),
    ended: oauthError('invalid_grant', 'Invalid refresh token.'),
    outOfOrder: {
      status: 503,
      body: { object: 'error', status: 503, code: 'service_unavailable', message: '' },
    },
    revocation: {
      request: 'POST https://api.notion.com/v1/oauth/revoke',
      check({ headers, contentType, fields }, service) {
        expect([headers.authorization, contentType]).toEqual([basic('acme', 's3cret'), 'application/json']);
        expect(headers['notion-version']).toBe('2025-09-03');
        // Members that the reference does not have fail its validation.
        expect(fields).toEqual({ token: accessToken('ntn_')(service) });
      },
      response: { body: { request_id: '3c90c3cc-0d44-4b50-8888-8dd25736052a' } },
    },
  },
  {
    name: 'Atlassian',
    documentation: ['https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/'],
    provider: 'atlassian',
    credential: { scopes: ['read:jira-work', 'offline_access'] },
    authorize: {
      url: 'https://auth.atlassian.com/authorize',
      query: asks('read:jira-work offline_access', { audience: 'api.atlassian.com', prompt: 'consent' }),
    },
    token: {
      url: 'https://auth.atlassian.com/oauth/token',
      format: 'json',
      client: 'body',
      first: {},
      response: (n) => ({
        access_token: `atlassian-access-${n}`,
        expires_in: 3600,
        scope: 'read:jira-work offline_access',
        refresh_token: `atlassian-refresh-${n}`,
      }),
    },
    also: {
      'GET https://api.atlassian.com/oauth/token/accessible-resources': () => ({ body: ATLASSIAN_SITES }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `atlassian-access-${n}`,
      token_type: 'Bearer',
      scopes: ['read:jira-work', 'offline_access'],
      base_uri: 'https://api.atlassian.com',
    }),
    ended: oauthError('invalid_grant', 'Unknown or invalid refresh token.', 403),
    outOfOrder: { status: 429, headers: { 'retry-after': '10' }, body: {} },
  },
  {
    name: 'GitHub, OAuth apps',
    documentation: GITHUB.documentation,
    provider: 'github',
    credential: { scopes: ['repo', 'gist'] },
    authorize: { url: GITHUB.authorizeUrl, query: asks('repo gist') },
    token: {
      ...GITHUB.token,
      response: (n) => ({ access_token: `gho_${n}`, scope: 'repo,gist', token_type: 'bearer' }),
    },
    lifetime: null,
    handedOut: (n) => ({
      access_token: `gho_${n}`,
      token_type: 'bearer',
      scopes: ['repo', 'gist'],
      base_uri: 'https://api.github.com',
    }),
    revocation: GITHUB.revocationOf('gho_'),
  },
  {
    name: 'GitHub Apps, user tokens',
    documentation: [
      'https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens',
      ...GITHUB.documentation,
    ],
    provider: 'github',
    authorize: { url: GITHUB.authorizeUrl, query: asks() },
    token: {
      ...GITHUB.token,
      response: (n) => ({
        access_token: `ghu_${n}`,
        expires_in: 28_800,
        refresh_token: `ghr_${n}`,
        refresh_token_expires_in: 15_811_200,
        scope: '',
        token_type: 'bearer',
      }),
    },
    lifetime: 28_800,
    handedOut: (n) => ({
      access_token: `ghu_${n}`,
      token_type: 'bearer',
      base_uri: 'https://api.github.com',
    }),
    // Errors have the status 200.
    ended: {
      body: {
        error: 'bad_refresh_token',
        error_description: 'The refresh token passed is incorrect or expired.',
        error_uri: 'https://docs.github.com/',
      },
      says: 'The refresh token passed is incorrect or expired',
    },
    outOfOrder: DOWN,
    revocation: GITHUB.revocationOf('ghu_'),
  },
  {
    name: 'GitLab',
    documentation: ['https://docs.gitlab.com/api/oauth2/'],
    provider: 'gitlab',
    credential: { scopes: ['read_user', 'api'] },
    authorize: { url: 'https://gitlab.com/oauth/authorize', query: asks('read_user api') },
    token: {
      url: 'https://gitlab.com/oauth/token',
      client: 'body',
      first: {},
      refresh: { redirect_uri: 'https://valetkey.example/callback/oauth2' },
      response: (n) => ({
        access_token: `gitlab-access-${n}`,
        token_type: 'bearer',
        expires_in: 7200,
        refresh_token: `gitlab-refresh-${n}`,
        created_at: 1607635748,
      }),
    },
    lifetime: 7200,
    handedOut: (n) => ({
      access_token: `gitlab-access-${n}`,
      token_type: 'bearer',
      scopes: ['read_user', 'api'],
      base_uri: 'https://gitlab.com/api/v4',
    }),
    ended: oauthError(
      'invalid_grant',
      'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
    ),
    outOfOrder: { status: 429, headers: { 'retry-after': '30' }, body: 'Retry later\n' },
    revocation: revokes('https://gitlab.com/oauth/revoke', 'body', refreshToken),
  },
  {
    name: 'Bitbucket',
    documentation: ['https://developer.atlassian.com/cloud/bitbucket/oauth-2/'],
    provider: 'bitbucket',
    authorize: { url: 'https://bitbucket.org/site/oauth2/authorize', query: asks() },
    token: {
      url: 'https://bitbucket.org/site/oauth2/access_token',
      client: 'basic',
      first: {},
      response: (n) => ({
        access_token: `bitbucket-access-${n}`,
        scopes: 'repository pullrequest',
        expires_in: 7200,
        refresh_token: 'bitbucket-refresh',
        token_type: 'bearer',
      }),
    },
    lifetime: 7200,
    handedOut: (n) => ({
      access_token: `bitbucket-access-${n}`,
      token_type: 'bearer',
      scopes: ['repository', 'pullrequest'],
      base_uri: 'https://api.bitbucket.org/2.0',
    }),
    ended: oauthError('invalid_grant', 'Invalid refresh_token'),
    outOfOrder: DOWN,
  },
];
