export const flows = {
  resources: {
    flows: {
      name: 'Flow |||| Flows',
      fields: {
        name: 'Name',
        description: 'Description',
        status: 'State',
        target_url: 'Target URL',
        graph: 'Graph',
        updated_at: 'Changed',
        created_at: 'Created',
      },
    },
  },
  console: {
    flows: {
      empty: 'No flows yet',
      empty_text:
        'A flow names the components that it goes through, step by step, and where the events of its webhooks are sent. Add the first one.',
      empty_read_only: 'Somebody who may add flows has to begin.',
      new: 'Add flow',
      draft: 'Draft',
      active: 'Active',
      stopped: 'Stopped',
      means: {
        draft: 'Its webhooks take nothing yet.',
        active: 'Its webhooks take events and hand them on.',
        active_without_target: 'Active, but without a target URL: its webhooks take nothing.',
        stopped: 'Its webhooks take nothing; what they have taken waits.',
      },
      activate: 'Make it active',
      stop: 'Make it inactive',
      stopping: 'Make %{name} inactive?',
      stopping_text:
        'Its webhooks refuse whatever comes, with status 409. What they have taken and not yet handed on waits until the flow is active again.',
      overview: 'Overview',
      target_help:
        'Where the events of its webhooks are sent, by POST. A public https address, unless the operator allows others.',
      no_target: 'None',
      no_target_help:
        'It has no target URL, so that nothing can be handed on, and its webhooks take nothing. Edit the flow and enter one.',
      graph_help:
        'Nodes, each with an ID and the ID of its component, and edges from one node to another. A node can also have "name", "credentials_id" and "fields".',
      step_component: 'Component of the next step',
      add_step: 'Add step',
      step: 'Step',
      step_credential: 'Credential of the step',
      step_credential_help: 'The account by which the step works. The OAuth client is its component’s.',
      steps: 'Steps',
      no_steps: 'The flow has no steps yet: its graph is empty.',
      followed_by: '→ %{steps}',
      picture: 'Picture of the graph: %{smart_count} step |||| Picture of the graph: %{smart_count} steps',
      picture_arrows: '%{smart_count} arrow |||| %{smart_count} arrows',
      uses: 'What it uses',
      clients: 'OAuth clients',
      no_clients: 'None of its components takes an OAuth client.',
      client_missing: 'has none in this tenant',
      credentials: 'Credentials',
      no_credentials: 'No step names a credential.',
      webhooks: 'Started by',
      no_webhooks: 'No webhook starts it.',
      new_webhook: 'Add webhook for it',
      more_webhooks: 'and %{count} more',
      started_by: 'Delete these webhooks first, or let them start another flow:',
      deleting_text:
        'Its graph is gone for good. Its components, OAuth clients and credentials stay, and are no longer in use by it.',
    },
  },
};
