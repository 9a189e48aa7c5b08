export const authorizations = {
  resources: {
    authorizations: {
      name: 'Authorization |||| Authorizations',
      fields: {
        app: 'App',
        user: 'Who has let it in',
        scopes: 'What it may do',
        created_at: 'Created',
        updated_at: 'Changed',
      },
    },
  },
  console: {
    authorizations: {
      empty: 'Nobody has let an app in',
      empty_text: 'When somebody signs in and allows an app, it is listed here, and can be revoked here.',
      filter_app: 'App',
      any_app: 'Any app',
      filter_user: 'User',
      more: '+%{count} more',
      nothing: 'Know who they are',
      elsewhere: 'An app of another tenant',
      revoke_title: 'Revoke what %{user} has let %{app} do?',
      revoke_text: 'Every token and API key that the app got by this ends at once. It may ask again.',
    },
  },
};
