export const flows = {
  resources: {
    flows: {
      name: 'Flow |||| Flows',
      fields: {
        name: 'Name',
        description: 'Description',
        status: 'State',
        updated_at: 'Changed',
        created_at: 'Made',
      },
    },
  },
  console: {
    flows: {
      empty: 'No flows yet',
      empty_text: 'Flows are made with the API. Each names the components that it goes through.',
      draft: 'Draft',
      active: 'Active',
      stopped: 'Stopped',
      steps: 'Steps',
      filter_component: 'That include the component',
    },
  },
};
