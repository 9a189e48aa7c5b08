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
      no_token: 'no token',
      unlimited: 'No end known',

      condition: 'State',
      said: 'In the words of the API',
      to_do: 'What to do',
      connect: 'Connect',
      connect_again: 'Connect again',
      refresh: 'Refresh now',
      edit: 'Edit',
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
      account_unknown: 'Not known. A User Id Mapper Service finds it out when the account is connected.',
      granted: 'Scopes granted',
      granted_unsaid: 'The third party did not say. Usually that means: as asked.',
      connected_at: 'Connected',
      obtained_at: 'Last refresh',
      expires_at: 'Token ends',
      renewal: 'It is refreshed before that, by itself.',
      no_account: 'There is no connected account.',

      timeline: 'What happened',
      timeline_empty: 'Nothing yet.',
      timeline_note:
        'Refreshes that go well by themselves are not in this list; the last one is under “Account”.',
      older: 'Show older',
      by: 'by %{name}',
      events: {
        made: 'Made',
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

      services: 'Config Services',
      no_services: 'None is set.',
      mapper: {
        try: 'Try the User Id Mapper on a sample',
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
        'Parsers are tried through a webhook that uses this credential, and there is none. The User Id Mapper runs when the account is connected.',
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
      from_integration: 'as the integration says',
      secret_kept: 'Stored, never shown',
      secret_none: 'None',
      register: 'Register this with the third party: it sends people back there.',
      reasons: {
        changed: {
          what: 'Its settings were changed, so that its tokens would go elsewhere or belong to another client.',
          next: 'Look whether the settings are as they should be, then connect it again.',
        },
        denied: {
          what: 'Whoever was asked at the third party said no, or went back.',
          next: 'Connect it again and allow access there.',
        },
        late: {
          what: 'Nobody came back from the third party within 15 minutes.',
          next: 'Connect it again.',
        },
        refresh_token_missing: {
          what: 'The third party gave no refresh token, so the connection would end with its first token.',
          next: 'Edit it and ask for one as the third party wants it: a scope such as offline_access, or parameters of the authorization URL such as access_type=offline and prompt=consent. If its tokens never expire, say so under “Advanced”. Then connect it again.',
        },
        refresh_token_lost: {
          what: 'The token has ended and there is nothing with which to get the next.',
          next: 'Connect it again.',
        },
        client_wrong: {
          what: 'The third party does not know the client, or the client secret is wrong.',
          next: 'Compare Client Id and Client Secret with what the third party shows, enter them anew under “Edit”, and connect it again.',
        },
        client_limited: {
          what: 'The third party does not let this client use the grant type.',
          next: 'Allow the grant type for the client at the third party, or choose another under “Edit”.',
        },
        redirect: {
          what: 'The third party does not know the Redirect URI.',
          next: 'Register the Redirect URI below with the third party, exactly as it is, and connect it again.',
        },
        scope: {
          what: 'The third party does not give one of the scopes.',
          next: 'Correct the scopes under “Edit”, or allow them for the client at the third party.',
        },
        wrong_login: {
          what: 'The third party did not accept the login.',
          next: 'Connect it again. With a password, check it first; with a code, look whether the Redirect URI below is registered there.',
        },
        grant_lost: {
          what: 'The third party does not accept the connection any more: access was withdrawn there, the password was changed, or it was not used for too long.',
          next: 'Connect it again, with the same account.',
        },
        validation: {
          what: 'The Token Validation Service did not accept the token.',
          next: 'Look at the service under “Edit”, then connect it again.',
        },
        mapper: {
          what: 'The User Id Mapper Service found no user id.',
          next: 'Look at its expression under “Edit”, then connect it again.',
        },
        forbidden: {
          what: 'The third party’s address is not public, and this server calls no such address.',
          next: 'Check the URLs under “Edit”. If the address is meant, an operator can allow it.',
        },
        unreachable: {
          what: 'The third party could not be reached, or gave no usable answer.',
          next: 'Check its URLs under “Edit” if this stays so, then connect it again.',
        },
        unreachable_now: {
          what: 'The third party could not be reached at the last refresh, or gave no usable answer.',
          next: 'Nothing for now: it is tried again by itself. Until the token ends, it goes on working.',
        },
        incomplete: {
          what: 'Something that is needed to reach the third party is missing.',
          next: 'Fill it in under “Edit”, then connect it.',
        },
        issuer: {
          what: 'The answer came from another server than the one that was asked.',
          next: 'Check the Issuer under “Edit”. If it is right, connect it again, and be careful: somebody may be mixing up answers.',
        },
        within: {
          what: 'Something went wrong within Valetkey.',
          next: 'Try again. If it stays so, an operator finds more in the log.',
        },
        client_gone: {
          what: 'The OAuth client or the component that it goes by has changed or is gone.',
          next: 'Look at the OAuth client of the component: enter its secret again, or choose another under “Edit”.',
        },
        other: {
          what: 'The third party did not do what was asked.',
          next: 'Look at its own words, check the settings under “Edit”, and connect it again.',
        },
        never: {
          what: 'No account has been connected yet, or it was disconnected.',
          next: 'Connect it.',
        },
      },
    },
  },
};
