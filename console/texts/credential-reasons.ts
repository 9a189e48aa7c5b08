/** Why a connection is in its state and what to do, by the API's reason code. The last five have no code in the API. */
export const reasons = {
  access_denied: {
    what: 'The user denied access at the provider, or went back.',
    next: 'Try again and allow access.',
  },
  returned_too_late: {
    what: 'The user did not return from the provider within 15 minutes.',
    next: 'Try again.',
  },
  device_code_expired: {
    what: 'Nobody entered the code at the provider in time.',
    next: 'Try again.',
  },
  attempt_canceled: {
    what: 'A newer connection attempt was started, or the account was disconnected.',
    next: 'Finish the newer attempt, or try again.',
  },
  attempt_interrupted: {
    what: 'The provider’s response was lost while the account was being connected.',
    next: 'Try again.',
  },
  login_refused: {
    what: 'The provider rejected the login.',
    next: 'Try again, with the correct password if it asks for one. If that fails too, compare the redirect URI below with the one registered at the provider.',
  },
  assertion_refused: {
    what: 'The provider does not accept the signed JWT.',
    next: 'Check the client ID, the private key and the parameters, and give the consent or permission that the provider asks for.',
  },
  client_refused: {
    what: 'The provider does not know the client, or the client secret is wrong.',
    next: 'Enter the client ID and client secret exactly as the provider shows them. If they are correct, the provider may require another client authentication.',
  },
  grant_type_refused: {
    what: 'The provider does not allow this client to use the grant type.',
    next: 'Allow it for the client at the provider, or choose another grant type.',
  },
  redirect_uri_refused: {
    what: 'The provider does not accept the redirect URI.',
    next: 'Register the redirect URI below at the provider, exactly as shown, or enter the one registered there. Then reconnect the account.',
  },
  scope_refused: {
    what: 'The provider does not grant one of the scopes.',
    next: 'Correct the scopes, or allow them for the client at the provider.',
  },
  provider_refused: {
    what: 'The provider rejected the request.',
    next: 'Fix the problem described below.',
  },
  provider_unavailable: {
    what: 'The provider could not be reached, or had an error.',
    next: 'Try again in a while. If the problem persists, check the URLs.',
  },
  answer_unusable: {
    what: 'The token URL did not return a valid token response.',
    next: 'Correct the token URL, then reconnect the account.',
  },
  issuer_mismatch: {
    what: 'The response came from a different authorization server than the one the request went to.',
    next: 'Check the issuer. If it is correct, this may be a mix-up attack: try again, and check carefully where you sign in.',
  },
  redirect_not_authentic: {
    what: 'The redirect was not signed as the provider signs it, or belongs to another attempt.',
    next: 'Check the client secret, with which the provider signs. If it is correct, somebody may have changed the redirect: reconnect the account.',
  },
  refresh_token_missing: {
    what: 'The provider issued no refresh token, so the connection would be lost when its first token expires.',
    next: 'Request one as the provider requires: usually with the scope offline_access, or with access_type=offline or prompt=consent in the authorization request parameters. Then reconnect the account. If its tokens do not expire, turn on “Non-expiring tokens (no refresh token)” in the advanced settings.',
  },
  account_lookup_failed: {
    what: 'The values that API requests for this account need could not be looked up.',
    next: 'Check the account lookup in the provider settings and the scopes, then reconnect the account.',
  },
  token_validation_failed: {
    what: 'Token validation failed.',
    next: 'Fix the service as the message below says, then reconnect the account.',
  },
  user_id_mapping_failed: {
    what: 'The user ID mapper service found no user ID.',
    next: 'Test its expression on a sample below and fix it, then reconnect the account.',
  },
  grant_lost: {
    what: 'The provider no longer accepts the connection: access was revoked there, the password was changed, or it was unused for too long.',
    next: 'Reconnect the same account.',
  },
  token_ended: {
    what: 'The token has expired, and it cannot be refreshed.',
    next: 'Reconnect the account.',
  },
  settings_changed: {
    what: 'The settings were changed in a way that would send its tokens elsewhere or that needs another client.',
    next: 'Reconnect the account.',
  },
  token_url_changed: {
    what: 'The integration’s token URL has changed. No tokens or secrets are sent to the new URL until you confirm it.',
    next: 'If the new URL is correct, enter the secret of the component’s OAuth client again, then reconnect the account.',
  },
  credential_incomplete: {
    what: 'A setting needed to reach the provider is missing or invalid.',
    next: 'Fix the problem described below.',
  },
  integration_unusable: {
    what: 'Its component or OAuth client was deleted or hidden, or is invalid.',
    next: 'Choose another integration, or have this one fixed.',
  },
  url_not_allowed: {
    what: 'This server does not call the provider’s URL because it is not public or not https.',
    next: 'Correct the URLs. If the URL is intended, an operator can allow it.',
  },
  internal_error: {
    what: 'An internal error occurred in Valetkey.',
    next: 'Try again. If the problem persists, an operator can find the details in the log.',
  },
  retried: {
    what: 'At the last refresh, the provider could not be reached or sent an invalid response.',
    next: 'Nothing for now. The token keeps working until it expires. If it is in use, the refresh is retried automatically; otherwise, it is retried when a component next requests the token.',
  },
  stalled: {
    what: 'The token has expired. At the last refresh, the provider could not be reached or sent an invalid response.',
    next: 'Check that the provider is available and that the token URL is correct. The refresh is retried whenever a component requests the token, and automatically while the credential is in use.',
  },
  never: {
    what: 'No account has been connected yet.',
    next: 'Connect an account.',
  },
  disconnected: {
    what: 'The account was disconnected.',
    next: 'Connect an account when you need it again.',
  },
  unconnected: {
    what: 'No account is connected.',
    next: 'Connect an account.',
  },
};
