import { randomBase62 } from '../../crypto/index.ts';
import type { ClientAssertion } from '../../schema/index.ts';
import type { Clock } from '../../system/clock.ts';
import { signJwt } from './signed-jwt.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Seconds. Long enough for clocks that differ a little. */
const DEFAULT_LIFETIME = 60;

interface Signer {
  clientId: string;
  /** The private key; with an HMAC algorithm, the client secret. */
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
  const { settings, clientId, tokenUrl, clock, secret } = signer;
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
  const jwt = await signJwt(claims, { algorithm, key_id: settings.key_id, secret });
  return settings.send_as === 'client_secret'
    ? { client_secret: jwt }
    : { client_assertion_type: ASSERTION_TYPE, client_assertion: jwt };
}
