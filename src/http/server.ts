import { setTimeout as delay } from 'node:timers/promises';
import { createServer, IncomingMessage, ServerResponse, type RequestListener, type Server } from 'node:http';
import type { Express } from 'express';
import { awaitContinue, closeAfterEarlyResponse, hasBody } from './unread-body.ts';

/**
 * A node:http server for an Express app. Express replaces the prototype of every request and response, which slows the
 * objects down on older versions of Node. Objects that are created with these prototypes are left alone. Node 24 does
 * not have the problem and is faster without this.
 */
export function createHttpServer(app: Express): Server {
  const handle = app as unknown as RequestListener;
  const listener: RequestListener = (request, response) => {
    // The last response has been sent; requests pipelined after it are not answered (RFC 9112, 9.6).
    if (request.socket.writableEnded) return void request.socket.destroy();
    if (hasBody(request)) closeAfterEarlyResponse(request, response);
    handle(request, response);
  };
  const classes = Number(process.versions.node.split('.')[0]) >= 24 ? {} : withExpressPrototypes(app);
  const server = createServer(classes, listener);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse<IncomingMessage>) => {
    awaitContinue(request);
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    if (hasBody(request)) closeAfterEarlyResponse(request, response);
    response.writeHead(417, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end('The only supported Expect value is 100-continue.\n');
  });
  // Cuts off slow senders; the defaults would let them hold a connection for five minutes.
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  return server;
}

/**
 * Classes whose instances are created with Express's prototypes: ours are inserted at the end of its prototype chains.
 */
function withExpressPrototypes(app: Express) {
  class Request extends IncomingMessage {}
  class Response extends ServerResponse<Request> {}
  app.request = insertPrototype(app.request, Request.prototype) as typeof app.request;
  app.response = insertPrototype(app.response, Response.prototype) as typeof app.response;
  return { IncomingMessage: Request, ServerResponse: Response };
}

function insertPrototype(original: object, prototype: object): object {
  return Object.setPrototypeOf(prototype, original) as object;
}

/** Milliseconds for the last responses to be sent, after `finish` is done. */
const LAST_RESPONSES = 2_000;

/**
 * Accepts no new connections, lets in-flight requests finish for `timeout` milliseconds, then closes the remaining
 * connections.
 * @param finish called when that time is over, for work that must not be aborted; @returns whether it waited, in which
 * case there may be callers who can get their response now
 */
export async function stopServer(
  server: Server,
  timeout: number,
  finish: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections are kept alive, so one whose last request has just ended only becomes idle now.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cutOff = async (): Promise<void> => {
    const waited = await finish().catch(() => false);
    if (waited) await Promise.race([closed, delay(LAST_RESPONSES, undefined, { ref: false })]);
    server.closeAllConnections();
  };
  const timer = setTimeout(() => void cutOff(), timeout);
  await closed;
  clearInterval(sweep);
  clearTimeout(timer);
}
