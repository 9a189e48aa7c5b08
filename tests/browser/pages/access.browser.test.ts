import { checkPages } from '../page-checks.ts';

/** OAuth apps, the scopes they ask for, and API keys; authorizations need users who sign in. */
checkPages(async (make) => {
  await make('scopes', { name: 'manage.projects', description: 'See and change your projects' });
  const newsletter = await make('oauth-apps', {
    name: 'Newsletter',
    description: 'Sends our weekly newsletter',
    website_url: 'https://newsletter.example',
    logo_url: 'https://newsletter.example/logo.png',
    scopes: ['apps.webhook:execute', 'read.flows', 'offline_access'],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    redirect_uris: ['http://127.0.0.1:9999/callback', 'https://newsletter.example/oauth/callback'],
  });
  const board = await make('oauth-apps', {
    kind: 'api_key',
    name: 'Plan Board',
    scopes: ['manage.projects'],
    redirect_uris: ['https://board.example/callback'],
    audience: 'any',
  });
  await make('oauth-apps', { name: `<script>alert(1)</script> ${'W'.repeat(200)}`, public: true });
  await make('oauth-apps', { name: 'تقويم الفريق', audience: 'creator' });
  const key = await make('api-keys', { name: 'Nightly import', expires_at: '2099-01-31T09:30:00Z' });
  await make('api-keys', {});
  return {
    apps: 'oauth-apps',
    'app-new': 'oauth-apps/create',
    app: `oauth-apps/${newsletter}`,
    'app-shown': `oauth-apps/${newsletter}/show`,
    'app-with-keys': `oauth-apps/${board}`,
    authorizations: 'authorizations',
    scopes: 'scopes',
    'scope-new': 'scopes/create',
    scope: 'scopes/manage.projects',
    'scope-built-in': 'scopes/manage.flows/show',
    'api-keys': 'api-keys',
    'api-key-new': 'api-keys/create',
    'api-key': `api-keys/${key}`,
    'api-key-shown': `api-keys/${key}/show`,
  };
});
