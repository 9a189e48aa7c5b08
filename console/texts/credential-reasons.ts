/** Why a connection is as it is, and what to do: by the API's code; the last ones say what no code does. */
export const reasons = {
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
    next: 'Enter client ID and client secret as the third party shows them, then connect it again. If they are right, it may want the secret shown in another way.',
  },
  grant_type_refused: {
    what: 'The third party does not let this client use the grant type.',
    next: 'Allow it for the client at the third party, or choose another grant type; then connect it again.',
  },
  redirect_uri_refused: {
    what: 'The third party does not know the Redirect URI.',
    next: 'Register the Redirect URI below there, exactly as it is, or enter the one that is registered; then connect it again.',
  },
  scope_refused: {
    what: 'The third party does not give one of the scopes.',
    next: 'Correct the scopes, or allow them for the client at the third party; then connect it again.',
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
    next: 'Ask for one as the third party wants it: mostly with the scope offline_access, or with access_type=offline or prompt=consent among the parameters of the authorization URL. Then connect it again. If its tokens do not expire, say so in the advanced settings.',
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
    next: 'Fill in what is named below, then connect it again.',
  },
  integration_unusable: {
    what: 'The component or the OAuth client that it goes by is gone, hidden or broken.',
    next: 'Choose another integration, or have this one mended; then connect it again.',
  },
  url_not_allowed: {
    what: 'This server does not call the third party’s address, which is not public or not https.',
    next: 'Correct the URLs, then connect it again. If the address is meant, an operator can allow it.',
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
    what: 'No account has been connected yet.',
    next: 'Connect it.',
  },
  disconnected: {
    what: 'The account was disconnected.',
    next: 'Connect it again when it is needed.',
  },
  unconnected: {
    what: 'No account is connected.',
    next: 'Connect it.',
  },
};
