export const senders = {
  resources: {
    senders: {
      name: 'Sender preset |||| Sender presets',
      fields: {
        name: 'Name',
        id: 'ID',
        built_in: 'Type',
        documentation_url: 'Documentation',
        secret_description: 'Secret',
        notes: 'Notes',
        settings: 'Other settings',
        checked_on: 'Last checked',
        created_at: 'Created',
        updated_at: 'Updated',
      },
    },
  },
  console: {
    senders: {
      new: 'Add sender preset',
      empty: 'No sender presets',
      empty_text: 'Add a preset for a sender of your own, then choose it when you add a webhook.',
      empty_read_only: 'Ask someone who can add sender presets.',
      own: 'Own',
      built_in: 'Built-in',
      overview: 'Overview',
      registration: 'Where to enter the endpoint',
      parameters: 'Parameters',
      samples: 'Samples',
      customize: 'Customize',
      customize_title: 'Customize %{name}',
      replaces:
        'This preset will replace the built-in one for %{name} in this tenant. Existing webhooks do not change.',
      start_from: 'Start from a preset',
      start_from_help: 'Copies that preset into this form.',
      name_help: 'Shown where you choose the preset of a new webhook.',
      secret_description_help:
        'What the webhook’s secret is at the sender, and where to find it. Leave it empty if the sender needs no secret.',
      settings_help:
        'The verification, the parser, samples and all other settings, as JSON. The API reference lists them under “Define a sender preset”. Everyone who can see the preset can see its samples, so do not use a real secret.',
      has_field: '%{name} has its own field above.',
      insert_example: 'Insert example',
      not_copied: 'The preset could not be copied: %{reason}',
      deleting_text: 'Webhooks that were created from it do not change.',
    },
  },
};
