/**
 * Decodes `text`, or returns undefined if it is not in canonical form (upper-case hex is allowed). Buffer skips what it
 * cannot decode, so many texts would be the same signature.
 */
export function decode(text: string, encoding: 'hex' | 'base64' | 'base64url'): Buffer | undefined {
  const bytes = Buffer.from(text, encoding);
  const canonical = encoding === 'hex' ? text.toLowerCase() : text;
  return bytes.toString(encoding) === canonical ? bytes : undefined;
}
