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
      alert_url: 'Alert URL',
      alert_url_help:
        'Where a signed message is sent if a webhook fails, is disabled or rejects all senders, or an account must be connected again. Leave empty for no alerts.',
      no_alert_url: 'None',
      alerts: {
        title: 'Alerts',
        none: 'No alerts yet.',
        test: 'Send test alert',
        testing: 'Send a test alert?',
        testing_text: 'It is sent to the alert URL within a few seconds.',
        test_it: 'Send',
        rotate: 'Rotate signing secret',
        rotating: 'Rotate the signing secret of alerts?',
        rotating_text:
          'The new secret is shown once. Until the previous one expires, alerts are signed with both.',
        rotate_it: 'Rotate now',
        overlap: 'Previous secret expires',
        secret: 'Signing secret of alerts',
        secret_help: 'The receiver uses it to verify alerts (Standard Webhooks).',
        states: { pending: 'Sending', delivered: 'Delivered', failed: 'Failed' },
        events: {
          'webhook.failing': 'Webhook failing',
          'webhook.disabled': 'Webhook disabled',
          'webhook.rejecting': 'Webhook rejecting all senders',
          'flow.target_gone': 'Target of a flow gone (410)',
          'connection.ends_soon': 'Account must be connected again soon',
          'connection.ended': 'Account must be connected again',
          'alert.test': 'Test',
        },
      },
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
