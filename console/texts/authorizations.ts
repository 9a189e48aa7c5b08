export const authorizations = {
  resources: {
    authorizations: {
      name: 'Authorization |||| Authorizations',
      fields: {
        app: 'App',
        user: 'User',
        scopes: 'Scopes',
        created_at: 'Created',
        updated_at: 'Updated',
      },
    },
  },
  console: {
    authorizations: {
      empty: 'No authorizations yet',
      empty_text:
        'When a user signs in and authorizes an app, the authorization is listed here and can be revoked.',
      filter_app: 'App',
      any_app: 'Any app',
      filter_user: 'User',
      more: '+%{count} more',
      nothing: 'Identity only',
      elsewhere: 'App of another tenant',
      revoke_title: 'Revoke the authorization of %{app} by %{user}?',
      revoke_text:
        'All tokens and API keys the app obtained with it stop working immediately. The app can request authorization again.',
    },
  },
};
