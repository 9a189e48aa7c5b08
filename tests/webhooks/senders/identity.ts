import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { exportJWK } from 'jose';
import type { Verification } from '../../../src/signatures/index.ts';
import type { SenderSample } from '../../../src/schema/index.ts';
import { selfSigned } from '../../support/self-signed.ts';

/** What a sender signs with. */
export interface Identity {
  /** The secret of the webhook; undefined if the sender only has keys that it publishes. */
  secret?: string;
  /** Only the sender has the private key of its samples, so a test plays it with another one. */
  privateKey?: KeyObject;
  /** What the sender publishes, by URL. */
  keys: Readonly<Record<string, string>>;
}

const PAIRS = {
  ed25519: () => generateKeyPairSync('ed25519'),
  ecdsa: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

/** The identity of the sample's sender in a test: that of the sample if anyone can sign with it. */
export async function identityOf(
  { secret, keys = {} }: SenderSample,
  verification: Verification,
): Promise<Identity> {
  const own = { ...(secret !== undefined && { secret }), keys: keys as Record<string, string> };
  if (verification.type === 'public_key') {
    const [kind] = verification.algorithm.split('_') as [keyof typeof PAIRS];
    const { publicKey, privateKey } = PAIRS[kind]();
    return {
      secret: publicKey.export({ format: 'pem', type: 'spki' }).toString().trim(),
      privateKey,
      keys: {},
    };
  }
  if (verification.type === 'sns' || verification.type === 'paypal') {
    const { key, cert } = selfSigned({ rsa: true });
    const [url] = Object.keys(keys);
    return { privateKey: createPrivateKey(key), keys: { [url!]: cert } };
  }
  const [algorithm = ''] = verification.type === 'jwt' ? verification.algorithms : [];
  if (verification.type !== 'jwt' || algorithm.startsWith('HS')) return own;
  const { publicKey, privateKey } = algorithm.startsWith('ES') ? PAIRS.ecdsa() : PAIRS.rsa();
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: algorithm };
  const { jwks_url } = verification;
  return jwks_url === undefined
    ? { secret: JSON.stringify(jwk), privateKey, keys: {} }
    : { privateKey, keys: { [jwks_url]: JSON.stringify({ keys: [jwk] }) } };
}
