import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { AppError } from '../../errors.ts';
import { isUsableForTls, type ClientCertificate } from '../../http/index.ts';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]+?)-----END \1-----/g;

/**
 * Reads the certificate of a client that authenticates by mutual TLS (RFC 8705, 2), its chain and its private key, from
 * PEM in any order.
 * @param now milliseconds since the epoch
 * @throws AppError credential_incomplete if it cannot be used, or is not valid now
 */
export function readClientCertificate(secret: string, now: number): ClientCertificate {
  const blocks = [...secret.matchAll(BLOCK)].map(([, label = '', body = '']) => ({
    label,
    isEncrypted: label.startsWith('ENCRYPTED') || body.includes('ENCRYPTED'),
    text: inLines(label, body),
  }));
  const certificates = blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ text }) => text);
  const key = blocks.find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (certificates.length === 0 || key === undefined) throw unusable(EXPECTED);
  if (key.isEncrypted)
    throw unusable('The private key in client_secret is encrypted. Enter it without a passphrase.');
  const chain = certificates.map((text) => ({ text, certificate: parsed(text) }));
  const privateKey = keyIn(key.text);
  const own = chain.find(({ certificate }) => certificate.checkPrivateKey(privateKey));
  if (own === undefined)
    throw unusable(
      'The private key in client_secret does not belong to its certificate. Enter the certificate together with its own private key.',
    );
  assertValidAt(own.certificate, now);
  // The client's own certificate comes first (RFC 8446, 4.4.2).
  const cert = [own, ...chain.filter((one) => one !== own)].map(({ text }) => text).join('\n');
  return assertAcceptable({ cert, key: key.text });
}

/** PEM in lines (RFC 7468, 2), because a field of a form may have removed the line breaks, or a shell escaped them. */
function inLines(label: string, body: string): string {
  const lines = body.replaceAll(/\s|\\n/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
}

function parsed(text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw unusable(EXPECTED);
  }
}

function keyIn(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw unusable(EXPECTED);
  }
}

function assertValidAt({ validFrom, validTo }: X509Certificate, now: number): void {
  const [start, end] = [Date.parse(validFrom), Date.parse(validTo)];
  if (end < now)
    throw unusable(
      `The certificate in client_secret expired on ${dateOf(end)}. Enter a new one with its private key.`,
    );
  if (start > now) throw unusable(`The certificate in client_secret is not valid before ${dateOf(start)}.`);
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Fails now, rather than during a request, if TLS does not accept the key or the signature, such as one with MD5. */
function assertAcceptable(pair: ClientCertificate): ClientCertificate {
  if (isUsableForTls(pair)) return pair;
  throw unusable(
    'The certificate or the private key in client_secret is too weak or of a kind that TLS does not accept. Enter another one.',
  );
}

const EXPECTED =
  'With the client authentication tls_client_auth, client_secret must contain the certificate (-----BEGIN CERTIFICATE-----), any intermediate certificates, and the private key (-----BEGIN PRIVATE KEY-----) as PEM.';

function unusable(detail: string): AppError {
  return new AppError('credential_incomplete', detail, { meta: { missing: ['client_secret'] } });
}
