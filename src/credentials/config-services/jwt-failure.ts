import { errors, type JWTVerifyOptions } from 'jose';
import { hostOf } from './third-party.ts';

/** Why a JWT does not hold, in words: the end of "The token validation service failed: ". */
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
    return `none of the keys that ${host} publishes is the one with which the ${token} is signed.`;
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return `the signature of the ${token} does not fit the keys that ${host} publishes.`;
  if (error instanceof errors.JOSEAlgNotAllowed)
    return `the ${token} is not signed with a public-key algorithm (RS, PS, ES, EdDSA).`;
  if (error instanceof errors.JWKSInvalid)
    return `${host} answered with something that is not a JSON Web Key Set.`;
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return `the ${token} is not a well-formed JWT.`;
  return `the ${token} cannot be verified with the keys that ${host} publishes.`;
}

function claimReason(
  { claim, reason, payload }: errors.JWTClaimValidationFailed,
  token: string,
  options: JWTVerifyOptions,
): string {
  if (reason === 'missing') return `the ${token} has no claim "${claim}".`;
  switch (claim) {
    case 'iss':
      return `the issuer of the ${token} is ${show(payload.iss)}, not ${show(options.issuer)}.`;
    case 'aud':
      return `the audience of the ${token} is ${show(payload.aud)}, not ${show(options.audience)}.`;
    case 'nbf':
      return `the ${token} is not valid yet.`;
    default:
      return `the claim "${claim}" of the ${token} is not valid.`;
  }
}

/** A claim for a message: on one line and short. Issuer and audience are names, not secrets. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  // It may be anything, nested as deep as it likes.
  const isName =
    typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
  if (!isName) return 'not a text';
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200).toWellFormed()}…` : text;
}
