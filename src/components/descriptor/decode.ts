import { DescriptorError, positionAt } from './descriptor-error.ts';
import { MAX_TEXT_BYTES } from './limits.ts';

/** Error message for files over the limits. */
export const TOO_LARGE =
  'The file is too large. The limit is 1 MiB without whitespace, and 2 MiB with whitespace.';

/**
 * Decodes a file. Keeps a byte order mark, so that the parser can report it.
 * @throws DescriptorError `too_large` or `not_utf8`
 */
export function decodeDescriptor(bytes: Uint8Array): string {
  if (bytes.byteLength > MAX_TEXT_BYTES) throw tooLarge();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notUtf8(bytes);
  }
}

export function tooLarge(): DescriptorError {
  return new DescriptorError('too_large', TOO_LARGE, { line: 1, column: 1 });
}

function notUtf8(bytes: Uint8Array): DescriptorError {
  const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  // Decoding replaced invalid bytes with U+FFFD, so the first byte that differs is invalid.
  const again = Buffer.from(lossy, 'utf8');
  let wrong = 0;
  while (wrong < bytes.length && bytes[wrong] === again[wrong]) wrong += 1;
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, wrong));
  return new DescriptorError(
    'not_utf8',
    'The file is not valid UTF-8. Save it as UTF-8.',
    positionAt(before, before.length),
  );
}
