import { DescriptorError, positionAt } from './descriptor-error.ts';
import { MAX_DESCRIPTOR_BYTES } from './limits.ts';

/**
 * The text of a file's bytes. A byte order mark is kept, so that the parser can name it.
 * @throws DescriptorError `too_large` or `not_utf8`
 */
export function decodeDescriptor(bytes: Uint8Array): string {
  if (bytes.byteLength > MAX_DESCRIPTOR_BYTES) throw tooLarge();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notUtf8(bytes);
  }
}

/** The error for a text that is over the limit. */
export function tooLarge(): DescriptorError {
  return new DescriptorError('too_large', 'The file is larger than 2 MiB.', { line: 1, column: 1 });
}

function notUtf8(bytes: Uint8Array): DescriptorError {
  const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  // Decoding put U+FFFD where a byte was wrong, so the first byte that differs is the wrong one.
  const again = Buffer.from(lossy, 'utf8');
  let wrong = 0;
  while (wrong < bytes.length && bytes[wrong] === again[wrong]) wrong += 1;
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, wrong));
  return new DescriptorError('not_utf8', 'The file is not UTF-8.', positionAt(before, before.length));
}
