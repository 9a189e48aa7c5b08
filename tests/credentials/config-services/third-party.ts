import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigServiceError, type TokenSet } from '../../../src/credentials/config-services/index.ts';
import { createOutbound, type Outbound } from '../../../src/http/index.ts';

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is a string. */
  body?: unknown;
}

interface Request {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A fake provider with configurable responses that records its requests. */
export interface ThirdParty {
  /** By path. Other paths return a 404. */
  answers: Map<string, Answer>;
  requests: Request[];
  host: string;
  url(path: string): string;
  stop(): Promise<void>;
}

export async function startThirdParty(): Promise<ThirdParty> {
  const answers: ThirdParty['answers'] = new Map();
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      requests.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      const answer = answers.get(path) ?? { status: 404, body: { error: 'not_found' } };
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    answers,
    requests,
    host,
    url: (path) => `http://${host}${path}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The guarded HTTP client, allowed to call 127.0.0.1. */
export function outboundHere(): Outbound {
  return createOutbound({ allow: ['127.0.0.1'], proxy: undefined, timeout: 10_000 });
}

export const ACCESS_TOKEN = 'the-access-token-that-nobody-may-see';

export function tokenSet(more: Partial<TokenSet> = {}): TokenSet {
  const set = { access_token: ACCESS_TOKEN, token_type: 'Bearer', ...more };
  return {
    ...set,
    response: more.response ?? { ...set, refresh_token: 'the-refresh-token', expires_in: 3600 },
  };
}

/** A JWT with an invalid signature, for tests that only read its claims. */
export function unsigned(claims: unknown): string {
  const encode = (value: unknown) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'RS256' })}.${encode(claims)}.c2lnbmF0dXJl`;
}

/** The failure as `service: message`. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ConfigServiceError) return `${error.service}: ${error.message}`;
    throw error;
  }
  throw new Error('did not fail');
}
