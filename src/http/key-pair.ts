import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { isUsableForTls, type ClientCertificate } from './guarded-connect.ts';
import { pemBlocks, type PemBlock } from './pem.ts';

export type CertificateFault =
  /** There is no certificate, or one that cannot be read. */
  | 'no_certificate'
  /** There is no private key, or one that cannot be read. */
  | 'no_key'
  | 'encrypted'
  | 'mismatch'
  | 'expired'
  | 'not_yet_valid'
  /** TLS does not accept the key or the signature, such as one with MD5. */
  | 'not_accepted';

/** Certificates or a private key that cannot be used. The caller, who knows the fields' names, describes it. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly fault: CertificateFault;
  /** The day on which the certificate expired or becomes valid, such as 2026-11-21. */
  readonly day: string;

  constructor(fault: CertificateFault, time = 0) {
    super(fault);
    this.fault = fault;
    this.day = new Date(time).toISOString().slice(0, 10);
  }
}

/** A certificate and its key that can be used for TLS now. */
export interface UsableCertificate extends ClientCertificate {
  /** When the certificate expires, in milliseconds since the epoch. */
  expiresAt: number;
}

/**
 * Reads a client's certificate, its chain and its private key, from PEM in any order.
 * @param now milliseconds since the epoch
 * @throws CertificateError
 */
export function readKeyPair(pem: string, now: number): UsableCertificate {
  const blocks = pemBlocks(pem);
  const key = blocks.find(({ label }) => label.endsWith('PRIVATE KEY'));
  const certificates = blocks.filter(({ label }) => label === 'CERTIFICATE');
  if (certificates.length === 0) throw new CertificateError('no_certificate');
  if (key === undefined) throw new CertificateError('no_key');
  if (key.isEncrypted) throw new CertificateError('encrypted');
  const chain = certificates.map(parsed);
  const privateKey = keyIn(key);
  const own = chain.find((certificate) => certificate.checkPrivateKey(privateKey));
  if (own === undefined) throw new CertificateError('mismatch');
  const expiresAt = assertValidAt(own, now);
  // The client's own certificate comes first (RFC 8446, 4.4.2).
  const cert = pemOf([own, ...chain.filter((one) => one !== own)]);
  // Fails now, rather than during a request.
  if (!isUsableForTls({ cert, key: key.text })) throw new CertificateError('not_accepted');
  return { cert, key: key.text, expiresAt };
}

/**
 * Reads the certificates of authorities.
 * @returns them alone, as PEM
 * @throws CertificateError expired only if all have expired, because bundles often contain one that has
 */
export function readAuthorities(pem: string, now: number): string {
  const certificates = pemBlocks(pem)
    .filter(({ label }) => label === 'CERTIFICATE')
    .map(parsed);
  if (certificates.length === 0) throw new CertificateError('no_certificate');
  const last = Math.max(...certificates.map(({ validTo }) => Date.parse(validTo)));
  if (last < now) throw new CertificateError('expired', last);
  return pemOf(certificates);
}

function pemOf(certificates: readonly X509Certificate[]): string {
  return certificates.map((certificate) => certificate.toString().trim()).join('\n');
}

function parsed({ text }: PemBlock): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw new CertificateError('no_certificate');
  }
}

function keyIn({ text }: PemBlock): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new CertificateError('no_key');
  }
}

/** @returns when it expires */
function assertValidAt({ validFrom, validTo }: X509Certificate, now: number): number {
  const [start, end] = [Date.parse(validFrom), Date.parse(validTo)];
  if (end < now) throw new CertificateError('expired', end);
  if (start > now) throw new CertificateError('not_yet_valid', start);
  return end;
}
