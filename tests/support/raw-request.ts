import { request, type ClientRequest } from 'node:http';
import type { TestApp } from './app.ts';

export interface RawRequest {
  method?: string;
  /** Sent unchanged, encoded or not. */
  path: string;
  /** A name may be repeated. */
  headers?: [name: string, value: string][];
  /** Several pieces are sent one by one, as chunks unless there is a Content-Length header. */
  body?: string | Buffer | Iterable<Buffer>;
}

/** Sends a request that no proper client sends. Resolves with the response even before the whole body is sent. */
export function sendRaw(
  { url }: Pick<TestApp, 'url'>,
  { method = 'POST', path, headers = [], body = '' }: RawRequest,
): Promise<{ status: number; text: string }> {
  const whole = typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : undefined;
  const { host, hostname, port } = new URL(url);
  const length = whole === undefined ? [] : ['Content-Length', String(whole.length)];
  return new Promise((resolve, reject) => {
    const sent = request({
      hostname,
      port,
      method,
      path,
      headers: ['Host', host, 'Connection', 'close', ...length, ...headers.flat()],
    });
    sent.on('response', (response) => {
      let text = '';
      const answered = () => {
        sent.destroy();
        resolve({ status: response.statusCode!, text });
      };
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', answered).on('error', answered);
    });
    // An error after the response has no effect.
    sent.on('error', reject);
    void sendPieces(sent, whole === undefined ? (body as Iterable<Buffer>) : [whole]);
  });
}

async function sendPieces(sent: ClientRequest, pieces: Iterable<Buffer>): Promise<void> {
  for (const piece of pieces) {
    if (sent.destroyed) return;
    if (!sent.write(piece)) await room(sent);
  }
  sent.end();
}

/** Resolves once more can be written or the request is closed. */
function room(sent: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      sent.off('drain', go).off('close', go);
      resolve();
    };
    sent.on('drain', go).on('close', go);
  });
}
