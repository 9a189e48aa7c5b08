import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto';

/** A private key as providers let it be downloaded. */
export const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

interface Jwt {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

/** Verifies a signed JWT as these providers do: its signature, that it has not expired, and how long it is valid. */
export function verified(jwt: string | undefined, key: KeyObject, longest: number): Jwt {
  const [header = '', payload = '', signature = ''] = (jwt ?? '').split('.');
  const read = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const isPss = String(read(header)['alg']).startsWith('PS');
  const options = {
    key: createPublicKey(key),
    dsaEncoding: 'ieee-p1363',
    ...(isPss && { padding: constants.RSA_PKCS1_PSS_PADDING }),
  } as const;
  const signed = Buffer.from(`${header}.${payload}`);
  expect(verify('sha256', signed, options, Buffer.from(signature, 'base64url'))).toBe(true);
  const claims = read(payload);
  const now = Date.now() / 1000;
  expect(claims['exp']).toBeGreaterThan(now);
  expect(claims['exp']).toBeLessThanOrEqual(now + longest);
  return { header: read(header), claims };
}
