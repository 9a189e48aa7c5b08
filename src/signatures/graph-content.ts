import {
  createDecipheriv,
  createHmac,
  privateDecrypt,
  randomBytes,
  timingSafeEqual,
  constants,
  type KeyObject,
} from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { getNodeValue, parseTree, type Node } from 'jsonc-parser';
import type { MicrosoftGraphVerification } from '../schema/index.ts';
import { MAX_DOCUMENT_DEPTH, parseJson } from '../system/json-depth.ts';
import { isObject } from '../system/json-type.ts';
import { decode } from './encoding.ts';
import { edited, notificationsIn, propertiesOf, valueOf } from './notifications.ts';
import { VerificationError } from './verification-error.ts';

const ENCRYPTED = 'encryptedContent';
const DECRYPTED = 'decryptedContent';

/** AES-256. */
const KEY_BYTES = 32;

/**
 * Decrypts the resource data in the notifications of a verified request. `decryptedContent` then stands in place of
 * `encryptedContent`; the rest of the body stays byte for byte.
 * https://learn.microsoft.com/graph/change-notifications-with-resource-data#decrypting-resource-data-from-change-notifications
 * @param keys the private keys in use
 * @throws VerificationError for the entire request if one notification cannot be decrypted
 */
export async function decryptNotifications(
  { certificate_ids }: MicrosoftGraphVerification,
  body: Buffer,
  keys: readonly KeyObject[],
): Promise<Buffer> {
  const text = body.toString('utf8');
  const edits: { at: Node; by: string }[] = [];
  for (const notification of notificationsIn(parseTree(text)!)) {
    const encrypted = encryptedIn(notification);
    if (encrypted === undefined) continue;
    // Each takes milliseconds, so let other requests use this thread in between.
    await setImmediate();
    edits.push({ at: encrypted, by: `"${DECRYPTED}":${decrypted(encrypted, keys, certificate_ids)}` });
  }
  return Buffer.from(edited(text, edits));
}

/** @returns the property; undefined for a notification without resource data */
function encryptedIn(notification: Node): Node | undefined {
  // A sender that knows only the secret could otherwise pass its own content off as that of Microsoft Graph.
  if (propertiesOf(notification, DECRYPTED).length > 0)
    throw new VerificationError(`A notification has ${DECRYPTED}, which Microsoft Graph does not send.`);
  const [encrypted, ...more] = propertiesOf(notification, ENCRYPTED);
  if (more.length > 0) throw new VerificationError(`A notification has ${ENCRYPTED} more than once.`);
  return encrypted === undefined || valueOf(encrypted).type === 'null' ? undefined : encrypted;
}

/** @returns JSON text */
function decrypted(property: Node, keys: readonly KeyObject[], certificateIds?: readonly string[]): string {
  const content: unknown = getNodeValue(valueOf(property));
  const textOf = (name: string): string => {
    const value = isObject(content) && Object.hasOwn(content, name) ? content[name] : undefined;
    if (typeof value === 'string') return value;
    throw new VerificationError(`${ENCRYPTED} has no ${name}, or it is not a string.`);
  };
  const bytesOf = (name: string): Buffer => {
    const bytes = decode(textOf(name), 'base64');
    if (bytes !== undefined) return bytes;
    throw new VerificationError(`${name} of ${ENCRYPTED} is not base64.`);
  };
  if (certificateIds !== undefined && !certificateIds.includes(textOf('encryptionCertificateId')))
    throw new VerificationError(
      'The encryptionCertificateId of a notification is not one of certificate_ids.',
    );
  const data = bytesOf('data');
  const key = keyThatSigned({ data, dataKey: bytesOf('dataKey'), signature: bytesOf('dataSignature') }, keys);
  if (key === undefined)
    throw new VerificationError(
      'The content of a notification cannot be decrypted: it was encrypted for another certificate, or it was modified.',
    );
  return contentOf(data, key);
}

/**
 * The symmetric key with which the data is signed. A key that cannot be decrypted is treated like one that signed
 * something else, so that a response never shows whether decrypting it failed.
 */
function keyThatSigned(
  { data, dataKey, signature }: { data: Buffer; dataKey: Buffer; signature: Buffer },
  keys: readonly KeyObject[],
): Buffer | undefined {
  const symmetric = keys.map((key) => symmetricKey(dataKey, key));
  return symmetric.find((key) => {
    const expected = createHmac('sha256', key).update(data).digest();
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  });
}

function symmetricKey(dataKey: Buffer, key: KeyObject): Buffer {
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const bytes = privateDecrypt({ key, padding, oaepHash: 'sha1' }, dataKey);
    if (bytes.length === KEY_BYTES) return bytes;
  } catch {
    // Not encrypted for this key.
  }
  return randomBytes(KEY_BYTES);
}

/** Called only for data with a valid signature. @returns JSON text */
function contentOf(data: Buffer, key: Buffer): string {
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
    const bytes = Buffer.concat([decipher.update(data), decipher.final()]);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (parseJson(text, MAX_DOCUMENT_DEPTH) !== undefined) return text;
  } catch {
    // The padding or the encoding is wrong.
  }
  throw new VerificationError('The decrypted content of a notification is not JSON.');
}
