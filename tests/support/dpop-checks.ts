import { hash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, type JWTPayload } from 'jose';
import type { SeenRequest } from './scripted-provider.ts';

/** What a server checks about DPoP proofs (RFC 9449, 4.3), and which it has seen. */
export class DpopChecker {
  /** The IDs of the proofs that were accepted. Each is accepted once. */
  readonly seen = new Set<string>();
  /** The thumbprints of their keys, in order. */
  readonly thumbprints: string[] = [];
  /** The nonces in all proofs, in order; undefined for none. */
  readonly nonces: unknown[] = [];

  /**
   * Why the proof of a request is refused; undefined if it is accepted.
   * @param url of the server, without a path
   * @param expected the nonce and the access token, if the proof must contain them
   */
  async faultIn(
    { method, path, headers }: Pick<SeenRequest, 'method' | 'path' | 'headers'>,
    url: string,
    expected: { nonce?: string; accessToken?: string } = {},
  ): Promise<string | undefined> {
    const { dpop } = headers;
    if (typeof dpop !== 'string') return 'there is no proof';
    try {
      const { payload, protectedHeader } = await jwtVerify(dpop, EmbeddedJWK, {
        typ: 'dpop+jwt',
        algorithms: ['ES256'],
        requiredClaims: ['jti', 'iat'],
        maxTokenAge: 60,
      });
      const { jwk } = protectedHeader;
      if (jwk === undefined || 'd' in jwk) return 'jwk is not a public key';
      this.nonces.push(payload['nonce']);
      const wrong = wrongClaim(payload, { htm: method, htu: `${url}${path}`, ...claimsOf(expected) });
      if (wrong !== undefined) return `${wrong} is ${String(payload[wrong])}`;
      if (this.seen.has(payload.jti!)) return 'the proof was used before';
      this.seen.add(payload.jti!);
      this.thumbprints.push(await calculateJwkThumbprint(jwk));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }
}

function claimsOf({ nonce, accessToken }: { nonce?: string; accessToken?: string }) {
  return { nonce, ath: accessToken === undefined ? undefined : hash('sha256', accessToken, 'base64url') };
}

/** Claims must have exactly these values. One that is undefined must be absent, except a nonce that nobody asked for. */
function wrongClaim(payload: JWTPayload, { nonce, ...claims }: Record<string, string | undefined>) {
  const expected = nonce === undefined ? claims : { ...claims, nonce };
  return Object.keys(expected).find((name) => payload[name] !== expected[name]);
}
