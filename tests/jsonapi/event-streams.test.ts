import express, { type Request, type Response } from 'express';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEventStreams, type EventStreams, type MessageSource } from '../../src/jsonapi/index.ts';

let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const listener = (source: MessageSource) => ({
  open: () => Promise.resolve(source),
  check: () => Promise.resolve(),
});

/** Serves streams from `source`. @returns a client that has opened one, and a promise of the end of `send` */
async function serve(streams: EventStreams, source: MessageSource) {
  const app = express();
  let ended!: Promise<unknown>;
  app.get('/', (incoming: Request, response: Response) => {
    ended = streams.send({ request: incoming, response, tenantId: 't' }, listener(source));
  });
  server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = request(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  client.on('error', () => undefined).end();
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return { client, response, ended: () => ended };
}

/** A source that never ends, and counts how many messages were taken from it. */
function endless() {
  const source = {
    start: '0',
    taken: 0,
    next: () => {
      source.taken += 1;
      return Promise.resolve({ id: '1', event: 'e', data: { text: 'x'.repeat(100_000) } });
    },
  };
  return source;
}

test('a client that never reads is disconnected, after as many messages as fit into the buffers', async () => {
  const source = endless();
  const { ended } = await serve(createEventStreams({ stall: 300 }), source);
  await ended();
  expect(source.taken).toBeLessThan(400);
});

test('a client that leaves ends its stream and makes room for another', async () => {
  const streams = createEventStreams({ total: 1 });
  const { client, ended } = await serve(streams, endless());
  client.destroy();
  await ended();
  const response = { headersSent: false, on: () => undefined } as unknown as Response;
  const open = () => Promise.reject(new Error('admitted'));
  const exchange = { request: {} as Request, response, tenantId: 'u' };
  await expect(streams.send(exchange, { open, check: open })).rejects.toThrow('admitted');
});

test('no more streams than the limit of the process are open', async () => {
  const streams = createEventStreams({ total: 1 });
  await serve(streams, endless());
  const exchange = { request: {} as Request, response: {} as Response, tenantId: 'u' };
  await expect(streams.send(exchange, listener(endless()))).rejects.toMatchObject({
    code: 'rate_limited',
    retryAfter: 10,
  });
});
