import { X509Certificate } from 'node:crypto';
import type { ClientCertificateVerification } from '../schema/index.ts';
import { bodyValues } from './body-values.ts';
import { signedIdEvidence, unsignedEvidence, type ReplayEvidence } from './evidence.ts';
import { idOf } from './event-id.ts';
import { headerFaults, keptHeaders, type Fault } from './header-faults.ts';
import type { SignedRequest } from './signed-request.ts';
import { VerificationError } from './verification-error.ts';
import { idSource } from './verification.ts';

/** More than any certificate, encoded. */
const MAX_LENGTH = 32_768;

/**
 * Checks the certificate with which the sender authenticated to the proxy in front of the server. Whether it was issued
 * by a trusted authority, and whether the sender has its private key, only the proxy knows.
 * @returns how a replay is recognized: only the sender can send an ID
 * @throws VerificationError
 */
export function evidenceOfCertificate(
  verification: ClientCertificateVerification,
  { clientCertificate, headers, body, now }: SignedRequest,
): ReplayEvidence {
  if (clientCertificate === undefined || clientCertificate === '')
    throw new VerificationError('The request came without a client certificate.');
  const certificate = readCertificate(clientCertificate);
  const { fingerprints, common_name } = verification;
  if (Date.parse(certificate.validTo) < now || Date.parse(certificate.validFrom) > now)
    throw new VerificationError('The client certificate has expired, or is not valid yet.');
  if (fingerprints !== undefined && !fingerprints.map(plain).includes(plain(certificate.fingerprint256)))
    throw new VerificationError('The fingerprint of the client certificate is a different one.');
  if (common_name !== undefined && certificate.toLegacyObject().subject?.CN !== common_name)
    throw new VerificationError('The common name of the client certificate is a different one.');
  const id = idOf(idSource(verification), headers, bodyValues(body), false);
  return id === null ? unsignedEvidence(null, body) : signedIdEvidence(id);
}

/** One certificate: repeated headers, which Node joins with a comma, do not match. */
const FORMS = /^(?:(?<pem>-----BEGIN[^,]*)|:?(?<der>[A-Za-z0-9+/]+=*):?)$/;

/** Reads a certificate as RFC 9440 encodes it, as PEM with percent-encoding (nginx, AWS), or as DER in base64. */
function readCertificate(text: string): X509Certificate {
  try {
    const { pem, der } = FORMS.exec(text.slice(0, MAX_LENGTH))!.groups!;
    return new X509Certificate(pem === undefined ? Buffer.from(der!, 'base64') : decodeURIComponent(pem));
  } catch {
    throw new VerificationError('The header with the client certificate cannot be read.');
  }
}

function plain(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}

/** What is wrong with a declared certificate, beyond what the schema checks. */
export function certificateFaults(verification: ClientCertificateVerification): Fault[] {
  const { fingerprints, common_name, id_header } = verification;
  const named: Fault[] = id_header === undefined ? [] : [['id_header', id_header]];
  const faults = headerFaults([...named, ...keptHeaders(verification)]);
  if (fingerprints === undefined && common_name === undefined)
    faults.push(['', "Set fingerprints or common_name to recognize the sender's certificate."]);
  return faults;
}
