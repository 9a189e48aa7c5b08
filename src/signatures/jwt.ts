import { createHash, timingSafeEqual } from 'node:crypto';
import { errors, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { verifyJwt, type KeySet } from '../crypto/index.ts';
import type { JwtVerification } from '../schema/index.ts';
import { bodyValues, type BodyValues } from './body-values.ts';
import { contentDigest } from './content-digest.ts';
import { signedIdEvidence, timeEvidence, unsignedEvidence, type ReplayEvidence } from './evidence.ts';
import { idOf } from './event-id.ts';
import { headerOnce } from './header.ts';
import { decode } from './encoding.ts';
import type { KeySource } from './key-source.ts';
import { isHmacAlgorithm, jwtKey } from './jwt-keys.ts';
import type { SignedRequest } from './signed-request.ts';
import { VerificationError } from './verification-error.ts';
import { idSource } from './verification.ts';

/** Allowed clock skew in seconds. */
export const JWT_TOLERANCE = 60;

/** Longer than any header can be. */
const MAX_LENGTH = 16_384;

/**
 * Verifies a JWT (RFC 7519) with the secrets, or with the keys that the sender publishes. Only the declared algorithms
 * are accepted, and each kind of key only with its own (RFC 8725, 3.1).
 * @throws VerificationError
 */
export async function evidenceOfJwt(
  verification: JwtVerification,
  request: SignedRequest,
  keys: KeySource,
): Promise<ReplayEvidence> {
  const { headers, body } = request;
  const values = bodyValues(body);
  const token = sentJwt(verification, headers, values);
  const payload = await verifiedPayload(token, verification, request, keys);
  assertClaims(verification, payload);
  const id = idOf(idSource(verification), headers, values, false);
  if (verification.body_hash_claim === undefined) return unsignedEvidence(id, body);
  assertBodyHash(payload[verification.body_hash_claim], verification.body_hash_claim, body);
  if (id !== null && verification.id_pointer !== undefined) return signedIdEvidence(id);
  if (id !== null) return unsignedEvidence(id, body);
  // Without the signature, of which there can be several for one token.
  return timeEvidence(`${token.slice(0, token.lastIndexOf('.'))} ${contentDigest(body)}`);
}

/** @throws VerificationError */
function sentJwt(
  { header, prefix, pointer }: JwtVerification,
  headers: SignedRequest['headers'],
  body: BodyValues,
): string {
  const place = pointer === undefined ? `The header ${header ?? 'authorization'}` : `The value at ${pointer}`;
  const start = header === undefined && pointer === undefined ? 'Bearer ' : (prefix ?? '');
  const text =
    pointer === undefined
      ? headerOnce(headers, (header ?? 'authorization').toLowerCase())
      : (body.textAt(pointer) ?? '');
  const token = text.slice(start.length);
  if (text.startsWith(start) && token.length <= MAX_LENGTH && token.split('.').length === 3) return token;
  throw new VerificationError(
    `${place} does not contain a JWT${start === '' ? '' : ` after ${start.trim()}`}.`,
  );
}

/** What a JWT must be; the members are those of `JwtVerification`. */
type Expected = Pick<JwtVerification, 'algorithms' | 'issuer' | 'max_age' | 'jwks_url'> & {
  /** One of several is enough. */
  audience?: string | string[];
};

/**
 * Verifies a JWT and its registered claims. Without `jwks_url`, the secrets of the request are its keys.
 * @throws VerificationError
 */
export async function verifiedPayload(
  token: string,
  expected: Expected,
  { secrets, now }: Pick<SignedRequest, 'secrets' | 'now'>,
  keys: KeySource,
): Promise<JWTPayload> {
  const { algorithms, issuer, audience, max_age, jwks_url } = expected;
  const options = {
    algorithms,
    clockTolerance: JWT_TOLERANCE,
    currentDate: new Date(now),
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
    ...(max_age === undefined ? { requiredClaims: ['exp'] } : { maxTokenAge: max_age }),
  };
  try {
    return jwks_url === undefined
      ? await verifyWithSecrets(token, secrets, options)
      : await verifyWithKeySet(token, jwks_url, options, keys);
  } catch (error) {
    if (error instanceof VerificationError) throw error;
    throw new VerificationError(reasonOf(error));
  }
}

type Options = Omit<JWTVerifyOptions, 'algorithms'> & { algorithms: JwtVerification['algorithms'] };

/** @throws errors of jose, VerificationError */
async function verifyWithSecrets(
  token: string,
  secrets: readonly string[],
  options: Options,
): Promise<JWTPayload> {
  if (secrets.length === 0) throw new VerificationError('There is no secret to check the JWT with.');
  const keys = secrets.map((secret) => jwtKey(options.algorithms, secret));
  let failure: unknown;
  for (const key of keys) {
    try {
      return await verifyJwt(token, key, options);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** A key that is missing may be a new one, and so may one without a `kid`, or with that of another. @throws errors of jose, VerificationError */
async function verifyWithKeySet(
  token: string,
  url: string,
  options: Options,
  keys: KeySource,
): Promise<JWTPayload> {
  // A secret is never in a key set, but a key of the type "oct" could be.
  const asymmetric = { ...options, algorithms: options.algorithms.filter((name) => !isHmacAlgorithm(name)) };
  const known: KeySet = await keys.keySet(url);
  try {
    return await verifyJwt(token, known, asymmetric);
  } catch (error) {
    const fresh = isOfUnknownKey(error) ? await keys.keySet(url, true) : known;
    if (fresh === known) throw error;
    return verifyJwt(token, fresh, asymmetric);
  }
}

function isOfUnknownKey(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;
}

/** @throws VerificationError */
function assertClaims({ claims = {} }: JwtVerification, payload: JWTPayload): void {
  for (const [name, value] of Object.entries(claims))
    if (!Object.hasOwn(payload, name) || payload[name] !== value)
      throw new VerificationError(`The claim ${name} of the JWT is not ${JSON.stringify(value)}.`);
}

/** @throws VerificationError */
function assertBodyHash(claim: unknown, name: string, body: Buffer): void {
  const sent = typeof claim === 'string' ? decode(claim, 'hex') : undefined;
  const expected = createHash('sha256').update(body).digest();
  if (sent?.length === expected.length && timingSafeEqual(sent, expected)) return;
  throw new VerificationError(`The claim ${name} of the JWT is not the SHA-256 hash of the body.`);
}

/** Why jose rejects a JWT, without anything from it. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The JWT has expired, or is older than max_age.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.reason === 'missing'
      ? `The JWT has no claim ${error.claim}.`
      : `The claim ${error.claim} of the JWT is not the expected one.`;
  if (error instanceof errors.JWKSNoMatchingKey)
    return 'The JWT is signed with a key that the sender does not publish.';
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'The JWT is not signed with one of the algorithms of this webhook.';
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'The signature of the JWT does not match: the key is different, or the JWT was modified.';
  return 'The JWT is malformed, or cannot be verified with the key.';
}
