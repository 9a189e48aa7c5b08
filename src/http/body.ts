import type { IncomingMessage, ServerResponse } from 'node:http';
import readRaw from 'raw-body';
import { AppError } from '../errors.ts';
import { decompressFor, isTooLarge } from './decompress.ts';
import { askForBody, hasBody } from './unread-body.ts';

/** Reads request bodies up to a size limit. */
export interface BodyReader {
  /**
   * Call this before doing anything else with the request, so that the client learns early that its body is too large.
   * @throws AppError payload_too_large if its Content-Length exceeds the limit
   */
  assertFits(request: IncomingMessage): void;
  /**
   * Returns the decompressed bytes of a body, or undefined if the request has no body. Sends `100 Continue` to a client that
   * waits for it.
   * @throws AppError payload_too_large, unsupported_media_type, malformed_json
   */
  read(request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined>;
  /**
   * Decompresses a body that was read as sent. The limit also applies to the result.
   * @throws AppError payload_too_large, malformed_json
   */
  decompress(request: IncomingMessage, bytes: Buffer): Promise<Buffer>;
}

/**
 * @param limit in bytes, for the body as sent and for the decompressed body
 * @param options.asSent whether `read` returns a compressed body as it was sent; default false
 * @param options.tooLarge the error detail for a larger body
 */
export function createBodyReader(
  limit: number,
  { asSent = false, tooLarge = `The body is larger than ${limit} bytes.` } = {},
): BodyReader {
  const beyondLimit = () => new AppError('payload_too_large', tooLarge);

  function assertFits({ headers }: IncomingMessage): void {
    if (Number(headers['content-length'] ?? 0) > limit) throw beyondLimit();
  }

  async function read(request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> {
    if (!hasBody(request)) return undefined;
    assertFits(request);
    assertKnownEncoding(request);
    askForBody(request, response);
    const length = request.headers['content-length'];
    const bytes = await readRaw(request, { limit, ...(length !== undefined && { length }) }).catch(
      (error: unknown) => {
        throw sizeFault(error, beyondLimit);
      },
    );
    return asSent ? bytes : decompress(request, bytes);
  }

  async function decompress(request: IncomingMessage, bytes: Buffer): Promise<Buffer> {
    const work = decompressFor(encodingOf(request));
    if (work === undefined) return bytes;
    return work(bytes, { maxOutputLength: limit }).catch((error: unknown) => {
      throw isTooLarge(error)
        ? beyondLimit()
        : malformed('The body could not be decompressed. Check that it matches its Content-Encoding.', error);
    });
  }

  return { assertFits, read, decompress };
}

function sizeFault(error: unknown, beyondLimit: () => AppError): unknown {
  const { type } = error as { type?: string };
  if (type === 'entity.too.large') return beyondLimit();
  if (type === 'request.aborted' || type === 'request.size.invalid')
    return malformed(
      'The body ended early. It is shorter than its Content-Length, or the connection was closed.',
      error,
    );
  return error;
}

function malformed(detail: string, cause: unknown): AppError {
  return new AppError('malformed_json', detail, { source: { pointer: '' }, cause });
}

function encodingOf({ headers }: IncomingMessage): string {
  return (headers['content-encoding'] ?? 'identity').toLowerCase();
}

function assertKnownEncoding(request: IncomingMessage): void {
  const encoding = encodingOf(request);
  if (encoding === 'identity' || decompressFor(encoding) !== undefined) return;
  throw new AppError('unsupported_media_type', 'This Content-Encoding is not supported here.', {
    source: { header: 'Content-Encoding' },
  });
}
