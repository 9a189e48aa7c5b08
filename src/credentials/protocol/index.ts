/**
 * OAuth 2.0 between a credential and its provider: requests (`authorization-url.ts`, `device-authorization.ts`,
 * `client-request.ts`, `token-endpoint.ts`, `token-exchange.ts`, `self-issued.ts`, `revocation.ts`), the JWTs in them (`client-assertion.ts`, `jwt-grant.ts`, `dpop-key.ts`),
 * the token response (`token-response.ts`), and what a failure means (`endpoint-response.ts`, `reasons.ts`,
 * `provider-error.ts`). OAuth 1.0 has its own requests (`oauth1-requests.ts`), signed by `oauth1-signature.ts`. The
 * provider's error text is shown only through `provider-error-text.ts`, and a
 * field of its response is returned with a token only if `public-extra.ts` allows it. Does not use the database.
 */
export { authorizationUrlOf, newCodeVerifier, STATE_PREFIX } from './authorization-url.ts';
export { assertionFields } from './client-assertion.ts';
export { jwtGrantOf, PUBLIC_KEY } from './jwt-grant.ts';
export { isSelfIssued } from './self-issued.ts';
export {
  clientRequest,
  lowerCase,
  secretsOf,
  STANDARD_STYLE,
  withCertificate,
  type Client,
  type RequestStyle,
} from './client-request.ts';
export { readClientCertificate } from './client-certificate.ts';
export { clientVerdictOf, withEitherSecret } from './either-secret.ts';
export {
  documentedLifetime,
  isUnattended,
  scopeOf,
  type Configuration,
  type GrantType,
  type Params,
  type ServiceEndpoints,
} from './configuration.ts';
export { newDpopKey, readDpopKey, type DpopKey } from './dpop-key.ts';
export { authorizationOf, isDpop, reasonNotBound, sendWithProof } from './dpop-request.ts';
export { requestDeviceCode, type DeviceAuthorization } from './device-authorization.ts';
export { MAX_RETRY_AFTER, type Failure } from './endpoint-response.ts';
export { valuesOf } from './account-values.ts';
export {
  newMoment,
  oauth1AuthorizationUrl,
  requestOauth1Token,
  requestTemporaryCredentials,
  type Oauth1Configuration,
} from './oauth1-requests.ts';
export { reasonOfProblem, type Oauth1Credentials } from './oauth1-response.ts';
export { signRequest, type Oauth1Style, type SignedRequest } from './oauth1-signature.ts';
export { fillValues } from './fill-values.ts';
export { introspectedLifetime } from './introspected-lifetime.ts';
export { reasonOfError } from './provider-error.ts';
export { providerErrorText } from './provider-error-text.ts';
export { publicExtra } from './public-extra.ts';
export { ConnectionError, metaOf, reasonOf, type Reason, type StoredReason } from './reasons.ts';
export { revokeTokens } from './revocation.ts';
export { scopesIn, type AdditionalToken, type TokenOutcome, type Tokens } from './token-response.ts';
export { exchangeOf, isExchangedAgain, subjectLifetimeOf, type SubjectTokens } from './token-exchange.ts';
export { exchangeTokens, REFRESH_TIMEOUT, requestTokens, subjectIn, type Grant } from './token-endpoint.ts';
export { isPrivateKey } from './signed-jwt.ts';
