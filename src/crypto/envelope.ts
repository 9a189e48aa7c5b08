import { randomBytes } from 'node:crypto';
import jose from 'node-jose';
import type { MasterKey } from './master-keys.ts';

/**
 * The algorithms that wrap a data key. Passed on every decryption: without the list, node-jose would accept PBES2 with
 * any iteration count.
 */
const ALGORITHMS = ['A256GCMKW', 'A256GCM'];

/** Generates a data key and wraps it with the master key, as a compact JWE (RFC 7516, A256GCMKW). */
export async function newDataKey(
  tenantId: string,
  keyId: string,
  master: MasterKey,
): Promise<{ bytes: Buffer; wrapped: string }> {
  const bytes = randomBytes(32);
  return { bytes, wrapped: await wrapDataKey(bytes, tenantId, keyId, master) };
}

/**
 * Wraps a data key. Tenant and key ID are in the protected header, so that a wrapped key cannot be moved to another
 * row.
 */
export async function wrapDataKey(
  bytes: Buffer,
  tenantId: string,
  keyId: string,
  master: MasterKey,
): Promise<string> {
  const key = await asJwk(master);
  const fields = { alg: 'A256GCMKW', kid: master.id, tenant: tenantId, key: keyId };
  return (await jose.JWE.createEncrypt({ format: 'compact', contentAlg: 'A256GCM', fields }, key)
    .update(bytes)
    .final()) as unknown as string;
}

/** @throws Error if it was wrapped with another master key, for another tenant, or was tampered with */
export async function unwrapDataKey(
  wrapped: string,
  tenantId: string,
  keyId: string,
  master: MasterKey,
): Promise<Buffer> {
  const { header, plaintext } = await jose.JWE.createDecrypt(await asJwk(master), {
    algorithms: ALGORITHMS,
  }).decrypt(wrapped);
  const { tenant, key } = header as { tenant?: string; key?: string };
  if (tenant !== tenantId || key !== keyId)
    throw new Error('a wrapped data key belongs to another tenant or row');
  return plaintext;
}

function asJwk(master: MasterKey): Promise<jose.JWK.Key> {
  return jose.JWK.asKey({ kty: 'oct', kid: master.id, k: master.bytes.toString('base64url'), use: 'enc' });
}
