export const oauthClients = {
  resources: {
    'oauth-clients': {
      name: 'OAuth client |||| OAuth clients',
      fields: {
        client_id: 'Client ID',
        client_secret: 'Client secret',
        previous_client_secret_expires_at: 'Previous secret expires',
        component_id: 'Component',
        status: 'Status',
        in_use: 'In use',
        updated_at: 'Updated',
        created_at: 'Created',
      },
    },
  },
  console: {
    clients: {
      empty: 'No OAuth clients yet',
      empty_text:
        'A provider issues a client ID and a client secret when you register an app with it. Enter them here, for the component that connects to that provider.',
      empty_read_only: 'Ask someone who can add OAuth clients.',
      new: 'Add OAuth client',
      usable: 'Usable',
      orphaned: 'Orphaned',
      orphaned_help:
        'Its component was deleted or hidden, so this client cannot be used. Delete it, or wait until the component is available again.',
      gone: 'Deleted or hidden',
      in_no_flow: 'No flow',
      in_flows: '%{smart_count} flow |||| %{smart_count} flows',
      flows: 'Flows that include its component',
      no_flows: 'No flow includes its component.',
      component_help: 'Components that need an OAuth client and have none in this tenant yet.',
      no_component: 'No component needs an OAuth client.',
      no_component_text:
        'A component needs one if its component.json contains "useOAuthClient": true. Each component has one client per tenant.',
      to_components: 'View components',
      id_help: 'Issued by the provider.',
      secret_help: 'Stored encrypted and never shown again.',
      new_secret_help: 'Never shown. Leave empty to keep the current secret.',
      deleting_text:
        'Its client ID and client secret are deleted permanently. Nothing changes at the provider.',
    },
  },
};
