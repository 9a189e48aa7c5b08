import { CALLBACK } from './apps.ts';
import type { Difference } from './outcome.ts';

/** In what Valetkey answers otherwise, each with its own way and the other's, and which standard says so. */
export type Differs = readonly [difference: Difference, because: string];

const STATE = 'a state';
const OWN = 'its own';

/** The other sends an error to the app that Valetkey shows to the person. */
const shownNotSent = {
  shown: [400, undefined],
  sent: [undefined, 303],
  iss: [undefined, OWN],
  to: [undefined, CALLBACK],
} as const;

/** The other goes on where Valetkey refuses. */
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
  'RFC 6749, B, has parameters percent-encoded in UTF-8; what cannot be read is malformed, an invalid_request of 4.1.2.1.',
];
export const ONCE: Differs = [
  refused('invalid_request'),
  'RFC 6749, 3.1: no parameter comes more than once, be it known or not.',
];
export const NO_CODE_FOR_REDIRECT_URI: Differs = [
  { error: ['invalid_request', 'invalid_redirect_uri'] },
  'RFC 6749, 4.1.2.1, has this error shown and not sent, so it prescribes no code; invalid_request is a registered one.',
];
export const LONG: Differs = [
  {
    ...shownNotSent,
    ...refused('invalid_request'),
    state: [undefined, 'a'.repeat(9000)],
  },
  'RFC 9110, 4.1, asks for addresses of 8000 octets and no more; a longer request is pushed (RFC 9126).',
];
export const NOT_IN_FRAGMENT: Differs = [
  { fragment: [undefined, true] },
  'RFC 6749, 3.1.1, answers a response type that is not understood as 4.1.2.1 says: in the query.',
];
export const ONE_TYPE: Differs = [
  refused('unsupported_response_type'),
  'RFC 6749, 3.1.1, knows code, token and registered extensions; the same value twice is none of them.',
];
export const DEFAULT_SCOPE: Differs = [
  { code: [true, undefined], error: [undefined, 'access_denied'] },
  'RFC 6749, 3.3: a request without scope is processed with a default, here that of the app.',
];
export const SPACES: Differs = [
  { code: [true, undefined], error: [undefined, 'invalid_scope'] },
  'RFC 6749, 3.3, lets a server ignore a part of the scope: here the empty word.',
];
export const SCOPE_IN_REDIRECT: Differs = [
  { to: [CALLBACK, `${CALLBACK}?scope=read.users`] },
  'RFC 6749, 4.1.2.1, has no scope in an error.',
];
export const UNKNOWN_SCOPE: Differs = [
  refused('invalid_scope'),
  'RFC 6749, 4.1.2.1: invalid_scope is for a scope that is unknown as well.',
];
export const LENGTH_OF_S256: Differs = [
  refused('invalid_request'),
  'RFC 7636, 4.2: a challenge of S256 is a SHA-256 in base64url, which is 43 characters long.',
];
const MODES =
  'RFC 6749, 4.1.2, answers in the query; RFC 8414, 2, lets the metadata name it as the only response_mode.';
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
  'RFC 6749, 4.1.2.1: invalid_request is for an invalid value; the other code is registered nowhere.',
];
export const UNKNOWN_PROMPT: Differs = [
  { code: [true, undefined], error: [undefined, 'invalid_request'] },
  'RFC 6749, 3.1, has ignored what is not recognized, and prompt is no parameter of its own.',
];
export const PUSHED_NAMELESS: Differs = [
  { error: ['invalid_request_uri', 'invalid_request'] },
  'RFC 9101, 5, requires client_id beside a request_uri; the error is shown, for which RFC 6749, 4.1.2.1, prescribes no code.',
];
export const PUSHED_BY_ANOTHER: Differs = [
  { error: ['invalid_request_uri', 'invalid_request_object'] },
  'RFC 9126, 2.2, binds a request_uri to the app that got it; RFC 9101, 7, has invalid_request_uri for one that is not valid.',
];
const PUSHED_ALONE =
  'RFC 9101, 5: only what the reference stands for counts, so that without it no redirect URI is known.';
export const PUSHED_UNKNOWN: Differs = [{ ...shownNotSent, state: [undefined, STATE] }, PUSHED_ALONE];
export const PUSHED_ELSEWHERE: Differs = [
  {
    ...shownNotSent,
    error: ['invalid_request_uri', 'request_uri_not_supported'],
    state: [undefined, STATE],
  },
  PUSHED_ALONE,
];

/* The endpoints of apps. */

export const REDIRECT_URI_OF_CODE: Differs = [
  { error: ['invalid_grant', 'invalid_request'] },
  'RFC 6749, 5.2: invalid_grant is for a redirect URI that is not that of the request, and none is not.',
];
export const REDIRECT_URI_REQUIRED: Differs = [
  noToken('invalid_grant', 'read.flows'),
  'RFC 6749, 4.1.3, requires redirect_uri where the authorization request had it.',
];
export const VERIFIER_DIFFERS: Differs = [
  { error: ['invalid_grant', 'invalid_request'] },
  'RFC 7636, 4.6: invalid_grant when the values are not equal, which they are not.',
];
export const GRANT_SWITCHED_OFF: Differs = [
  { error: ['unauthorized_client', 'invalid_request'] },
  'RFC 6749, 5.2: unauthorized_client when the app may not use the grant.',
];
export const BROKEN_ENCODING: Differs = [
  noToken('invalid_request'),
  'RFC 6749, 5.2: invalid_request for what is malformed, as percent-encoding is without two hexadecimal digits.',
];
export const BROKEN_UTF8: Differs = [
  { error: ['invalid_request', 'invalid_scope'] },
  'RFC 6749, 3.2 and appendix B, have the form in UTF-8, so that all of it is malformed and not the scope alone.',
];
export const REPEATED_UNKNOWN: Differs = [
  noToken('invalid_request', 'read.flows'),
  'RFC 6749, 3.2: no parameter may come more than once, known or not.',
];
export const METHOD: Differs = [
  {
    status: [405, 404],
    type: ['application/vnd.api+json', 'text/plain'],
    members: ['errors', undefined],
  },
  'RFC 9110, 15.5.6, and for pushed requests RFC 9126, 2.3: 405 for a method that an address does not have.',
];
export const NO_PROOF: Differs = [
  { status: [401, 400], challenge: ['Basic', undefined], error: ['invalid_client', 'invalid_request'] },
  'RFC 6749, 5.2: invalid_client, with 401, when there is no authentication or one that is not supported.',
];
export const CHALLENGED_401: Differs = [
  { challenge: ['Basic', undefined] },
  'RFC 9110, 15.5.2: each 401 has WWW-Authenticate.',
];
export const TOKEN_WITH_DEFAULT_SCOPE: Differs = [
  {
    members: ['access_token expires_in scope token_type', 'access_token expires_in token_type'],
    scope: ['read.components read.flows', undefined],
  },
  'RFC 6749, 3.3: a request without scope is processed with a default, here that of the app, which the answer names.',
];
export const NOT_OFFLINE: Differs = [
  { scope: ['read.flows', 'offline_access read.flows'] },
  'RFC 6749, 4.4.3 and 3.3: there is no refresh token, so the scope is given in part, and the answer says which.',
];
export const refusedScope = (scope: string): Differs => [
  { members: ['error_description', 'error_description scope'], scope: [undefined, scope] },
  'RFC 6749, 5.2, has no scope in an error.',
];
export const TOKEN_OF_UNKNOWN_SCOPE: Differs = [
  noToken('invalid_scope'),
  'RFC 6749, 5.2: invalid_scope is for a scope that is unknown as well.',
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
  'RFC 6749, 6, leaves open when a used token ends; one successor lives, so that a thief is seen as in RFC 9700, 4.14.2.',
];
const MEMBERS = 'RFC 7662, 2.2: of its members only active is required, and a server adds its own.';
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
export const NOT_TOLD: Differs = [
  {
    members: ['active', 'active client_id exp iat iss scope sub'],
    active: [false, true],
    scope: [undefined, 'offline_access read.flows'],
    iss: [undefined, OWN],
  },
  'RFC 7662, 2.2: inactive is also what somebody may not know of; nobody but its app has use for a refresh token.',
];
export const PUBLIC_IS_NOT_TOLD: Differs = [
  {
    status: [401, 200],
    challenge: ['Basic', undefined],
    error: ['invalid_client', undefined],
    members: ['error_description', 'active'],
    active: [undefined, false],
  },
  'RFC 7662, 2.1 and 2.3: who asks must prove itself, and gets 401 as at the token endpoint when it does not.',
];
export const REVOKED: Differs = [
  { type: ['application/json', undefined] },
  'RFC 7009, 2.2: what the body of the answer holds is ignored, so it may hold an empty object.',
];
export const REFRESH_TOKEN_STAYS: Differs = [
  {
    members: ['active client_id exp iss scope sub tenant_id', 'active'],
    active: [true, false],
    scope: ['offline_access read.flows', undefined],
    iss: [OWN, undefined],
  },
  'RFC 7009, 2.1: with an access token a server may revoke the refresh token as well, or not.',
];
export const NOT_ITS_TOKEN: Differs = [
  {
    status: [400, 200],
    type: ['application/json', undefined],
    error: ['invalid_request', undefined],
    members: ['error_description', undefined],
  },
  'RFC 7009, 2.1: a token of another app is refused, and the app is told so, whether public or not.',
];
export const LIFETIME: Differs = [
  { expires_in: [600, 60] },
  'RFC 9126, 2.2, leaves the lifetime to the server, and names 5 to 600 seconds as usual.',
];
export const NO_REFERENCE_TO_PUSH: Differs = [
  { error: ['invalid_request', 'request_uri_not_supported'], members: ['error_description', undefined] },
  'RFC 9126, 2.1, has it refused; 2.3 has the codes of RFC 6749, where invalid_request is for what is not supported.',
];
export const IN_WORDS: Differs = [
  { members: ['error_description', undefined] },
  'RFC 6749, 5.2: what is wrong may be said in words.',
];
