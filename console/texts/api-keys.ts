export const apiKeys = {
  resources: {
    'api-keys': {
      name: 'API key |||| API keys',
      fields: {
        name: 'Name',
        prefix: 'Prefix',
        user_id: 'Owner',
        oauth_app_id: 'Issued to app',
        scopes: 'Scopes',
        expires_at: 'Expires',
        last_used_at: 'Last used',
        created_at: 'Created',
        updated_at: 'Updated',
      },
    },
  },
  console: {
    api_keys: {
      empty: 'No API keys',
      empty_text:
        'Programs use API keys to call this API as a user, with HTTP Basic and email:apikey. Add the first one.',
      empty_read_only: 'Programs use API keys to call this API as a user. Ask someone who can add API keys.',
      new: 'Add API key',
      unnamed: 'No name',
      everything: 'All permissions of its owner',
      name_help: 'What the key is for.',
      user_help: 'The key acts as this user, with all of their permissions.',
      expires_help: 'Leave empty for a key that is valid until it is revoked.',
      issued_to_app: 'Issued to an app, with a passphrase.',
      shown: 'New API key',
      key: 'API key',
      login: 'For HTTP Basic',
      lost: 'The key was created, but the response did not arrive. Revoke it and add another one.',
      revoke_title: 'Revoke the key %{name}?',
      revoke_text: 'It stops working immediately, and so does everything that uses it.',
      yours: 'Your API keys in %{tenant}',
      yours_none: 'You have no API keys. A program that acts as you needs one.',
      yours_all: 'View all',
    },
  },
};
