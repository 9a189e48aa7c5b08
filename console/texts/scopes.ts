export const scopes = {
  resources: {
    scopes: {
      name: 'Scope |||| Scopes',
      fields: {
        name: 'Name',
        description: 'What people are told',
        built_in: 'Whose',
        permits: 'What it permits',
        created_at: 'Created',
        updated_at: 'Changed',
      },
    },
  },
  console: {
    scopes: {
      new: 'Add scope',
      built_in: 'Built in',
      own: 'This tenant’s',
      filter_own: 'This tenant’s',
      filter_built_in: 'Built in',
      empty: 'No scopes',
      empty_text:
        'Apps ask for scopes. Add your own for an API of yours: apps get tokens and keys for them, and your API asks what these are good for.',
      built_in_help: 'It comes with the platform, is the same for everybody, and never changes.',
      name_help:
        'What apps ask for: letters, digits, “.”, “_”, “:” and “-”. A name such as manage.projects defines read.projects, create.projects, update.projects and delete.projects as well.',
      description_help: 'On the page where people are asked.',
      permits_nothing: 'Nothing on this platform. What it is good for, your own API decides.',
      webhook: 'Calls webhooks that are protected by OAuth.',
      offline: 'A refresh token comes with the token, so that the app stays connected while nobody is there.',
      covers: 'It covers %{scopes}.',
      covered_by: 'Covered by %{scope}',
      deleting_text: 'Apps cannot ask for it any more. While an app may ask for it, it is not deleted.',
    },
  },
};
