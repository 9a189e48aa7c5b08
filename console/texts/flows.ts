export const flows = {
  resources: {
    flows: {
      name: 'Flow |||| Flows',
      fields: {
        name: 'Name',
        description: 'Description',
        status: 'Status',
        target_url: 'Target URL',
        target_authorization: 'Authorization header',
        delivery: 'Delivery settings',
        graph: 'Graph',
        updated_at: 'Updated',
        created_at: 'Created',
      },
    },
  },
  console: {
    flows: {
      empty: 'No flows yet',
      empty_text:
        'A flow lists the components it runs, in order, and has the URL that the events of its webhooks are sent to. Add the first one.',
      empty_read_only: 'Ask someone who can add flows.',
      new: 'Add flow',
      draft: 'Draft',
      active: 'Active',
      stopped: 'Stopped',
      means: {
        draft: 'Its webhooks do not accept events yet.',
        active: 'Its webhooks accept and deliver events.',
        active_without_target: 'Active, but without a target URL: its webhooks do not accept events.',
        stopped: 'Its webhooks do not accept events. Events not yet delivered are kept.',
      },
      activate: 'Activate',
      stop: 'Stop',
      stopping: 'Stop %{name}?',
      stopping_text:
        'Its webhooks reject all requests with status 409. Events not yet delivered are kept until the flow is active again.',
      overview: 'Overview',
      target_help:
        'Where the events of its webhooks are sent, by POST. Must be a public https URL, unless the operator allows others.',
      authorization_help: 'Sent to the target URL with every event, such as “Bearer” and a token. Optional.',
      authorization_keep: 'Leave empty to keep the current value. For another target URL, enter it again.',
      authorization_set: 'Set',
      delivery_help:
        'JSON, such as {"timeout": 20, "retry_schedule": [10, 60, 600], "headers": {"X-Source": "valetkey"}, "signing": {"type": "none"}, "body": "{ \\"text\\": data.title }"}. Leave empty for the defaults.',
      no_target: 'None',
      no_target_help:
        'Without a target URL, nothing can be delivered and its webhooks do not accept events. Edit the flow and enter one.',
      graph_help:
        'Nodes, each with an ID and the ID of its component, and edges from one node to another. Nodes can also have "name", "credentials_id" and "fields".',
      step_component: 'Component of the new step',
      add_step: 'Add step',
      step: 'Step',
      step_credential: 'Credential of the step',
      step_credential_help: 'The account the step uses. The OAuth client is that of its component.',
      steps: 'Steps',
      no_steps: 'This flow has no steps yet: its graph is empty.',
      followed_by: '→ %{steps}',
      picture: 'Picture of the graph: %{smart_count} step |||| Picture of the graph: %{smart_count} steps',
      picture_arrows: '%{smart_count} arrow |||| %{smart_count} arrows',
      uses: 'Dependencies',
      clients: 'OAuth clients',
      no_clients: 'None of its components needs an OAuth client.',
      client_missing: 'has none in this tenant',
      credentials: 'Credentials',
      no_credentials: 'No step uses a credential.',
      webhooks: 'Webhooks',
      no_webhooks: 'No webhook starts this flow.',
      new_webhook: 'Add webhook',
      more_webhooks: 'and %{count} more',
      started_by: 'Delete these webhooks first, or assign them to another flow:',
      deleting_text:
        'Its graph is deleted permanently. Its components, OAuth clients and credentials are kept.',
    },
  },
};
