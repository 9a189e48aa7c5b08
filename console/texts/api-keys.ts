export const apiKeys = {
  resources: {
    'api-keys': {
      name: 'API key |||| API keys',
      fields: {
        name: 'Name',
        prefix: 'Begins with',
        user_id: 'Whose',
        oauth_app_id: 'Given to the app',
        scopes: 'Good for',
        expires_at: 'Ends',
        last_used_at: 'Last used',
        created_at: 'Created',
        updated_at: 'Changed',
      },
    },
  },
  console: {
    api_keys: {
      empty: 'No API keys',
      empty_text:
        'Programs use this API with a key of somebody’s, as HTTP Basic with email:key. Add the first one.',
      empty_read_only:
        'Programs use this API with a key of somebody’s. Somebody who may add keys has to begin.',
      new: 'Add API key',
      unnamed: 'No name',
      everything: 'All that its user may do',
      name_help: 'What it is for, so that you know it again.',
      user_help: 'The key acts as this user, and may do what they may.',
      expires_help: 'Empty: it ends when it is revoked.',
      given_to_app: 'An app got it, with a passphrase.',
      shown: 'The new API key',
      key: 'API key',
      login: 'For HTTP Basic',
      lost: 'The key went out with an answer that has never arrived. Revoke it and add another.',
      revoke_title: 'Revoke the key %{name}?',
      revoke_text: 'It stops working at once, and whatever uses it stops with it.',
      yours: 'Your API keys in %{tenant}',
      yours_none: 'You have none. A program that acts as you needs one.',
      yours_all: 'See all',
    },
  },
};
