import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * How long the rest of a body is read after the response has been sent: in total, and without receiving a byte. Both in
 * milliseconds.
 */
const MAX_TIME = 30_000;
const MAX_SILENCE = 5_000;

const awaitingContinue = new WeakSet<IncomingMessage>();

/** Whether a request has a body, even an empty one (RFC 9112, 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined;
}

/** Marks a client that waits for `100 Continue` before it sends the body (RFC 9110, 10.1.1). */
export function awaitContinue(request: IncomingMessage): void {
  awaitingContinue.add(request);
}

/** Call this before reading a body: sends `100 Continue` if the client is waiting for it. */
export function askForBody(request: IncomingMessage, response: ServerResponse): void {
  if (awaitingContinue.delete(request)) response.writeContinue();
}

/**
 * A response that is sent before the entire body has arrived closes the connection. The rest of the body is read and
 * discarded for a while: if the socket were closed with unread bytes, the kernel would reset the connection, and a
 * client that is still sending would never see the response (RFC 9112, 9.6).
 */
export function closeAfterEarlyResponse(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const { writeHead } = response;
  response.writeHead = ((...head: Parameters<typeof writeHead>) => {
    if (!request.complete) response.shouldKeepAlive = false;
    return writeHead.apply(response, head);
  }) as typeof writeHead;
  // Node calls this after the last response on a connection.
  socket.destroySoon = () => {
    Reflect.deleteProperty(socket, 'destroySoon');
    if (request.complete) socket.destroySoon();
    else discardRest(request);
  };
}

function discardRest(request: IncomingMessage): void {
  const { socket } = request;
  socket.end();
  socket.setTimeout(MAX_SILENCE);
  const timer = setTimeout(() => socket.destroy(), MAX_TIME).unref();
  request.once('close', () => {
    clearTimeout(timer);
    socket.destroy();
  });
  request.resume();
}
