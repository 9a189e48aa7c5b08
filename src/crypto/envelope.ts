import { randomBytes } from 'node:crypto';
import jose from 'node-jose';
import type { MasterKey } from './master-keys.ts';

/** What wraps a data key. Given on every decryption: without the list node-jose would accept PBES2 and its cost. */
const ALGORITHMS = ['A256GCMKW', 'A256GCM'];

/** A new data key and itself wrapped under the master key, as a compact JWE (RFC 7516, A256GCMKW). */
export async function newDataKey(
  tenantId: string,
  keyId: string,
  master: MasterKey,
): Promise<{ bytes: Buffer; wrapped: string }> {
  const bytes = randomBytes(32);
  return { bytes, wrapped: await wrapDataKey(bytes, tenantId, keyId, master) };
}

/** Wraps a data key; tenant and key id are in the protected header, so that a wrapped key cannot change places. */
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

/** @throws Error when it was wrapped under another master key, for another tenant, or was tampered with */
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
  if (tenant !== tenantId || key !== keyId) throw new Error('a wrapped data key is not where it belongs');
  return plaintext;
}

function asJwk(master: MasterKey): Promise<jose.JWK.Key> {
  return jose.JWK.asKey({ kty: 'oct', kid: master.id, k: master.bytes.toString('base64url'), use: 'enc' });
}
