import { generateKeyPair, hash } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, importJWK, SignJWT, type JWK } from 'jose';
import { randomBase62 } from '../../crypto/index.ts';
import type { Clock } from '../../system/clock.ts';

/** The algorithm that every provider with DPoP supports. */
const ALGORITHM = 'ES256';

const generate = promisify(generateKeyPair);

/** A request that a proof is for (RFC 9449, 4.2). */
interface ProvenRequest {
  method: string;
  url: string;
  /** Only with a request to a protected resource. */
  accessToken?: string | undefined;
  /** As the server has provided it (RFC 9449, 8). */
  nonce?: string | undefined;
}

/** The key pair that the tokens of a connection are bound to (RFC 9449). */
export interface DpopKey {
  /** SHA-256 of the public key (RFC 7638), which is `dpop_jkt` in authorization requests (RFC 9449, 10). */
  thumbprint: string;
  /** The private key, as JWK. It is stored encrypted, and never returned. */
  privateKey: string;
  /** A proof for one request, with a `jti` of its own (RFC 9449, 4.2). */
  prove(request: ProvenRequest): Promise<string>;
}

/** A new key pair, for a new connection. */
export async function newDpopKey(clock: Clock): Promise<DpopKey> {
  const { privateKey } = await generate('ec', { namedCurve: 'P-256' });
  return readDpopKey(JSON.stringify(privateKey.export({ format: 'jwk' })), clock);
}

/** @param privateKey as in `DpopKey` */
export async function readDpopKey(privateKey: string, clock: Clock): Promise<DpopKey> {
  const { d: _, ...jwk } = JSON.parse(privateKey) as JWK;
  const key = await importJWK(JSON.parse(privateKey) as JWK, ALGORITHM);
  return {
    thumbprint: await calculateJwkThumbprint(jwk),
    privateKey,
    prove: ({ method, url, accessToken, nonce }) =>
      new SignJWT({
        jti: randomBase62(24),
        htm: method,
        htu: withoutQuery(url),
        iat: Math.floor(clock() / 1000),
        ...(accessToken !== undefined && { ath: hash('sha256', accessToken, 'base64url') }),
        ...(nonce !== undefined && { nonce }),
      })
        .setProtectedHeader({ typ: 'dpop+jwt', alg: ALGORITHM, jwk })
        .sign(key),
  };
}

/** The target URI without query and fragment, as a URL is normalized (RFC 9449, 4.2 and 4.3). */
function withoutQuery(address: string): string {
  const url = new URL(address);
  url.search = '';
  url.hash = '';
  return url.href;
}
