import { checkPages } from '../page-checks.ts';

/** Providers of the tenant and of the catalog. */
checkPages(async (make) => {
  const id = await make(
    'providers',
    {
      name: 'Acme CRM of the sales department in the northern region, with everything that belongs to it',
      color: '#ffd54f',
      initials: 'AC',
      documentation_url: 'https://acme.example/docs',
      notes: 'Refresh tokens expire after 30 days without use.',
      grant_types: ['authorization_code', 'client_credentials'],
      authorization_url: 'https://{site}.acme.example/oauth/authorize',
      token_url: 'https://{site}.acme.example/oauth/token',
      parameters: {
        site: { description: 'The site of the customer', pattern: '^[a-z0-9]+$', example: 'company' },
      },
      client_authentication: 'body',
      pkce: true,
      scopes: [
        { name: 'contacts.read', description: 'Read contacts' },
        { name: 'https://acme.example/auth/contacts.and.everything.else.readonly', description: 'Read all' },
      ],
      default_scopes: ['contacts.read'],
      refresh_token: 'always',
      rotates_refresh_token: true,
      refresh_token_idle_lifetime: 2_592_000,
      registration: { url: 'https://acme.example/developers', steps: ['Create an app.', 'Copy its secret.'] },
      token_headers: { 'Acme-Version': '3' },
    },
    undefined,
    'acme-crm',
  );
  await make(
    'credentials',
    { name: 'Contacts of the office', client_id: 'acme', parameters: { site: 'north' } },
    { provider: { data: { type: 'provider', id } } },
  );
  return {
    providers: 'providers',
    'providers-own': `providers?filter=${encodeURIComponent('{"built_in":false}')}`,
    'provider-new': 'providers/create',
    'provider-customize': 'providers/create?customize=docusign',
    'provider-edit': `providers/${id}`,
    provider: `providers/${id}/show`,
    'provider-catalog': 'providers/sendgrid/show',
    'credential-of-provider': 'credentials',
  };
});
