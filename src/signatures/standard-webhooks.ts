import { SCHEMES } from './schemes.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import type { Proof, SignedRequest } from './signed-request.ts';
import { VerificationError } from './verification-error.ts';
import { proofOf } from './verify.ts';

/** The prefix of public keys (Standard Webhooks, Asymmetric signatures). */
const PUBLIC_KEY_PREFIX = 'whpk_';

/** Svix sends the same headers under the names they had before the standard. */
const SVIX = { signature: 'svix-signature', timestamp: 'svix-timestamp', id: 'svix-id' };

/** The scheme of a secret of Standard Webhooks: symmetric, or asymmetric if it is a public key. */
export function standardScheme(secret: string): SignatureScheme {
  const symmetric = SCHEMES.standard_webhooks;
  return secret.startsWith(PUBLIC_KEY_PREFIX)
    ? { ...symmetric, algorithm: 'ed25519', prefix: 'v1a,', keyPrefix: PUBLIC_KEY_PREFIX }
    : symmetric;
}

/**
 * Verifies with the secrets of each kind, and only with signatures of that kind, so that a public key is never used as
 * the key of an HMAC.
 * @throws VerificationError
 */
export function proofOfStandardWebhooks(request: SignedRequest): Proof {
  const { headers, secrets } = request;
  const [asymmetric, symmetric] = [
    secrets.filter((secret) => secret.startsWith(PUBLIC_KEY_PREFIX)),
    secrets.filter((secret) => !secret.startsWith(PUBLIC_KEY_PREFIX)),
  ];
  const kinds = [asymmetric, symmetric].filter((kind) => kind.length > 0);
  let failure = new VerificationError('There is no secret to check the signature with.');
  for (const kind of kinds) {
    const scheme = namedAsIn(headers, standardScheme(kind[0]!));
    try {
      return proofOf(scheme, { ...request, secrets: kind });
    } catch (error) {
      if (!(error instanceof VerificationError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** A scheme of Standard Webhooks with the names that the headers of a request have. */
export function namedAsIn(headers: SignedRequest['headers'], scheme: SignatureScheme): SignatureScheme {
  const isSvix =
    Object.hasOwn(headers, SVIX.signature) && !Object.hasOwn(headers, SCHEMES.standard_webhooks.header);
  if (!isSvix) return scheme;
  const timestamp = { ...scheme.timestamp!, header: SVIX.timestamp };
  return { ...scheme, header: SVIX.signature, timestamp, id: { header: SVIX.id } };
}
