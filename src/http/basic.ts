const HEADER = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/** Whether a header contains exactly these credentials, with nothing after them. */
export function isBasicOf(header: string, name: string, password: string): boolean {
  return HEADER.exec(header)?.[1] === Buffer.from(`${name}:${password}`).toString('base64');
}

/**
 * Parses HTTP Basic credentials (RFC 7617). Decoders skip characters that are not base64, so text that does not
 * re-encode to exactly what was sent is rejected: junk after the padding, stray bits, bytes that are not UTF-8.
 * @returns undefined for anything other than Basic credentials with a colon
 */
export function readBasic(header: string): { name: string; password: string } | undefined {
  const encoded = HEADER.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0 || Buffer.from(text).toString('base64') !== encoded) return undefined;
  return { name: text.slice(0, colon), password: text.slice(colon + 1) };
}
