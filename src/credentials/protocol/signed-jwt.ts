import { createPrivateKey, createPublicKey, hash, X509Certificate, type KeyObject } from 'node:crypto';
import { importJWK, SignJWT, type CryptoKey } from 'jose';
import { AppError } from '../../errors.ts';
import { isObject } from '../../system/json-type.ts';

/** What signs a JWT. */
export interface SigningKey {
  algorithm: string;
  /** The `kid` in the header (RFC 7515, 4.1.4). */
  key_id?: string | undefined;
  /** The private key, as PEM or JWK; with an HMAC algorithm, the client secret. */
  secret: string;
}

/**
 * A signed JWT (RFC 7519) with these claims. Those that are null or undefined are left out.
 * @throws AppError credential_incomplete if the secret is not a key that the algorithm can use
 */
export async function signJwt(
  claims: Readonly<Record<string, unknown>>,
  { algorithm, key_id, secret }: SigningKey,
): Promise<string> {
  const present = Object.entries(claims).filter(([, value]) => value !== null && value !== undefined);
  const header = {
    alg: algorithm,
    typ: 'JWT',
    ...(key_id !== undefined && { kid: key_id }),
    ...thumbprintsOf(secret),
  };
  const key = await keyOf(secret, algorithm);
  return new SignJWT(Object.fromEntries(present))
    .setProtectedHeader(header)
    .sign(key)
    .catch(() => {
      throw unusableKey(algorithm);
    });
}

/** Whether a text is or contains a private key: as PEM (RFC 7468) or as JWK (RFC 7517). */
export function isPrivateKey(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) || typeof jsonIn(text)?.['d'] === 'string';
}

/**
 * SHA-256 of the public key that belongs to a private key (DER, SubjectPublicKeyInfo), in base64, as Snowflake and
 * OpenSSL identify keys.
 * @throws AppError credential_incomplete if it is not a private key
 */
export function publicKeySha256(secret: string): string {
  const json = jsonIn(secret);
  if (typeof json?.['private_key'] === 'string') throw wholeKeyFile();
  try {
    const key =
      json === undefined ? createPrivateKey(pemIn(secret)) : createPrivateKey({ key: json, format: 'jwk' });
    return hash('sha256', createPublicKey(key).export({ type: 'spki', format: 'der' }), 'base64');
  } catch {
    throw noKey('client_secret must be a private key that is not encrypted, as PEM or JWK.');
  }
}

async function keyOf(secret: string, algorithm: string): Promise<CryptoKey | KeyObject | Uint8Array> {
  if (algorithm.startsWith('HS')) return new TextEncoder().encode(secret);
  const json = jsonIn(secret);
  if (typeof json?.['private_key'] === 'string') throw wholeKeyFile();
  try {
    return json === undefined
      ? createPrivateKey(pemIn(secret))
      : await importJWK(json as Record<string, string>, algorithm);
  } catch {
    throw unusableKey(algorithm);
  }
}

const PEM = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.*?)-----END \1-----/s;

/**
 * The private key in a text, with line breaks where OpenSSL needs them: they are written `\n` in JSON, and an input field
 * of one line drops them.
 */
function pemIn(text: string): string {
  const [, label, body = ''] = PEM.exec(text.replaceAll(/\\[nr]/g, '\n')) ?? [];
  if (label === undefined) throw new Error('not a private key');
  const lines = body.replaceAll(/\s/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * The thumbprints of the certificate that is entered with a private key (RFC 7515, 4.1.7 and 4.1.8): Microsoft finds the
 * key by them.
 */
function thumbprintsOf(secret: string): { x5t?: string; 'x5t#S256'?: string } {
  const [certificate] =
    /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/s.exec(secret.replaceAll(/\\[nr]/g, '\n')) ?? [];
  if (certificate === undefined) return {};
  try {
    const { raw } = new X509Certificate(certificate);
    return { x5t: hash('sha1', raw, 'base64url'), 'x5t#S256': hash('sha256', raw, 'base64url') };
  } catch {
    throw noKey('The certificate in client_secret cannot be read. Enter it as PEM, or leave it out.');
  }
}

function jsonIn(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function wholeKeyFile(): AppError {
  return noKey(
    'client_secret is a whole JSON key file. Enter only its member private_key as client_secret, and its client_email as client_id.',
  );
}

function unusableKey(algorithm: string): AppError {
  return noKey(
    `client_secret must be a private key for ${algorithm} that is not encrypted, as PEM (beginning with -----BEGIN PRIVATE KEY-----) or JWK.`,
  );
}

function noKey(detail: string): AppError {
  return new AppError('credential_incomplete', detail, { meta: { missing: ['client_secret'] } });
}
