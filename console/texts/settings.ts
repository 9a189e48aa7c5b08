export const settings = {
  console: {
    settings: {
      title: 'Tenant settings',
      general: 'General',
      id: 'Tenant ID',
      name: 'Name',
      return_urls: 'Return URLs',
      return_urls_help:
        'Where browsers may be sent after an account is connected. One URL per line, each exactly as sent in return_url.',
      no_return_urls: 'None',
      created: 'Created',
      updated: 'Updated',
      save: 'Save',
      danger: 'Danger zone',
      delete: 'Delete tenant',
      delete_help:
        'Deletes everything in it permanently: users’ access, credentials, keys, flows, webhooks and the audit log.',
      delete_title: 'Delete %{name} and everything in it?',
      delete_text:
        'This cannot be undone. Apps and components that use the tenant stop working immediately. Nothing is revoked at providers.',
      delete_type: 'Enter the name of the tenant',
      delete_confirm: 'Delete permanently',
      delete_cancel: 'Cancel',
    },
  },
};
