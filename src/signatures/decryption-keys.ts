import { createPrivateKey, type KeyObject } from 'node:crypto';
import { decode } from './encoding.ts';
import { VerificationError } from './verification-error.ts';

const MAX_KEYS = 3;

/** Shorter RSA keys can be broken, and longer ones take too long to decrypt with. */
const BITS = { least: 2048, most: 4096 };

/** A private key as PEM. Its line breaks may have been lost where it was pasted. */
const PEM = /-----BEGIN (RSA )?PRIVATE KEY-----([\sA-Za-z0-9+/=]+)-----END \1PRIVATE KEY-----/g;

/**
 * The RSA private keys in a text: PEM (RFC 7468), one after the other.
 * @throws VerificationError, which contains nothing of the text
 */
export function decryptionKeysOf(text: string): KeyObject[] {
  const keys = [...text.matchAll(PEM)].map(([, rsa, inPem = '']) => keyOf(inPem, rsa ? 'pkcs1' : 'pkcs8'));
  if (text.replaceAll(PEM, '').trim() !== '' || keys.length === 0 || keys.length > MAX_KEYS) throw fault();
  return keys;
}

/** Why a text is not valid as the decryption key of a webhook, as a sentence; undefined if it is. */
export function decryptionKeyFault(text: string): string | undefined {
  try {
    decryptionKeysOf(text);
    return undefined;
  } catch (error) {
    if (error instanceof VerificationError) return error.message;
    throw error;
  }
}

function keyOf(inPem: string, type: 'pkcs1' | 'pkcs8'): KeyObject {
  try {
    const key = createPrivateKey({
      key: decode(inPem.replaceAll(/\s/g, ''), 'base64')!,
      format: 'der',
      type,
    });
    const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
    if (key.asymmetricKeyType === 'rsa' && modulusLength >= BITS.least && modulusLength <= BITS.most)
      return key;
  } catch {
    // The error would contain details of the key.
  }
  throw fault();
}

function fault(): VerificationError {
  return new VerificationError(
    `decryption_key must be an RSA private key of ${BITS.least} to ${BITS.most} bits as PEM, without a passphrase, or up to ${MAX_KEYS} of them one after the other.`,
  );
}
