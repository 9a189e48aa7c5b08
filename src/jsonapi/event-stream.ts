import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { AppError } from '../errors.ts';
import { isId } from '../system/ids.ts';
import { errorDocument, knownError } from './errors.ts';

/** Server-sent events (HTML Living Standard, 9.2). */
const EVENT_STREAM = 'text/event-stream';

/** Milliseconds between two looks for new messages. */
const POLL = 500;
/** Milliseconds without a message after which a comment is sent, so that proxies keep the connection open. */
const HEARTBEAT = 15_000;

/** One message of a stream. A client that reconnects sends its `id` as Last-Event-ID. */
interface StreamMessage {
  id: string;
  event: string;
  data: object;
}

/** The messages of a log from a position on. */
export interface MessageSource {
  /** The ID after which it starts. Sent first, so that a client that reconnects before the first message misses none. */
  start: string;
  /** Returns the next message; undefined until one is available. */
  next(): Promise<StreamMessage | undefined>;
}

/** Sends logs as streams, and limits how many there are. */
export interface EventStreams {
  /**
   * Sends messages until the client disconnects, may no longer read them, or stops reading.
   * @param listener.check is called at least once per poll
   * @throws AppError rate_limited if there are too many streams, or what `open` and `check` throw before the first byte
   */
  send(
    exchange: { request: Request; response: Response; tenantId: string },
    listener: { open(): Promise<MessageSource>; check(): Promise<void> },
  ): Promise<void>;
  /** Ends all streams. Clients reconnect to another process and continue. */
  stop(): void;
}

/**
 * @param limits.total streams of this process; each holds at most one message in memory
 * @param limits.perTenant streams of one tenant in this process
 * @param limits.stall milliseconds after which a client that does not read is disconnected
 */
export function createEventStreams({ total = 64, perTenant = 8, stall = 30_000 } = {}): EventStreams {
  const open = new Map<AbortController, string>();

  function admit(tenantId: string): AbortController {
    const ofTenant = [...open.values()].filter((id) => id === tenantId).length;
    if (open.size >= total || ofTenant >= perTenant)
      throw new AppError(
        'rate_limited',
        'Too many event streams are open. Close one, or wait until another client does.',
        { retryAfter: 10 },
      );
    const ending = new AbortController();
    open.set(ending, tenantId);
    return ending;
  }

  return {
    async send({ request, response, tenantId }, listener) {
      const ending = admit(tenantId);
      response.on('close', () => ending.abort());
      try {
        const source = await listener.open();
        begin(response, source);
        if (request.method !== 'HEAD') await sendMessages(response, source, listener, ending.signal, stall);
      } catch (error) {
        const { known } = knownError(error);
        if (!response.headersSent || known === undefined || known.status >= 500) throw error;
        // Why the client may no longer read.
        const document = errorDocument(known, request.requestId);
        response.write(`event: error\ndata: ${JSON.stringify(document)}\n\n`);
      } finally {
        open.delete(ending);
        if (response.headersSent) response.end();
      }
    },
    stop() {
      for (const ending of open.keys()) ending.abort();
    },
  };
}

/** Whether the client asks for a stream by name. Others get JSON:API, also if they accept everything. */
export function asksForStream(accept: string | undefined): boolean {
  return (accept ?? '')
    .split(',')
    .some((range) => range.split(';')[0]!.trim().toLowerCase() === EVENT_STREAM);
}

/** The ID of the last message that the client received. @throws AppError invalid_header */
export function lastEventId({ headers }: Request): string | undefined {
  const id = headers['last-event-id'];
  if (id === undefined || id === '' || isId(id)) return (id as string | undefined) || undefined;
  throw new AppError('invalid_header', 'Last-Event-ID must be the id of a message of this stream.', {
    source: { header: 'Last-Event-ID' },
  });
}

function begin(response: Response, { start }: MessageSource): void {
  response.statusCode = 200;
  response.setHeader('Content-Type', EVENT_STREAM);
  // Asks nginx not to buffer the response.
  response.setHeader('X-Accel-Buffering', 'no');
  response.flushHeaders();
  // Without data, it is no message and only sets the last event ID.
  if (response.req.method !== 'HEAD') response.write(`id: ${start}\n\n`);
}

async function sendMessages(
  response: Response,
  source: MessageSource,
  { check }: { check(): Promise<void> },
  ended: AbortSignal,
  stall: number,
): Promise<void> {
  let quietSince = performance.now();
  let checkedAt = performance.now();
  while (!ended.aborted) {
    if (performance.now() - checkedAt >= POLL) {
      await check();
      checkedAt = performance.now();
    }
    const message = await source.next();
    if (message === undefined) {
      if (performance.now() - quietSince >= HEARTBEAT) {
        await write(response, ':\n\n', ended, stall);
        quietSince = performance.now();
      }
      await delay(POLL, undefined, { signal: ended }).catch(() => undefined);
      continue;
    }
    const { id, event, data } = message;
    await write(response, `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`, ended, stall);
    quietSince = performance.now();
  }
}

/** Waits until the client has read enough to take more. One that does not read is disconnected. */
async function write(response: Response, text: string, ended: AbortSignal, stall: number): Promise<void> {
  if (ended.aborted || response.write(text)) return;
  const late = AbortSignal.timeout(stall);
  await once(response, 'drain', { signal: AbortSignal.any([ended, late]) }).catch(() => {
    if (late.aborted) response.destroy();
  });
}
