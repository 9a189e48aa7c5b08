import { verify, type X509Certificate } from 'node:crypto';
import { decode } from './encoding.ts';
import type { KeySource } from './key-source.ts';
import { checkAge } from './timestamp.ts';
import { VerificationError } from './verification-error.ts';

/** A signature that a sender made with the key of its certificate. */
export interface CertifiedSignature {
  /** Who signs, in messages. */
  sender: string;
  /** Where the request says that the certificate is. */
  url: string;
  /** The URLs at which the sender publishes its certificates: anyone can choose the URL in a request. */
  urls: RegExp;
  algorithm: 'sha1' | 'sha256';
  /** In base64. */
  signature: string;
  /** Contains `sentAt`. */
  content: string;
  /** When the sender signed it (RFC 3339). */
  sentAt: string;
  /** Seconds by which `sentAt` can differ from now: as long as the sender repeats a request, with the same time. */
  tolerance: number;
}

/**
 * Verifies an RSA signature with a certificate that the sender publishes. It is trusted because it comes from the
 * sender's own host.
 * @throws VerificationError
 */
export async function assertCertified(
  { sender, url, urls, algorithm, signature, content, sentAt, tolerance }: CertifiedSignature,
  keys: KeySource,
  now: number,
): Promise<void> {
  if (!urls.test(url))
    throw new VerificationError(`The URL of the certificate is not one of ${sender}'s certificates.`);
  checkAge({ unit: 'rfc3339', tolerance }, sentAt, now);
  const bytes = decode(signature, 'base64');
  if (bytes === undefined) throw new VerificationError('The signature is not base64.');
  const certificate = await keys.certificate(url);
  assertUsable(certificate, sender, now);
  if (!verify(algorithm, Buffer.from(content), certificate.publicKey, bytes))
    throw new VerificationError(
      `The signature does not match ${sender}'s certificate: the request was modified in transit.`,
    );
}

function assertUsable({ validFrom, validTo, publicKey }: X509Certificate, sender: string, now: number): void {
  if (now < Date.parse(validFrom) || now > Date.parse(validTo))
    throw new VerificationError(`${sender}'s certificate has expired, or is not valid yet.`);
  if (publicKey.asymmetricKeyType !== 'rsa')
    throw new VerificationError(`${sender}'s certificate does not contain an RSA key.`);
}
