import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib';

/** Decompresses up to `maxOutputLength` bytes. @throws Error with code ERR_BUFFER_TOO_LARGE if there are more */
export type Decompress = (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>;

const zlib: Decompress = promisify<Buffer, ZlibOptions, Buffer>(inflate);
const raw: Decompress = promisify<Buffer, ZlibOptions, Buffer>(inflateRaw);

const BY_ENCODING: ReadonlyMap<string, Decompress> = new Map([
  ['gzip', promisify<Buffer, ZlibOptions, Buffer>(gunzip)],
  ['deflate', (bytes, options) => (hasZlibHeader(bytes) ? zlib : raw)(bytes, options)],
  ['br', promisify<Buffer, ZlibOptions, Buffer>(brotliDecompress)],
]);

/** The function for a Content-Encoding; undefined if it is not supported. */
export function decompressFor(encoding: string): Decompress | undefined {
  const name = encoding.trim().toLowerCase();
  return BY_ENCODING.get(name === 'x-gzip' ? 'gzip' : name);
}

/** Whether decompressing failed only because there is too much data. */
export function isTooLarge(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
}

/** Some senders leave out the zlib header (RFC 9110, 8.4.1.2). The checksum in it is defined in RFC 1950, 2.2. */
function hasZlibHeader(bytes: Buffer): boolean {
  return bytes.length >= 2 && (bytes[0]! & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}
