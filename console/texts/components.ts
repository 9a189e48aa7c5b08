export const components = {
  resources: {
    components: {
      name: 'Component |||| Components',
      fields: {
        name: 'Name',
        description: 'Description',
        access: 'Who sees it',
        descriptor: 'component.json',
        usable: 'State',
        updated_at: 'Changed',
        created_at: 'Made',
      },
    },
  },
  console: {
    components: {
      empty: 'No components yet',
      empty_text:
        'A component says in its component.json what it does and which variables and accounts it needs. Upload the first one.',
      empty_read_only: 'Somebody who may add components has to begin.',
      new: 'New component',
      global: 'Global',
      tenant: 'This tenant',
      usable: 'Usable',
      needs_client: 'Needs an OAuth client',
      define_client: 'Define its OAuth client',
      see_client: 'Its OAuth client',
      filter_needing: 'Need a client',
      filter_global: 'Global',
      filter_own: 'This tenant only',
      access_help_tenant: 'Only this tenant sees it.',
      access_help_global: 'Every tenant sees it, each with an OAuth client of its own.',
      access_fixed: 'Making components global takes the permission tenants.components.publish.',
      name_help: 'The title in component.json, when this is empty.',
      upload: 'Upload a component.json',
      paste: 'or paste it here',
      too_large: 'The file is larger than 1 MB; a component.json is not.',
      line: 'Line %{line}: %{message}',
      not_json: 'This is no JSON object.',
      deleting_text: 'Its OAuth clients, in all tenants, stay and cannot be used any more.',
    },
  },
};
