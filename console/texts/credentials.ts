/** The list of credentials, and the page of one. The form has its own. */
export const credentials = {
  console: {
    credentials: {
      empty: 'No credentials yet',
      empty_text:
        'A credential is one account at a third party: how it is reached, and the connection that Valetkey keeps alive. Add the first, then connect it.',
      empty_read_only: 'Somebody who may add credentials has to begin.',
      new: 'Add credential',
      custom: 'Custom',
      states: {
        pending: 'Not connected',
        connected: 'Connected',
        unsteady: 'Connected, last refresh failed',
        tokenless: 'No working token',
        needs_reauthorization: 'Connect again',
        error: 'Connecting failed',
      },
      attention: {
        title: 'This needs attention',
        needs_reauthorization:
          '%{smart_count} credential must be connected again |||| %{smart_count} credentials must be connected again',
        error:
          '%{smart_count} credential could not be connected |||| %{smart_count} credentials could not be connected',
      },
      token: 'Token',
      refreshed: 'Refreshed',
      ends: 'Ends',
      ended: 'Ended',
      no_token: 'No token',
      unlimited: 'No end known',

      condition: 'State',
      tokenless_since: 'Has no working token since',
      next_attempt: 'The next attempt is not before',
      said: 'In the words of the API',
      to_do: 'What to do',
      connect: 'Connect',
      connect_again: 'Connect again',
      refresh: 'Refresh now',
      disconnect: 'Disconnect',
      disconnect_title: 'Disconnect %{name}?',
      disconnect_text:
        'The tokens are forgotten, and revoked at the third party where it can do that. Flows that use the credential get no token until it is connected again. Everything else about it stays.',
      disconnected: 'Disconnected',
      refreshed_now: 'The token is new',
      deleting_text:
        'Its settings and its connection are gone for good, and its tokens are revoked at the third party where it can do that. Whatever asks for its token gets none any more. While flows or webhooks use it, it cannot be deleted.',
      outcome: {
        connected: 'The account is connected.',
        failed: 'The account was not connected.',
        expired: 'Nobody came back from the third party in time.',
        kept: 'What was connected before goes on working.',
      },
      waiting: {
        title: 'Go to %{host}',
        text: 'Sign in there with the account that is to be connected, and allow access. This page notices how it ends.',
        open: 'Open %{host}',
        cancel: 'Not now',
        until: 'The link works once, until',
        not_a_page: 'The third party’s address is no page that a browser can open.',
        to_settings: 'To the tenant’s settings',
        same_window: 'To come back to this page by itself, the tenant’s return URLs must have this address:',
        return_url: 'Return URL',
      },
      password: {
        title: 'Connect with a password',
        text: 'The third party gets both once, for a token. They are stored nowhere.',
        username: 'Username',
        password: 'Password',
      },

      account: 'Account',
      account_of: 'Account at the third party',
      account_unknown: 'Not known. A user ID mapper service finds it out when the account is connected.',
      granted: 'Scopes granted',
      granted_unsaid: 'The third party did not say. Usually that means: as asked.',
      connected_at: 'Connected',
      obtained_at: 'Last refresh that succeeded',
      expires_at: 'Token ends',
      expired_at: 'Token ended',
      renewals: {
        ahead:
          'If it is in use, it is refreshed by itself before that; if not, when a component next asks for it.',
        asked: 'It is refreshed when a component next asks for it.',
        asked_or_now: 'It is refreshed when a component next asks for it, or now with “Refresh now”.',
      },
      no_account: 'There is no connected account.',

      timeline: 'What happened',
      timeline_empty: 'Nothing yet.',
      timeline_note:
        'Refreshes that go well by themselves are not in this list; the last one is under “Account”.',
      older: 'Show older',
      by: 'by %{name}',
      events: {
        created: 'Created',
        changed: 'Changed',
        started: 'Connecting was begun',
        connected: 'Connected',
        reconnected: 'Connected again',
        failed: 'Connecting failed',
        disconnected: 'Disconnected',
        refreshed: 'Token refreshed',
        fresh: 'Refresh asked for; the token was new already',
        unavailable: 'Refresh failed; it is tried again',
        refused: 'Refresh refused: the connection is lost',
        running: 'Refresh asked for; it went on for long',
      },

      usage: 'Where it is used',
      look: 'Look through flows and webhooks',
      in_flows: 'Flows',
      in_webhooks: 'Webhooks',
      in_none: 'None uses it.',
      first_only: 'The first %{count} by name were looked through.',

      services: 'Config services',
      no_services: 'None is set.',
      mapper: {
        try: 'Try the user ID mapper on a sample',
        text: 'What the third party might tell when an account is connected. Nothing is asked there, and nothing is stored.',
        expression: 'Expression to try',
        sample: 'token, id_token and userinfo, as JSON',
        run: 'Try it',
        found: 'The account at the third party is',
        no_json: 'The sample is no JSON object.',
      },
      try: 'Try a parser on a sample',
      try_text:
        'Runs the services as a webhook would, on what is pasted here. Nothing is stored and nothing is handed on.',
      try_none:
        'Parsers are tried through a webhook that uses this credential, and there is none. The user ID mapper runs when the account is connected.',
      try_webhook: 'Webhook',
      try_kind: 'What arrives',
      try_event: 'An event',
      try_action: 'The answer to an action',
      try_body: 'Body, as the sender sends it',
      try_headers: 'Headers, one a line',
      try_headers_help: 'For instance: Content-Type: application/json',
      try_run: 'Try it',
      try_sender: 'Sender proven',
      try_parsed: 'What the parser makes of it',
      try_no_parser: 'There is no parser; the body goes on as it came.',
      yes: 'Yes',
      no: 'No',

      settings: 'Settings',
      from_integration: 'As the integration says',
      secret_kept: 'Stored, never shown',
      secret_none: 'None',
      register: 'Register this with the third party: it sends people back there.',
      to_advanced: 'Advanced settings',
      /** By the API's code; the last ones say what no code does. */
      reasons: {
        access_denied: {
          what: 'Whoever was asked at the third party said no, or went back.',
          next: 'Connect it again and allow access there.',
        },
        returned_too_late: {
          what: 'Nobody came back from the third party within 15 minutes.',
          next: 'Connect it again.',
        },
        login_refused: {
          what: 'The third party did not accept the login.',
          next: 'Connect it again, with the right password where it takes one. If that fails too, compare the Redirect URI below with what is registered there.',
        },
        client_refused: {
          what: 'The third party does not know the client, or the client secret is wrong.',
          next: 'Enter client ID and client secret as the third party shows them. If they are right, it may want the secret shown in another way.',
        },
        grant_type_refused: {
          what: 'The third party does not let this client use the grant type.',
          next: 'Allow it for the client at the third party, or choose another grant type.',
        },
        redirect_uri_refused: {
          what: 'The third party does not know the Redirect URI.',
          next: 'Register the Redirect URI below there, exactly as it is, then connect it again.',
        },
        scope_refused: {
          what: 'The third party does not give one of the scopes.',
          next: 'Correct the scopes, or allow them for the client at the third party.',
        },
        provider_refused: {
          what: 'The third party did not do what was asked.',
          next: 'Mend what its words below name, then connect it again.',
        },
        provider_unavailable: {
          what: 'The third party could not be reached, or failed itself.',
          next: 'Try again in a while. If it stays so, check the URLs.',
        },
        answer_unusable: {
          what: 'What answers at the Token URL is no token endpoint.',
          next: 'Correct the Token URL, then connect it again.',
        },
        issuer_mismatch: {
          what: 'The answer came from another server than the one that was asked.',
          next: 'Check the Issuer. If it is right, somebody may be mixing up answers: connect it again, and look closely where you sign in.',
        },
        refresh_token_missing: {
          what: 'The third party gave no refresh token, so the connection would end with its first token.',
          next: 'Look up how the third party gives one, mostly for a scope or for parameters of the Authorization URL, and connect it again with those. If its tokens do not expire, say so in the settings.',
        },
        token_validation_failed: {
          what: 'The token validation service did not accept the token.',
          next: 'Mend the service by what is said below, then connect it again.',
        },
        user_id_mapping_failed: {
          what: 'The user ID mapper service found no user ID.',
          next: 'Try its expression on a sample below, mend it, then connect it again.',
        },
        grant_lost: {
          what: 'The third party does not accept the connection any more: access was withdrawn there, the password was changed, or it was not used for too long.',
          next: 'Connect it again, with the same account.',
        },
        token_ended: {
          what: 'The token has ended, and there is nothing with which to get the next.',
          next: 'Connect it again.',
        },
        settings_changed: {
          what: 'Its settings were changed, so that its tokens would go elsewhere or belong to another client.',
          next: 'Connect it again.',
        },
        token_url_changed: {
          what: 'The integration has another Token URL by now, which gets neither tokens nor secrets unasked.',
          next: 'If the new address is right, enter the secret of the component’s OAuth client again, then connect it again.',
        },
        credential_incomplete: {
          what: 'Something that is needed to reach the third party is missing, or does not fit.',
          next: 'Fill in what is named below.',
        },
        integration_unusable: {
          what: 'The component or the OAuth client that it goes by is gone, hidden or broken.',
          next: 'Choose another integration, or have this one mended.',
        },
        url_not_allowed: {
          what: 'This server does not call the third party’s address, which is not public or not https.',
          next: 'Correct the URLs. If the address is meant, an operator can allow it.',
        },
        internal_error: {
          what: 'Something went wrong within Valetkey.',
          next: 'Try again. If it stays so, an operator finds more in the log.',
        },
        retried: {
          what: 'The third party could not be reached at the last refresh, or gave no usable answer.',
          next: 'Nothing for now. Until the token ends, it goes on working; it is tried again by itself if it is in use, else when a component next asks.',
        },
        stalled: {
          what: 'The token has ended, and at the last refresh the third party could not be reached or gave no usable answer.',
          next: 'Look whether the third party works, and whether the Token URL is right. It is tried again by itself if it is in use, and whenever a component asks.',
        },
        never: {
          what: 'No account has been connected yet, or it was disconnected.',
          next: 'Connect it.',
        },
      },
    },
  },
};
