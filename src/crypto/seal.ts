import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Where a sealed value is stored. A ciphertext only decrypts in the place it was sealed for. */
export interface Place {
  tenant: string;
  table: string;
  row: string;
  column: string;
}

export interface DataKey {
  id: string;
  bytes: Buffer;
}

interface ProtectedHeader extends Place {
  alg: 'dir';
  enc: 'A256GCM';
  kid: string;
}

/**
 * A sealed value cannot be decrypted: it was moved, tampered with, or sealed with an unknown key. The message reveals
 * nothing about the content.
 */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * Seals a text as a compact JWE (RFC 7516: `dir`, A256GCM) whose protected header names its place. Uses node:crypto
 * directly because every request decrypts one; any JOSE library can decrypt it too.
 */
export function sealText(text: string, place: Place, key: DataKey): string {
  const header: ProtectedHeader = { alg: 'dir', enc: 'A256GCM', kid: key.id, ...onlyPlace(place) };
  const aad = Buffer.from(JSON.stringify(header)).toString('base64url');
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, iv).setAAD(Buffer.from(aad));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [
    aad,
    '',
    iv.toString('base64url'),
    ciphertext.toString('base64url'),
    cipher.getAuthTag().toString('base64url'),
  ].join('.');
}

/** A sealed value with its header parsed; `keyId` is the key that decrypts it. */
export interface Sealed {
  keyId: string;
  header: ProtectedHeader;
  /** The five parts of a compact JWE. */
  parts: string[];
}

/** @throws SealError if it is not a sealed value */
export function readSealed(sealed: string): Sealed {
  const parts = sealed.split('.');
  // The second part would be an encrypted key; with `dir` it is empty (RFC 7518, 4.5).
  if (parts.length !== 5 || parts[1] !== '') throw new SealError('a sealed value is damaged');
  try {
    const header = JSON.parse(Buffer.from(parts[0]!, 'base64url').toString()) as ProtectedHeader;
    return { keyId: header.kid, header, parts };
  } catch {
    throw new SealError('a sealed value is damaged');
  }
}

/** @throws SealError if the value was sealed for another place, with another key, or was tampered with */
export function openText({ header, parts }: Sealed, place: Place, key: DataKey): string {
  if (
    header.alg !== 'dir' ||
    header.enc !== 'A256GCM' ||
    header.tenant !== place.tenant ||
    header.table !== place.table ||
    header.row !== place.row ||
    header.column !== place.column
  ) {
    throw new SealError(`a sealed value belongs to another row or column (${place.table}.${place.column})`);
  }
  const [aad = '', , iv = '', ciphertext = '', tag = ''] = parts;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(iv, 'base64url'), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(aad)).setAuthTag(Buffer.from(tag, 'base64url'));
    const opened = decipher.update(Buffer.from(ciphertext, 'base64url'));
    // With GCM, update() returns everything; final() only checks the tag.
    decipher.final();
    return opened.toString('utf8');
  } catch {
    throw new SealError(`a sealed value cannot be decrypted (${place.table}.${place.column})`);
  }
}

/** Only these four members, in this order: the caller's object may have others, which must not end up in the header. */
function onlyPlace({ tenant, table, row, column }: Place): Place {
  return { tenant, table, row, column };
}
