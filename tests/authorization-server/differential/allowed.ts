import { CALLBACK } from './apps.ts';
import type { Difference } from './outcome.ts';

/** How Valetkey's response differs from its peer's, and the standard that permits it. */
export type Differs = readonly [difference: Difference, because: string];

const STATE = 'a state';
const OWN = 'its own';

/** The peer redirects to the app with an error that Valetkey shows to the user. */
const shownNotSent = {
  shown: [400, undefined],
  sent: [undefined, 303],
  iss: [undefined, OWN],
  to: [undefined, CALLBACK],
} as const;

/** The peer accepts a request that Valetkey refuses. */
const refused = (error: string) => ({ error: [error, undefined], code: [undefined, true] }) as const;
const noToken = (error: string, scope?: string) =>
  ({
    status: [400, 200],
    error: [error, undefined],
    members: [
      'error_description',
      scope === undefined ? 'access_token expires_in token_type' : 'access_token expires_in scope token_type',
    ],
    token_type: [undefined, 'bearer'],
    ...(scope !== undefined && { scope: [undefined, scope] as const }),
    expires_in: [undefined, 3600],
  }) as const;

/* The authorization endpoint. */

export const BROKEN: Differs = [
  refused('invalid_request'),
  'RFC 6749, B, requires percent-encoded UTF-8; anything else is malformed, so invalid_request (4.1.2.1).',
];
export const ONCE: Differs = [
  refused('invalid_request'),
  'RFC 6749, 3.1: no parameter, known or unknown, may be repeated.',
];
export const NO_CODE_FOR_REDIRECT_URI: Differs = [
  { error: ['invalid_request', 'invalid_redirect_uri'] },
  'RFC 6749, 4.1.2.1, prescribes no code for an error that is not redirected; invalid_request is registered.',
];
export const LONG: Differs = [
  {
    ...shownNotSent,
    ...refused('invalid_request'),
    state: [undefined, 'a'.repeat(9000)],
  },
  'RFC 9110, 4.1, requires support for URIs of 8000 octets; a longer request can be pushed (RFC 9126).',
];
export const NOT_IN_FRAGMENT: Differs = [
  { fragment: [undefined, true] },
  'RFC 6749, 3.1.1, refers to 4.1.2.1 for an unsupported response type: the error is in the query.',
];
export const ONE_TYPE: Differs = [
  refused('unsupported_response_type'),
  'RFC 6749, 3.1.1, allows code, token and registered extensions; a repeated value is none of them.',
];
export const DEFAULT_SCOPE: Differs = [
  { code: [true, undefined], error: [undefined, 'access_denied'] },
  'RFC 6749, 3.3: a request without scope gets a default, here the scopes of the app.',
];
export const SPACES: Differs = [
  { code: [true, undefined], error: [undefined, 'invalid_scope'] },
  'RFC 6749, 3.3, lets a server ignore part of the scope, here the empty value.',
];
export const SCOPE_IN_REDIRECT: Differs = [
  { to: [CALLBACK, `${CALLBACK}?scope=read.users`] },
  'RFC 6749, 4.1.2.1, has no scope parameter in an error.',
];
export const UNKNOWN_SCOPE: Differs = [
  refused('invalid_scope'),
  'RFC 6749, 4.1.2.1: invalid_scope includes an unknown scope.',
];
export const LENGTH_OF_S256: Differs = [
  refused('invalid_request'),
  'RFC 7636, 4.2: an S256 challenge is a SHA-256 hash in base64url, which has 43 characters.',
];
const MODES =
  'RFC 6749, 4.1.2, responds in the query; RFC 8414, 2, lets the metadata list it as the only response_mode.';
export const NO_FRAGMENT: Differs = [{ ...refused('invalid_request'), fragment: [undefined, true] }, MODES];
export const NO_FORM_POST: Differs = [
  {
    sent: [303, undefined],
    error: ['invalid_request', undefined],
    state: [STATE, undefined],
    iss: [OWN, undefined],
    to: [CALLBACK, undefined],
    shown: [undefined, 200],
  },
  MODES,
];
export const UNKNOWN_MODE: Differs = [
  { error: ['invalid_request', 'unsupported_response_mode'] },
  'RFC 6749, 4.1.2.1: invalid_request is for an invalid value; the other code is not registered.',
];
export const UNKNOWN_PROMPT: Differs = [
  { code: [true, undefined], error: [undefined, 'invalid_request'] },
  'RFC 6749, 3.1: unrecognized parameters are ignored, and prompt is not one that it defines.',
];
export const PUSHED_WITHOUT_CLIENT_ID: Differs = [
  { error: ['invalid_request_uri', 'invalid_request'] },
  'RFC 9101, 5, requires client_id with request_uri; RFC 6749, 4.1.2.1, has no code for a shown error.',
];
export const PUSHED_BY_ANOTHER: Differs = [
  { error: ['invalid_request_uri', 'invalid_request_object'] },
  'RFC 9126, 2.2, binds a request_uri to its app; RFC 9101, 7, has invalid_request_uri for an invalid one.',
];
const PUSHED_ALONE =
  'RFC 9101, 5: only the parameters of the referenced request count, so no redirect URI is known without it.';
export const PUSHED_UNKNOWN: Differs = [{ ...shownNotSent, state: [undefined, STATE] }, PUSHED_ALONE];
export const PUSHED_ELSEWHERE: Differs = [
  {
    ...shownNotSent,
    error: ['invalid_request_uri', 'request_uri_not_supported'],
    state: [undefined, STATE],
  },
  PUSHED_ALONE,
];

/* The endpoints that apps call. */

export const REDIRECT_URI_OF_CODE: Differs = [
  { error: ['invalid_grant', 'invalid_request'] },
  'RFC 6749, 5.2: invalid_grant is for a redirect URI that does not match the request, or is missing.',
];
export const REDIRECT_URI_REQUIRED: Differs = [
  noToken('invalid_grant', 'read.flows'),
  'RFC 6749, 4.1.3, requires redirect_uri if the authorization request had it.',
];
export const VERIFIER_DIFFERS: Differs = [
  { error: ['invalid_grant', 'invalid_request'] },
  'RFC 7636, 4.6: invalid_grant if the values are not equal, which is the case here.',
];
export const GRANT_SWITCHED_OFF: Differs = [
  { error: ['unauthorized_client', 'invalid_request'] },
  'RFC 6749, 5.2: unauthorized_client if the app is not authorized to use the grant type.',
];
export const BROKEN_ENCODING: Differs = [
  noToken('invalid_request'),
  'RFC 6749, 5.2: a malformed request, here with broken percent-encoding, is invalid_request.',
];
export const BROKEN_UTF8: Differs = [
  { error: ['invalid_request', 'invalid_scope'] },
  'RFC 6749, 3.2 and B, require UTF-8, so the whole request is malformed and not only the scope.',
];
export const REPEATED_UNKNOWN: Differs = [
  noToken('invalid_request', 'read.flows'),
  'RFC 6749, 3.2: no parameter, known or unknown, may be repeated.',
];
export const METHOD: Differs = [
  {
    status: [405, 404],
    type: ['application/vnd.api+json', 'text/plain'],
    members: ['errors', undefined],
  },
  'RFC 9110, 15.5.6, and for pushed requests RFC 9126, 2.3: 405 for an unsupported method.',
];
export const UNAUTHENTICATED: Differs = [
  { status: [401, 400], challenge: ['Basic', undefined], error: ['invalid_client', 'invalid_request'] },
  'RFC 6749, 5.2: missing or unsupported client authentication is invalid_client with 401.',
];
export const CHALLENGED_401: Differs = [
  { challenge: ['Basic', undefined] },
  'RFC 9110, 15.5.2: every 401 has WWW-Authenticate.',
];
export const TOKEN_WITH_DEFAULT_SCOPE: Differs = [
  {
    members: ['access_token expires_in scope token_type', 'access_token expires_in token_type'],
    scope: ['read.components read.flows', undefined],
  },
  'RFC 6749, 3.3: a request without scope gets a default, here the scopes of the app, as the response says.',
];
export const NOT_OFFLINE: Differs = [
  { scope: ['read.flows', 'offline_access read.flows'] },
  'RFC 6749, 4.4.3 and 3.3: without a refresh token only part of the scope is granted, as the response says.',
];
export const refusedScope = (scope: string): Differs => [
  { members: ['error_description', 'error_description scope'], scope: [undefined, scope] },
  'RFC 6749, 5.2, has no scope parameter in an error.',
];
export const TOKEN_OF_UNKNOWN_SCOPE: Differs = [
  noToken('invalid_scope'),
  'RFC 6749, 5.2: invalid_scope includes an unknown scope.',
];
export const LOST_ANSWER: Differs = [
  {
    status: [200, 400],
    members: ['access_token expires_in refresh_token scope token_type', 'error_description'],
    token_type: ['bearer', undefined],
    scope: ['offline_access read.flows', undefined],
    expires_in: [3600, undefined],
    error: [undefined, 'invalid_grant'],
  },
  'RFC 6749, 6, lets a used token live on; one successor is active, so theft is detected (RFC 9700, 4.14.2).',
];
const MEMBERS = 'RFC 7662, 2.2: only the member active is required, and a server may add its own.';
const OF_ACCESS_TOKEN = 'active client_id exp iat iss scope sub tenant_id token_type username';
export const OTHER_MEMBERS: Differs = [
  { members: [OF_ACCESS_TOKEN, 'active client_id exp iat iss scope sub token_type'] },
  MEMBERS,
];
export const OTHER_MEMBERS_OF_REFRESH_TOKEN: Differs = [
  { members: ['active client_id exp iss scope sub tenant_id', 'active client_id exp iat iss scope sub'] },
  MEMBERS,
];
export const OTHER_MEMBERS_OF_APP: Differs = [
  {
    members: [
      'active client_id exp iat iss scope sub tenant_id token_type',
      'active client_id exp iat iss scope token_type',
    ],
  },
  MEMBERS,
];
export const HIDDEN: Differs = [
  {
    members: ['active', 'active client_id exp iat iss scope sub'],
    active: [false, true],
    scope: [undefined, 'offline_access read.flows'],
    iss: [undefined, OWN],
  },
  'RFC 7662, 2.2: inactive includes what the caller may not know about, here another app’s refresh token.',
];
export const PUBLIC_APP_REFUSED: Differs = [
  {
    status: [401, 200],
    challenge: ['Basic', undefined],
    error: ['invalid_client', undefined],
    members: ['error_description', 'active'],
    active: [undefined, false],
  },
  'RFC 7662, 2.1 and 2.3: the caller must authenticate, or gets 401 as at the token endpoint.',
];
export const REVOKED: Differs = [
  { type: ['application/json', undefined] },
  'RFC 7009, 2.2: the body of the response is ignored, so it can be an empty object.',
];
export const REFRESH_TOKEN_STAYS: Differs = [
  {
    members: ['active client_id exp iss scope sub tenant_id', 'active'],
    active: [true, false],
    scope: ['offline_access read.flows', undefined],
    iss: [OWN, undefined],
  },
  'RFC 7009, 2.1: revoking an access token may or may not revoke the refresh token.',
];
export const NOT_ITS_TOKEN: Differs = [
  {
    status: [400, 200],
    type: ['application/json', undefined],
    error: ['invalid_request', undefined],
    members: ['error_description', undefined],
  },
  'RFC 7009, 2.1: a token of another app is refused with an error, for public apps too.',
];
export const LIFETIME: Differs = [
  { expires_in: [600, 60] },
  'RFC 9126, 2.2, leaves the lifetime to the server, typically 5 to 600 seconds.',
];
export const NO_REFERENCE_TO_PUSH: Differs = [
  { error: ['invalid_request', 'request_uri_not_supported'], members: ['error_description', undefined] },
  'RFC 9126, 2.1, forbids request_uri; 2.3 uses the codes of RFC 6749, here invalid_request.',
];
export const WITH_DESCRIPTION: Differs = [
  { members: ['error_description', undefined] },
  'RFC 6749, 5.2: an error may have a description.',
];
