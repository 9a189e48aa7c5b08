export const scopes = {
  resources: {
    scopes: {
      name: 'Scope |||| Scopes',
      fields: {
        name: 'Name',
        description: 'Description',
        built_in: 'Type',
        permits: 'Permissions',
        created_at: 'Created',
        updated_at: 'Updated',
      },
    },
  },
  console: {
    scopes: {
      new: 'Add scope',
      built_in: 'Built in',
      own: 'Custom',
      filter_own: 'Custom',
      filter_built_in: 'Built in',
      empty: 'No scopes',
      empty_text:
        'Apps request scopes. Add custom scopes for your own API: apps get tokens and API keys with these scopes, and your API checks them by introspection.',
      built_in_help: 'Built-in scopes are the same for all tenants and cannot be changed.',
      name_help:
        'What apps request: letters, digits, “.”, “_”, “:” and “-”. A name such as manage.projects also defines read.projects, create.projects, update.projects and delete.projects.',
      description_help: 'Shown to users when an app requests this scope.',
      permits_nothing: 'None on this platform. Your own API decides what it permits.',
      webhook: 'Call webhooks that use OAuth 2.0 authentication.',
      offline: 'The app gets a refresh token, and can obtain new access tokens while the user is away.',
      covers: 'Includes %{scopes}.',
      covered_by: 'Included in %{scope}',
      deleting_text:
        'Apps can no longer request it. It cannot be deleted while an app is registered with it.',
    },
  },
};
