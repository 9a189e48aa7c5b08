import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Where a sealed value lives. A ciphertext opens only in the place it was sealed for. */
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

/** A sealed value that does not open: moved, tampered with, or of an unknown key. Says nothing of the content. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * Seals a text as a compact JWE (RFC 7516: `dir`, A256GCM) whose protected header names its place. Written with
 * node:crypto, because a read opens one on every request; any JOSE library opens it too.
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

/** A sealed value whose header has been read: `keyId` says which key opens it. */
export interface Sealed {
  keyId: string;
  header: ProtectedHeader;
  /** The five parts of a compact JWE. */
  parts: string[];
}

/** @throws SealError when it is not a sealed value */
export function readSealed(sealed: string): Sealed {
  const parts = sealed.split('.');
  // The second part would be an encrypted key; with `dir` there is none (RFC 7518, 4.5).
  if (parts.length !== 5 || parts[1] !== '') throw new SealError('a sealed value is damaged');
  try {
    const header = JSON.parse(Buffer.from(parts[0]!, 'base64url').toString()) as ProtectedHeader;
    return { keyId: header.kid, header, parts };
  } catch {
    throw new SealError('a sealed value is damaged');
  }
}

/** @throws SealError when the value was sealed for another place, with another key, or was tampered with */
export function openText({ header, parts }: Sealed, place: Place, key: DataKey): string {
  if (
    header.alg !== 'dir' ||
    header.enc !== 'A256GCM' ||
    header.tenant !== place.tenant ||
    header.table !== place.table ||
    header.row !== place.row ||
    header.column !== place.column
  ) {
    throw new SealError(`a sealed value is not where it belongs (${place.table}.${place.column})`);
  }
  const [aad = '', , iv = '', ciphertext = '', tag = ''] = parts;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(iv, 'base64url'), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(aad)).setAuthTag(Buffer.from(tag, 'base64url'));
    const opened = decipher.update(Buffer.from(ciphertext, 'base64url'));
    // GCM gives everything in update(); final() only checks the tag.
    decipher.final();
    return opened.toString('utf8');
  } catch {
    throw new SealError(`a sealed value does not open (${place.table}.${place.column})`);
  }
}

/** Only the four names, in one order: what else the caller's object carries does not belong in the header. */
function onlyPlace({ tenant, table, row, column }: Place): Place {
  return { tenant, table, row, column };
}
