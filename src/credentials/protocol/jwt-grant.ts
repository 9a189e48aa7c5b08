import { randomBase62 } from '../../crypto/index.ts';
import type { JwtGrant } from '../../schema/index.ts';
import type { Clock } from '../../system/clock.ts';
import { publicKeySha256, signJwt } from './signed-jwt.ts';

const DEFAULT_LIFETIME = 300;
/** Seconds that `iat` is in the past. Providers refuse one in the future, and their clocks may be behind ours. */
const BACKDATED = 60;

/** The placeholder for the public key. It is filled when the JWT is signed, because a key can be being rotated. */
export const PUBLIC_KEY = 'public_key_sha256';

/** Milliseconds from its signing until a JWT expires. */
export function jwtLifetimeOf({ lifetime = DEFAULT_LIFETIME }: JwtGrant): number {
  return (lifetime - BACKDATED) * 1000;
}

/**
 * The JWT that is exchanged for tokens with the grant type jwt_bearer (RFC 7523, 2.1 and 3).
 * @throws AppError credential_incomplete if the signing key is not one that the algorithm can use
 */
export async function jwtGrantOf(signer: {
  clientId: string;
  /** The private key. */
  secret: string;
  /** Undefined if the JWT is the access token. */
  tokenUrl: string | undefined;
  /** As the request would send them; undefined if there are none. */
  scope: string | undefined;
  /** With placeholders filled in. */
  settings: JwtGrant;
  clock: Clock;
}): Promise<string> {
  const { clientId, secret, tokenUrl, scope, clock } = signer;
  const settings = withPublicKey(signer.settings, secret);
  const iat = Math.floor(clock() / 1000) - BACKDATED;
  const claims = {
    jti: randomBase62(24),
    iat,
    ...settings.claims,
    iss: settings.issuer ?? clientId,
    sub: settings.subject,
    aud: settings.audience === undefined ? tokenUrl : settings.audience,
    exp: iat + (settings.lifetime ?? DEFAULT_LIFETIME),
    scope: settings.scope === 'claim' ? scope : undefined,
  };
  return signJwt(claims, { algorithm: settings.algorithm ?? 'RS256', key_id: settings.key_id, secret });
}

function withPublicKey(settings: JwtGrant, secret: string): JwtGrant {
  const text = JSON.stringify(settings);
  if (!text.includes(`{${PUBLIC_KEY}}`)) return settings;
  // Base64 needs no escaping in JSON.
  return JSON.parse(text.replaceAll(`{${PUBLIC_KEY}}`, publicKeySha256(secret))) as JwtGrant;
}
