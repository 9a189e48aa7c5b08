import { decompressFor, isTooLarge } from './decompress.ts';
import { tooLarge, type Exchanged } from './exchange.ts';
import { OutboundError } from './outbound-error.ts';

/** A response body as text, as far as it could be read. */
export interface ResponseBody {
  text: string;
  /** Why it could not be read to the end: an OutboundError if it is unusable, or the error of the connection. */
  error: unknown;
}

/** Reads a body of up to `maxBytes` when decompressed. */
export async function readResponseBody(
  { headers, body, error }: Pick<Exchanged, 'headers' | 'body' | 'error'>,
  maxBytes: number,
): Promise<ResponseBody> {
  try {
    const bytes = await decompressed(body, headers['content-encoding'], maxBytes);
    // TextDecoder drops the byte order mark that some servers send, which is not part of JSON.
    return { text: new TextDecoder().decode(bytes), error };
  } catch (fault) {
    return { text: '', error: error ?? fault };
  }
}

/** Requests accept no encoding, but some servers compress anyway. */
async function decompressed(
  bytes: Buffer,
  header: string | string[] | undefined,
  maxBytes: number,
): Promise<Buffer> {
  const encoding = [header ?? 'identity'].flat().join(', ').toLowerCase();
  if (encoding === 'identity' || bytes.length === 0) return bytes;
  const decompress = decompressFor(encoding);
  if (decompress === undefined)
    throw unreadable('The response has a Content-Encoding that is not supported.');
  return decompress(bytes, { maxOutputLength: maxBytes }).catch((error: unknown) => {
    throw isTooLarge(error)
      ? tooLarge(maxBytes)
      : unreadable('The response could not be decompressed: it does not match its Content-Encoding.');
  });
}

function unreadable(message: string): OutboundError {
  return new OutboundError('unreadable', message, true);
}
