import { createServer, IncomingMessage, ServerResponse, type RequestListener, type Server } from 'node:http';
import type { Express } from 'express';

/**
 * A node:http server for an Express app. Express replaces the prototype of every request and response, which on
 * older Nodes makes the objects slow for the rest of their lives. Objects that are born with these prototypes are
 * left alone. Node 24 does not mind, and is faster without.
 */
export function createHttpServer(app: Express): Server {
  const listener = app as unknown as RequestListener;
  const server =
    Number(process.versions.node.split('.')[0]) >= 24
      ? createServer(listener)
      : createServer(
          {
            IncomingMessage: bornAs(IncomingMessage, app.request),
            ServerResponse: bornAs(ServerResponse, app.response) as typeof ServerResponse<IncomingMessage>,
          },
          listener,
        );
  // Slow senders are cut off; the defaults would let them hold a connection for five minutes.
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  return server;
}

/** `Base`, whose instances have `prototype` from birth. */
function bornAs<Base extends object>(base: Base, prototype: object): Base {
  function Born(this: object, ...args: unknown[]): object {
    return Reflect.construct(base as unknown as new () => object, args, Born);
  }
  Born.prototype = prototype;
  return Born as unknown as Base;
}

/** Takes no new connections, lets requests in flight finish for `timeout` milliseconds, then cuts off the rest. */
export async function stopServer(server: Server, timeout: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cutOff = setTimeout(() => server.closeAllConnections(), timeout);
  await closed;
  clearTimeout(cutOff);
}
