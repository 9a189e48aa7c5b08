import { createServer, IncomingMessage, ServerResponse, type RequestListener, type Server } from 'node:http';
import type { Express } from 'express';

/**
 * A node:http server for an Express app. Express replaces the prototype of every request and response, which on
 * older Nodes makes the objects slow for the rest of their lives. Objects that are born with these prototypes are
 * left alone. Node 24 does not mind, and is faster without.
 */
export function createHttpServer(app: Express): Server {
  const listener = app as unknown as RequestListener;
  const born = Number(process.versions.node.split('.')[0]) >= 24 ? {} : bornAs(app);
  const server = createServer(born, listener);
  // Slow senders are cut off; the defaults would let them hold a connection for five minutes.
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  return server;
}

/** Classes whose instances have Express's prototypes from birth: ours are put at the end of its chains. */
function bornAs(app: Express) {
  class Request extends IncomingMessage {}
  class Response extends ServerResponse<Request> {}
  app.request = replacing(app.request, Request.prototype) as typeof app.request;
  app.response = replacing(app.response, Response.prototype) as typeof app.response;
  return { IncomingMessage: Request, ServerResponse: Response };
}

function replacing(original: object, prototype: object): object {
  return Object.setPrototypeOf(prototype, original) as object;
}

/** Takes no new connections, lets requests in flight finish for `timeout` milliseconds, then cuts off the rest. */
export async function stopServer(server: Server, timeout: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections are kept alive: one whose last request has just ended is idle only now.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cutOff = setTimeout(() => server.closeAllConnections(), timeout);
  await closed;
  clearInterval(sweep);
  clearTimeout(cutOff);
}
