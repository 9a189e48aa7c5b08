import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { jwtVerify } from 'jose';

/** What a provider demands of the JWT in a token request (RFC 7523, 3). */
export interface JwtDemands {
  /** The public key that is registered for the issuer. */
  key: KeyObject;
  issuer: string;
  /** The exact values; undefined if the claim must be absent. */
  subject: string | undefined;
  audience: string | undefined;
  scope: string | undefined;
  /** Seconds that `exp` may be in the future. */
  longest: number;
}

/** Seconds. The provider's clock is behind, and it refuses a JWT from the future. */
const BEHIND = 45;

/** Why a provider refuses a JWT; undefined if it accepts it. */
export async function faultOfJwt(jwt: string | undefined, demands: JwtDemands): Promise<string | undefined> {
  const now = Math.floor(Date.now() / 1000) - BEHIND;
  try {
    const { payload } = await jwtVerify(jwt ?? '', demands.key, {
      algorithms: ['RS256'],
      currentDate: new Date(now * 1000),
      requiredClaims: ['iat', 'exp'],
    });
    const { iat = 0, exp = 0 } = payload;
    if (iat > now) return 'iat is in the future';
    if (exp - now > demands.longest) return 'exp is too far in the future';
    const { issuer: iss, subject: sub, audience: aud, scope } = demands;
    const wrong = Object.entries({ iss, sub, aud, scope }).find(([name, value]) => payload[name] !== value);
    return wrong && `${wrong[0]} is ${String(payload[wrong[0]])}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** An RSA key pair, with the private key as PEM. */
export function rsaKey(type: 'pkcs8' | 'pkcs1' = 'pkcs8'): { publicKey: KeyObject; pem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { publicKey, pem: privateKey.export({ type, format: 'pem' }).toString() };
}
