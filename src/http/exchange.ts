import type { Dispatcher } from 'undici';
import { OutboundError } from './outbound-error.ts';

/** The limits of an exchange. */
export interface ExchangeLimits {
  /** Milliseconds for all of it. */
  timeout: number;
  /** Maximum size of the response body as sent. */
  maxBytes: number;
  /** Milliseconds since the epoch. */
  clock: () => number;
}

/** A response as far as it arrived. */
export interface Exchanged {
  status: number;
  /** Names are in lower case. */
  headers: Record<string, string | string[] | undefined>;
  /** When the headers arrived. */
  receivedAt: number;
  body: Buffer;
  /** Why the body is incomplete: an OutboundError if it is too large, or the error of the connection. */
  error: unknown;
}

/** The time for an exchange is over. */
export class ExchangeTimeout extends Error {
  /** False only if the other side cannot have seen the request. */
  readonly maybeSent: boolean;

  constructor(maybeSent: boolean) {
    super('timeout');
    this.maybeSent = maybeSent;
  }
}

/**
 * Sends a request, and collects the response. Uses undici's `dispatch`, because the streams and abort signals of its
 * `request` cost more than twice as much as everything else that a small exchange does.
 * @throws ExchangeTimeout, or the error of the connection, if no headers arrived
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { timeout, maxBytes, clock }: ExchangeLimits,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let response: Omit<Exchanged, 'body' | 'error'> | undefined;
    let controller: Dispatcher.DispatchController | undefined;
    let isOver = false;

    function end(error?: unknown): void {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (response === undefined) reject(error as Error);
      else resolve({ ...response, body: Buffer.concat(chunks), error });
    }

    /** Nothing more is sent or read. A request that still waits for its connection is aborted when it starts. */
    function stop(error: Error): void {
      end(error);
      controller?.abort(error);
    }

    const timer = setTimeout(() => stop(new ExchangeTimeout(controller !== undefined)), timeout);
    dispatcher.dispatch(
      { ...request, headersTimeout: 0, bodyTimeout: 0 },
      {
        onRequestStart(started) {
          controller = started;
          if (isOver) started.abort(new ExchangeTimeout(false));
        },
        onResponseStart(_, status, headers) {
          // Others are interim responses (RFC 9110, 15.2).
          if (status >= 200) response = { status, headers, receivedAt: clock() };
        },
        onResponseData(_, chunk) {
          if (size + chunk.length > maxBytes) return stop(tooLarge(maxBytes));
          size += chunk.length;
          chunks.push(chunk);
        },
        onResponseEnd: () => end(),
        onResponseError: (_, error) => end(error),
      },
    );
  });
}

/** The response is larger than the maximum of bytes. */
export function tooLarge(maxBytes: number): OutboundError {
  return new OutboundError('unreadable', `The response is larger than ${maxBytes} bytes.`, true);
}
