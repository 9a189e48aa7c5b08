export const oauthClients = {
  resources: {
    'oauth-clients': {
      name: 'OAuth client |||| OAuth clients',
      fields: {
        client_id: 'Client ID',
        client_secret: 'Client secret',
        component_id: 'Component',
        status: 'State',
        in_use: 'In use',
        updated_at: 'Changed',
        created_at: 'Created',
      },
    },
  },
  console: {
    clients: {
      empty: 'No OAuth clients yet',
      empty_text:
        'A third party gives you a client ID and a client secret when you register an app there. Enter them here, for the component that connects to it.',
      empty_read_only: 'Somebody who may add OAuth clients has to begin.',
      new: 'Add OAuth client',
      usable: 'Usable',
      orphaned: 'Orphaned',
      orphaned_help:
        'Its component was deleted or hidden. The client cannot be used; delete it, or wait for the component to come back.',
      gone: 'Gone or hidden',
      in_no_flow: 'No flow',
      in_flows: '%{smart_count} flow |||| %{smart_count} flows',
      flows: 'Flows that include its component',
      no_flows: 'No flow includes its component.',
      component_help: 'Components that need a client, and have none in this tenant yet.',
      no_component: 'No component waits for an OAuth client.',
      no_component_text:
        'A component needs one when its component.json says "useOAuthClient": true. Each takes one client.',
      to_components: 'To the components',
      id_help: 'As the third party has given it to you.',
      secret_help: 'It is sealed and never shown here again.',
      new_secret_help: 'It is never shown. Leave this empty to keep the one that is there.',
      deleting_text: 'Its client ID and client secret are gone for good. At the third party nothing changes.',
    },
  },
};
