import { text } from 'node:stream/consumers';
import { request } from 'undici';
import type { Environment } from '../config/index.ts';
import { UsageError } from './faults.ts';
import { withoutTrailing } from '../system/trailing.ts';

/**
 * The HTTP client of commands that developers run on their own machine, with URLs that they enter themselves. The
 * server has another one, which only calls public addresses.
 */

/** The API of a tenant and the credentials for it. */
export interface Api {
  /** Ends with the tenant's ID. */
  url: string;
  authorization: string;
}

export interface Answer {
  status: number;
  /** At most the first part of it. */
  body: string;
}

/** An error of the other side, or of the way to it: a sentence. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** Milliseconds. The API sends something at least every 15 seconds. */
const SILENCE = 45_000;
const TIMEOUT = 30_000;
/** More than any sender preset, the largest resource that a command reads. */
const MAX_ANSWER = 262_144;

/** @throws UsageError naming the variable that is missing or invalid */
export function apiFrom(environment: Environment, given: string | undefined): Api {
  const url = withoutTrailing(given ?? environment['VALETKEY_API'] ?? '', '/');
  if (!/^https?:\/\/[^/]+(?:\/.*)?\/v2\/tenants\/[0-9a-f-]{36}$/.test(url))
    throw new UsageError(
      'Set VALETKEY_API, or pass --api, to the URL of the tenant, such as https://valetkey.example/v2/tenants/<id>.',
    );
  const login = environment['VALETKEY_LOGIN'] ?? '';
  if (!/^[^:\s]+:\S+$/.test(login))
    throw new UsageError('Set VALETKEY_LOGIN to email:apikey. `valetkey api-key create` creates a key.');
  return { url, authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}

/** Parses a URL to send requests to. @throws UsageError */
export function urlOf(option: string, given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.hash !== '')
    throw new UsageError(`${option} must be an http or https URL, such as http://127.0.0.1:3000/webhooks.`);
  return url.href;
}

/** Sends a request and returns the response, whatever its status. @throws CallError if nothing responds */
export async function send(
  url: string,
  { method, headers, body }: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: Buffer },
  stopped?: AbortSignal,
): Promise<Answer> {
  const limit = AbortSignal.timeout(TIMEOUT);
  const signal = stopped === undefined ? limit : AbortSignal.any([stopped, limit]);
  try {
    const response = await request(url, { method, headers, body: body ?? null, signal });
    return { status: response.statusCode, body: await beginning(response.body) };
  } catch (error) {
    throw unreachable(url, error);
  }
}

/** Opens a stream of the API. @throws CallError with the status of an error response */
export async function openStream(
  { url, authorization }: Api,
  path: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<AsyncIterable<Buffer>> {
  const options = { headers: { ...headers, authorization }, signal, bodyTimeout: SILENCE };
  const { statusCode, body } = await request(url + path, options).catch((error: unknown) => {
    throw unreachable(url, error);
  });
  if (statusCode === 200) return body;
  throw apiError(statusCode, await text(body));
}

/** What the API says is wrong, or that this is no API. */
export function apiError(status: number, body: string): CallError {
  try {
    const { errors } = JSON.parse(body) as { errors: { detail: string }[] };
    return new CallError(errors.map(({ detail }) => detail).join('\n'), status);
  } catch {
    return new CallError(`The API responded with status ${status}. Check VALETKEY_API.`, status);
  }
}

async function beginning(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_ANSWER) break;
  }
  return Buffer.concat(chunks).toString();
}

function unreachable(url: string, error: unknown): CallError {
  const { origin } = new URL(url);
  const { code, name } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return new CallError(`Nothing listens at ${origin} (connection refused).`);
  if (code === 'ENOTFOUND') return new CallError(`There is no host ${new URL(url).hostname}.`);
  if (name === 'TimeoutError') return new CallError(`${origin} did not respond in time.`);
  return new CallError(`The connection to ${origin} failed (${code ?? name}).`);
}
