/**
 * The bytes of `text`, or undefined when it is not the very form that encoding them gives, hex in capitals apart.
 * Buffer alone would pass over what it cannot read, so that many texts would be one signature.
 */
export function decode(text: string, encoding: 'hex' | 'base64'): Buffer | undefined {
  const bytes = Buffer.from(text, encoding);
  const canonical = encoding === 'hex' ? text.toLowerCase() : text;
  return bytes.toString(encoding) === canonical ? bytes : undefined;
}
