import { AppError } from '../../errors.ts';
import {
  CertificateError,
  readKeyPair,
  type CertificateFault,
  type ClientCertificate,
} from '../../http/index.ts';

/**
 * Reads the certificate of a client that authenticates by mutual TLS (RFC 8705, 2), its chain and its private key, from
 * PEM in any order.
 * @param now milliseconds since the epoch
 * @throws AppError credential_incomplete if it cannot be used, or is not valid now
 */
export function readClientCertificate(secret: string, now: number): ClientCertificate {
  try {
    const { cert, key } = readKeyPair(secret, now);
    return { cert, key };
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    const detail = EXPLAINED[error.fault](error.day);
    throw new AppError('credential_incomplete', detail, { meta: { missing: ['client_secret'] } });
  }
}

const expected = () =>
  'With the client authentication tls_client_auth, client_secret must contain the certificate (-----BEGIN CERTIFICATE-----), any intermediate certificates, and the private key (-----BEGIN PRIVATE KEY-----) as PEM.';

const EXPLAINED: Readonly<Record<CertificateFault, (day: string) => string>> = {
  no_certificate: expected,
  no_key: expected,
  encrypted: () => 'The private key in client_secret is encrypted. Enter it without a passphrase.',
  mismatch: () =>
    'The private key in client_secret does not belong to its certificate. Enter the certificate together with its own private key.',
  expired: (day) =>
    `The certificate in client_secret expired on ${day}. Enter a new one with its private key.`,
  not_yet_valid: (day) => `The certificate in client_secret is not valid before ${day}.`,
  not_accepted: () =>
    'The certificate or the private key in client_secret is too weak or of a kind that TLS does not accept. Enter another one.',
};
