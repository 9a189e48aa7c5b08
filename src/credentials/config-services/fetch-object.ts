import { parseExactly } from '../../expressions/index.ts';
import {
  OutboundError,
  type Outbound,
  type OutboundRequest,
  type OutboundResponse,
} from '../../http/index.ts';
import { MAX_RESPONSE_DEPTH, parseJson } from '../../system/json-depth.ts';
import { isObject } from '../../system/json-type.ts';
import { ConfigServiceError, type ConfigService } from './config-service-error.ts';

const TIMEOUT = 10_000;
/** A userinfo or introspection response is usually a few hundred bytes, a key set a few thousand. */
const MAX_BYTES = 131_072;

/** The only error codes shown (RFC 6749, 6750): any other text from the provider might repeat the token. */
const KNOWN_ERRORS = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'invalid_token',
  'insufficient_scope',
  'unauthorized_client',
  'access_denied',
]);

/**
 * Requests a JSON object from a provider.
 * @throws ConfigServiceError if it cannot be reached, or returns anything but status 200 and a JSON object
 */
export async function fetchObject(
  service: ConfigService,
  outbound: Pick<Outbound, 'send'>,
  request: OutboundRequest,
): Promise<Record<string, unknown>> {
  return objectIn(service, request.url, await send(service, outbound, request));
}

/** The JSON object in a response. @throws ConfigServiceError if it is anything but status 200 and a JSON object */
export function objectIn(
  service: ConfigService,
  url: string,
  { status, headers, body }: OutboundResponse,
): Record<string, unknown> {
  const object = read(body);
  if (status === 200 && object !== undefined) return object;
  const host = hostOf(url);
  if (status === 200) throw new ConfigServiceError(service, `${host} returned ${kindOf(headers, body)}.`);
  throw new ConfigServiceError(service, `${host} responded with status ${status}${explain(status, object)}.`);
}

/** @throws ConfigServiceError if the provider cannot be reached */
export async function send(
  service: ConfigService,
  outbound: Pick<Outbound, 'send'>,
  request: OutboundRequest,
): Promise<OutboundResponse> {
  try {
    return await outbound.send({ timeout: TIMEOUT, maxBytes: MAX_BYTES, ...request });
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw new ConfigServiceError(service, `the request to ${hostOf(request.url)} failed. ${error.message}`);
  }
}

function read(body: string): Record<string, unknown> | undefined {
  const value = parseJson(body, MAX_RESPONSE_DEPTH, parseExactly);
  return isObject(value) ? value : undefined;
}

/** The host of a URL, for messages. Omits the path and the query, which may contain a key. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the URL';
}

function kindOf(headers: Readonly<Record<string, string | undefined>>, body: string): string {
  const type = headers['content-type'] ?? '';
  if (/^application\/jwt\b/i.test(type)) return 'a JWT instead of a JSON object';
  return body === '' ? 'an empty body instead of a JSON object' : 'something other than a JSON object';
}

function explain(status: number, object: Record<string, unknown> | undefined): string {
  const error = object?.['error'];
  const code = typeof error === 'string' && KNOWN_ERRORS.has(error) ? ` (${error})` : '';
  return status >= 300 && status < 400 ? ' (redirects are not followed)' : code;
}
