import { reasons } from './credential-reasons.ts';

/** The list and the page of credentials. The strings of the form are in credential-form.ts. */
export const credentials = {
  console: {
    credentials: {
      empty: 'No credentials yet',
      empty_text:
        'A credential is one account at a provider: its settings, and the connection that Valetkey keeps alive. Add the first one, then connect it.',
      empty_read_only: 'Ask someone who can add credentials.',
      new: 'Add credential',
      custom: 'Custom',
      states: {
        pending: 'Not connected',
        connected: 'Connected',
        refresh_failed: 'Connected, last refresh failed',
        no_working_token: 'No working token',
        needs_reauthorization: 'Connection lost',
        error: 'Connection failed',
      },
      attention: {
        title: 'Needs attention',
        needs_reauthorization:
          '%{smart_count} credential has lost its connection |||| %{smart_count} credentials have lost their connection',
        error:
          '%{smart_count} credential could not be connected |||| %{smart_count} credentials could not be connected',
      },
      token: 'Token',
      refreshed: 'Refreshed',
      expires: 'Expires',
      expired: 'Expired',
      no_token: 'No token',
      unlimited: 'No known expiration',

      condition: 'State',
      no_working_token_since: 'No working token since',
      next_attempt: 'Next attempt not before',
      api_message: 'API message',
      to_do: 'What to do',
      changed_since: 'The settings have changed since. Reconnect the account to test them.',
      connect: 'Connect',
      reconnect: 'Reconnect',
      refresh: 'Refresh now',
      disconnect: 'Disconnect',
      disconnect_title: 'Disconnect %{name}?',
      disconnect_text:
        'Its tokens are deleted, and revoked at the provider if it supports that. Flows that use the credential get no token until it is reconnected. Its settings are kept.',
      disconnected: 'Disconnected',
      refreshed_now: 'Token refreshed',
      deleting_text:
        'Its settings and its connection are deleted permanently, and its tokens are revoked at the provider if it supports that. Requests for its token fail from then on. It cannot be deleted while flows or webhooks use it.',
      outcome: {
        connected: 'The account is connected.',
        failed: 'The account was not connected.',
        expired: 'The user did not return from the provider in time.',
        kept: 'The previous connection keeps working.',
      },
      waiting: {
        title: 'Go to %{host}',
        text: 'Sign in with the account you want to connect, and allow access. This page updates when you are done.',
        open: 'Open %{host}',
        cancel: 'Cancel',
        until: 'The link works once, until',
        not_a_page: 'The provider’s authorization URL is not a page a browser can open.',
        to_settings: 'Go to tenant settings',
        same_window: 'To return to this page automatically, add this URL to the tenant’s return URLs:',
        return_url: 'Return URL',
      },
      password: {
        title: 'Connect with a password',
        text: 'Both are sent to the provider once, in exchange for a token. They are not stored.',
        username: 'Username',
        password: 'Password',
      },

      account: 'Account',
      account_of: 'Provider account',
      account_unknown: 'Unknown. A user ID mapper service can determine it when the account is connected.',
      granted: 'Granted scopes',
      granted_unsaid: 'Not reported by the provider. Usually this means all requested scopes.',
      connected_at: 'Connected',
      obtained_at: 'Last successful refresh',
      expires_at: 'Token expires',
      expired_at: 'Token expired',
      next_refresh: {
        ahead:
          'If it is in use, it is refreshed automatically before that; if not, when a component next requests it.',
        asked: 'It is refreshed when a component next requests it.',
        asked_or_now: 'It is refreshed when a component next requests it, or when you select “Refresh now”.',
      },
      no_account: 'No connected account.',

      timeline: 'History',
      timeline_empty: 'No events yet.',
      timeline_note: 'Successful automatic refreshes are not listed. The last one is shown under “Account”.',
      older: 'Show older',
      by: 'by %{name}',
      events: {
        created: 'Created',
        changed: 'Updated',
        started: 'Connection started',
        connected: 'Connected',
        reconnected: 'Reconnected',
        failed: 'Connection failed',
        disconnected: 'Disconnected',
        refreshed: 'Token refreshed',
        fresh: 'Refresh requested; the token was already fresh',
        unavailable: 'Refresh failed; it will be retried',
        refused: 'Refresh rejected; connection lost',
        running: 'Refresh requested; it was still running when the request ended',
      },

      usage: 'Usage',
      in_flows: 'Flows',
      in_webhooks: 'Webhooks',
      in_none: 'None use it.',
      all_webhooks: 'All webhooks that use it',

      services: 'Config services',
      no_services: 'None configured.',
      mapper: {
        test: 'Test the user ID mapper',
        text: 'Edit what the provider might return when an account is connected. The provider is not called, and nothing is stored.',
        expression: 'Expression to test',
        sample: 'token, id_token and userinfo, as JSON',
        run: 'Run test',
        found: 'The account at the provider is',
        no_json: 'The sample must be a JSON object.',
      },
      parsers: {
        test: 'Test a parser',
        text: 'Runs the services on the request you enter, as a webhook would. Nothing is stored or delivered.',
        no_webhook:
          'No webhook uses this credential yet, so there is no parser to test. The user ID mapper runs when an account is connected.',
        webhook: 'Webhook',
      },
      yes: 'Yes',

      authorization_params_help:
        'For example, some providers issue a refresh token only with access_type=offline or prompt=consent. Others need the scope offline_access.',

      settings: 'Settings',
      from_integration: 'Set by the integration',
      secret_kept: 'Stored, never shown',
      secret_none: 'None',
      register: 'Register this URI with the provider. It sends users back there.',
      to_advanced: 'Advanced settings',
      edits: {
        all: 'Edit settings',
        integration: 'Edit integration',
        grant: 'Edit grant type',
        client: 'Edit client ID and client secret',
        oauth_client: 'Edit OAuth client',
        urls: 'Edit URLs',
        redirect_uri: 'Edit redirect URI',
        scopes: 'Edit scopes',
        services: 'Edit config services',
        advanced: 'Edit advanced settings',
      },
      reasons,
    },
  },
};
