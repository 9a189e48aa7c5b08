import { ParseFault } from './fault.ts';

/** Removes the byte order mark. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The character encodings other than UTF-8 that a Content-Type may name (WHATWG Encoding Standard, 4.2). */
const SUPPORTED = ['windows-1252', 'utf-16le', 'utf-16be'];

/**
 * The text of a body in the `charset` of its Content-Type, by default UTF-8. Many servers name Latin-1 without meaning
 * it, so text that is valid UTF-8 is read as such.
 * @throws ParseFault
 */
export function decodeText(body: Buffer, contentType: string | null): string {
  const charset = charsetOf(contentType, body);
  if (charset?.startsWith('utf-16') === true) return decodeUtf16(body, charset);
  try {
    return utf8.decode(body);
  } catch {
    if (charset === 'windows-1252') return decodeWindows1252(body);
    throw new ParseFault('The body is not valid UTF-8.');
  }
}

/** Decodes what percent-encoding stands for in a form, if it is not UTF-8; undefined if it cannot be. */
export function decodeEscapes(text: string, contentType: string | null): string | undefined {
  if (charsetOf(contentType) !== 'windows-1252' || /%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) =>
    decodeWindows1252(Buffer.from(escapes.replaceAll('%', ''), 'hex')),
  );
}

/** The name of the encoding; undefined if it is UTF-8, or unknown. */
function charsetOf(contentType: string | null, body?: Buffer): string | undefined {
  const [, label = ''] = /;\s*charset\s*=\s*"?([\w.:-]{1,40})"?/i.exec(contentType ?? '') ?? [];
  // Without a byte order mark, UTF-16 is big-endian (RFC 2781, 4.3).
  const isLittle = body?.[0] === 0xff && body[1] === 0xfe;
  const name = /^utf-?16$/i.test(label) ? (isLittle ? 'utf-16le' : 'utf-16be') : label;
  try {
    const { encoding } = new TextDecoder(name);
    return SUPPORTED.find((supported) => supported === encoding);
  } catch {
    return undefined;
  }
}

function decodeWindows1252(bytes: Buffer): string {
  // Not in one call, in which some versions of Node decode Latin-1 instead.
  return new TextDecoder('windows-1252').decode(bytes, { stream: true });
}

function decodeUtf16(body: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    throw new ParseFault('The body is not valid UTF-16, which its Content-Type names.');
  }
}
