import { errors, type JWTVerifyOptions } from 'jose';
import { hostOf } from './fetch-object.ts';

/** Why a JWT failed verification, as the end of "The token validation service failed: ". */
export function reasonOf(
  error: unknown,
  token: 'access_token' | 'id_token',
  options: JWTVerifyOptions,
  jwksUrl: string,
): string {
  const host = hostOf(jwksUrl);
  if (error instanceof errors.JWTExpired) return `the ${token} has expired.`;
  if (error instanceof errors.JWTClaimValidationFailed) return claimReason(error, token, options);
  if (error instanceof errors.JWKSNoMatchingKey)
    return `the ${token} is signed with a key that ${host} does not publish.`;
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return `the signature of the ${token} does not match the keys that ${host} publishes.`;
  if (error instanceof errors.JOSEAlgNotAllowed)
    return `the ${token} is not signed with a public-key algorithm (RS, PS, ES, EdDSA).`;
  if (error instanceof errors.JWKSInvalid) return `${host} did not return a JSON Web Key Set.`;
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return `the ${token} is not a well-formed JWT.`;
  return `the ${token} cannot be verified with the keys that ${host} publishes.`;
}

function claimReason(
  { claim, reason, payload }: errors.JWTClaimValidationFailed,
  token: string,
  options: JWTVerifyOptions,
): string {
  if (reason === 'missing') return `the ${token} has no "${claim}" claim.`;
  switch (claim) {
    case 'iss':
      return `the issuer of the ${token} is ${show(payload.iss)}, but ${show(options.issuer)} was expected.`;
    case 'aud':
      return `the audience of the ${token} is ${show(payload.aud)}, but ${show(options.audience)} was expected.`;
    case 'nbf':
      return `the ${token} is not valid yet.`;
    default:
      return `the "${claim}" claim of the ${token} is not valid.`;
  }
}

/** A claim in a message, short and on one line. Issuer and audience are names, not secrets. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  // The value can be anything, nested to any depth.
  const isName =
    typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
  if (!isName) return 'not a string';
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200).toWellFormed()}…` : text;
}
