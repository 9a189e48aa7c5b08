/** A suggested name takes one word of each list, so that new apps can be distinguished before they are named. */
const SUGGESTED = {
  first: [
    'Amber',
    'Brisk',
    'Calm',
    'Copper',
    'Early',
    'Gentle',
    'Golden',
    'Hidden',
    'Kind',
    'Lucky',
    'Quiet',
  ],
  second: ['Anchor', 'Bridge', 'Canyon', 'Falcon', 'Garden', 'Harbor', 'Lantern', 'Meadow', 'Otter', 'River'],
};

export const oauthApps = {
  resources: {
    'oauth-apps': {
      name: 'OAuth app |||| OAuth apps',
      fields: {
        name: 'Name',
        description: 'Description',
        website_url: 'Website',
        logo_url: 'Logo',
        redirect_uris: 'Redirect URIs',
        scopes: 'Scopes',
        grant_types: 'Grant types',
        automatic_consent: 'Automatic consent',
        impersonation: 'Impersonation',
        public: 'Public client (no secret)',
        kind: 'Credential type',
        audience: 'Who can authorize this app',
        code_lifetime: 'Authorization code lifetime',
        access_token_lifetime: 'Access token lifetime',
        refresh_token_lifetime: 'Refresh token lifetime',
        client_id: 'Client ID',
        client_secret: 'Client secret',
        created_at: 'Created',
        updated_at: 'Updated',
      },
    },
  },
  console: {
    apps: {
      suggested_names: SUGGESTED,
      empty: 'No OAuth apps yet',
      empty_text:
        'Register software that needs access to this API. It gets a client ID and a client secret, and uses them to obtain tokens with the scopes you choose.',
      empty_read_only: 'Ask someone who can add OAuth apps.',
      new: 'Add OAuth app',
      more: 'More',
      more_of: 'More actions: %{name}',
      details: 'Details',
      created: '%{name} created',
      sections: {
        app: 'App details',
        keys: 'Client ID and secret',
        settings: 'OAuth settings',
        scopes: 'Scopes',
        lifetimes: 'Token lifetimes',
        authorizations: 'Authorizations',
      },
      name_help: 'Shown to users on the consent page. This name is a suggestion; choose your own.',
      name_changed_help: 'Shown to users on the consent page.',
      website_help: 'An https URL, shown on the consent page.',
      logo_help:
        'An https URL, shown on the consent page. The console does not load images from other sites.',
      kinds: {
        oauth2: 'Access tokens',
        oauth2_help: 'Access tokens: short-lived, for this API and for webhooks.',
        api_key: 'API key',
        api_key_help:
          'API key with a passphrase: for an API of your own that does not support access tokens.',
      },
      no_return_url:
        'Users cannot authorize this app yet: it has no redirect URI. Add one below, or turn off the authorization code grant.',
      kind_fixed: 'Cannot be changed later.',
      public_help:
        'For software that runs in a browser, on a phone or on a command line. It gets no secret and must use PKCE.',
      grants: {
        authorization_code: 'Authorization code (users sign in)',
        authorization_code_help:
          'The app sends users here to sign in, and exchanges the code it gets back for tokens.',
        refresh_token: 'Refresh tokens',
        refresh_token_help:
          'With the offline_access scope, the app gets a refresh token to obtain new access tokens.',
        client_credentials: 'Client credentials',
        client_credentials_help: 'The app obtains tokens with its own client secret and acts as itself.',
        password: 'Password grant (legacy)',
        password_help:
          'The app asks users for their password and sends it here. Only for software that supports no other grant.',
      },
      no_grants: 'None. The app can only introspect tokens.',
      automatic_consent_help:
        'Skips the consent page for users of this tenant: a signed-in user authorizes the app by opening its link. When off, users see a consent page with the name above.',
      impersonation_help:
        'With client credentials and the scope user:ID, the app acts as that user, and what it creates is attributed to them. The ID is in the URL of the user’s page.',
      impersonation_fixed: 'To turn this on, you need the permission tenants.oauth_apps.impersonate.',
      yes: 'On',
      no: 'Off',
      redirect_uri: 'Redirect URI %{number}',
      add_redirect_uri: 'Add redirect URI',
      remove_redirect_uri: 'Remove redirect URI %{number}',
      redirect_uris_help:
        'Where users are sent back to. https, or http on 127.0.0.1, [::1] and localhost. Must match exactly, except for the port on those hosts.',
      no_redirect_uris: 'None. Users cannot be sent back to the app.',
      postman: 'Postman’s redirect URI:',
      postman_name: 'Postman’s redirect URI',
      postman_add: 'Add Postman’s URI',
      scopes_help: 'Granted in full when the app requests no specific scopes.',
      scopes_none: 'None. The app can only learn who the user is.',
      audiences: {
        creator: 'Only the user who added it',
        tenant: 'Users of this tenant',
        any: 'Users of any tenant',
      },
      lifetimes: {
        code_help: '10 seconds to 1 hour.',
        token_help: 'Access token: 1 minute to 1 day.',
        key_help: 'API key: 1 minute to 366 days.',
        refresh_help: '1 hour to 366 days, counted from the last use.',
        unit: 'Unit: %{name}',
        units: { 1: 'seconds', 60: 'minutes', 3600: 'hours', 86400: 'days' },
      },
      endpoints: {
        authorize: 'Authorization URL',
        token: 'Token URL',
        introspect: 'Introspection URL',
        revoke: 'Revocation URL',
        link: 'Authorization link for users',
        failed: 'The endpoint URLs could not be loaded.',
      },
      secrets: {
        none: 'None. This is a public client.',
        created: 'Created',
        used: 'Last used',
        expires: 'Expires',
        newest: 'Valid until the next rotation',
        table: 'Client secrets',
        failed: 'The client secrets could not be loaded.',
        rotate: 'Rotate secret',
        rotate_title: 'Rotate the secret of %{name}?',
        rotate_text:
          'A new secret is created and shown once. Update the app with it. Once the old secret expires, the app can no longer obtain tokens with it.',
        rotate_confirm: 'Rotate now',
        overlap: 'Previous secret expires',
        overlaps: {
          0: 'Immediately',
          3600: 'In 1 hour',
          86400: 'In 1 day',
          604800: 'In 1 week',
        },
        shown: 'New secret of %{name}',
        lost: 'A new secret was created, but the response did not arrive. Rotate it again to get another one.',
      },
      authorized_by: {
        nobody: 'No user has authorized this app.',
        users:
          '%{smart_count} user has authorized this app. |||| %{smart_count} users have authorized this app.',
        all: 'View all',
      },
      deleting_text:
        'All its secrets, codes, tokens and API keys stop working immediately, whichever user they belong to. If you add the app again, it gets a new client ID.',
    },
  },
};
