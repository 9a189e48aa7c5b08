import { importJWK, importPKCS8, SignJWT, type CryptoKey, type KeyObject } from 'jose';
import { randomBase62 } from '../../crypto/index.ts';
import { AppError } from '../../errors.ts';
import type { ClientAssertion } from '../../schema/index.ts';
import type { Clock } from '../../system/clock.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Seconds. Long enough for clocks that differ a little. */
const DEFAULT_LIFETIME = 60;

interface Signer {
  clientId: string;
  /** The private key, as PEM (PKCS #8) or JWK; with an HMAC algorithm, the client secret. */
  secret: string;
  tokenUrl: string;
  kind: 'private_key_jwt' | 'client_secret_jwt';
  /** With placeholders filled in. */
  settings: ClientAssertion;
  clock: Clock;
}

/**
 * The fields with which a client authenticates by a signed JWT (RFC 7523, 2.2 and 3; OpenID Connect Core, 9).
 * @throws AppError credential_incomplete if the client secret is not a key that the algorithm can use
 */
export async function assertionFields(signer: Signer): Promise<Record<string, string>> {
  const { settings, clientId, tokenUrl, clock } = signer;
  const algorithm = settings.algorithm ?? (signer.kind === 'private_key_jwt' ? 'RS256' : 'HS256');
  const now = Math.floor(clock() / 1000);
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: tokenUrl,
    jti: randomBase62(24),
    iat: now,
    exp: now + (settings.lifetime ?? DEFAULT_LIFETIME),
    ...settings.claims,
  };
  const present = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
  const header = {
    alg: algorithm,
    typ: 'JWT',
    ...(settings.key_id !== undefined && { kid: settings.key_id }),
  };
  const key = await keyOf(signer.secret, algorithm);
  const jwt = await new SignJWT(present)
    .setProtectedHeader(header)
    .sign(key)
    .catch(() => {
      throw unusableKey(algorithm);
    });
  return settings.send_as === 'client_secret'
    ? { client_secret: jwt }
    : { client_assertion_type: ASSERTION_TYPE, client_assertion: jwt };
}

async function keyOf(secret: string, algorithm: string): Promise<CryptoKey | KeyObject | Uint8Array> {
  if (algorithm.startsWith('HS')) return new TextEncoder().encode(secret);
  try {
    const text = secret.trim();
    return text.startsWith('{')
      ? await importJWK(JSON.parse(text) as Record<string, string>, algorithm)
      : await importPKCS8(text, algorithm);
  } catch {
    throw unusableKey(algorithm);
  }
}

function unusableKey(algorithm: string): AppError {
  return new AppError(
    'credential_incomplete',
    `With this client authentication, client_secret must be a private key for ${algorithm}, as PEM (PKCS #8, beginning with -----BEGIN PRIVATE KEY-----) or JWK.`,
    { meta: { missing: ['client_secret'] } },
  );
}
