/** Parameters of the authorization URL that Valetkey sets and neither a provider nor a credential can override. */
export const AUTHORIZATION_PARAMS = [
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'dpop_jkt',
  // OAuth 1.0 (RFC 5849, 2.2).
  'oauth_token',
];

/** Parameters of token requests that Valetkey sets and neither a provider nor a credential can override. */
export const TOKEN_PARAMS = [
  'grant_type',
  'code',
  'redirect_uri',
  'code_verifier',
  'device_code',
  'client_id',
  'client_secret',
  'refresh_token',
  'username',
  'password',
  'scope',
];

/** Parameters of a token exchange (RFC 8693, 2.1) that have settings of their own. */
export const EXCHANGE_PARAMS = [
  'grant_type',
  'resource',
  'audience',
  'scope',
  'requested_token_type',
  'subject_token',
  'subject_token_type',
  'actor_token',
  'actor_token_type',
];

/** Claims of the JWT bearer grant that have members of their own, which additional claims cannot replace. */
export const JWT_GRANT_CLAIMS: Readonly<Record<string, string>> = {
  iss: 'issuer',
  sub: 'subject',
  aud: 'audience',
  exp: 'lifetime',
  scope: 'scope',
};
