export const settings = {
  console: {
    settings: {
      title: 'Tenant settings',
      general: 'This tenant',
      id: 'Tenant ID',
      name: 'Name',
      return_urls: 'Return URLs',
      return_urls_help:
        'Where browsers may be sent after an account was connected: one address per line, each exactly as it will be asked for.',
      no_return_urls: 'None',
      created: 'Created',
      changed: 'Changed',
      save: 'Save',
      danger: 'Danger zone',
      delete: 'Delete this tenant',
      delete_help:
        'Everything in it is gone for good: users’ access, credentials, keys, flows, webhooks, and the audit log.',
      delete_title: 'Delete %{name} and all it owns?',
      delete_text:
        'Nobody can bring it back. Apps and components that use it stop working at once. At third parties nothing is revoked.',
      delete_type: 'Type the name of the tenant',
      delete_confirm: 'Delete it for good',
      delete_cancel: 'Keep it',
    },
  },
};
