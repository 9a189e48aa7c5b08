import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a scripted provider has received. */
export interface SeenRequest {
  method: string;
  host: string;
  path: string;
  /** The path with the query, as it was sent. */
  target: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  /** The fields of a form or a JSON object. */
  fields: Record<string, string>;
  contentType: string;
  /** The body, as it was sent. */
  text: string;
}

export interface ScriptedResponse {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: object | string;
}

type Respond = (request: SeenRequest) => ScriptedResponse | object | Promise<ScriptedResponse | object>;

/** What a provider responds, by method and path, such as `POST /token`. */
export type Script = Record<string, Respond>;

export interface ScriptedProvider {
  url: string;
  requests: SeenRequest[];
  /** The requests to a path. */
  at(path: string): SeenRequest[];
  close(): Promise<void>;
}

/** A provider over real HTTP on loopback that behaves as a test describes. Any other request gets a 404. */
export async function scriptedProvider(script: Script): Promise<ScriptedProvider> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) =>
    respondWith(request, response, (seen) => {
      requests.push(seen);
      const respond = script[`${seen.method} ${seen.path}`];
      return respond === undefined ? NOT_FOUND : respond(seen);
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    at: (path) => requests.filter((request) => request.path === path),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const NOT_FOUND: ScriptedResponse = { status: 404, body: { error: 'not_found' } };

/** Reads a request, and sends what is said about it. */
export function respondWith(request: IncomingMessage, response: ServerResponse, say: Respond): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const url = new URL(request.url!, `https://${request.headers.host}`);
    const contentType = request.headers['content-type'] ?? '';
    const text = Buffer.concat(chunks).toString();
    const seen: SeenRequest = {
      method: request.method!,
      host: url.host,
      path: url.pathname,
      target: request.url!,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      fields: contentType.includes('json')
        ? (JSON.parse(text) as Record<string, string>)
        : Object.fromEntries(new URLSearchParams(text)),
      contentType,
      text,
    };
    void (async () => send(response, await say(seen)))().catch((error: Error) => response.destroy(error));
  });
}

function send(response: ServerResponse, given: ScriptedResponse | object): void {
  const {
    status = 200,
    headers = {},
    body = '',
  } = 'status' in given || 'headers' in given || 'body' in given
    ? (given as ScriptedResponse)
    : { body: given };
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** An authorization endpoint where every user agrees. @param extra further parameters of the redirect */
export function agrees(extra: Record<string, string> = {}) {
  return ({ query }: SeenRequest): ScriptedResponse => {
    const back = new URL(query['redirect_uri']!);
    const params = { code: 'code-1', state: query['state']!, ...extra };
    for (const [name, value] of Object.entries(params)) back.searchParams.set(name, value);
    return { status: 302, headers: { location: back.href } };
  };
}
