import { isObject, parseExactly } from '../../expressions/index.ts';
import { OutboundError, type Outbound, type OutboundRequest } from '../../http/index.ts';
import { isDeeperThan } from '../../jsonapi/index.ts';
import { ConfigServiceError, type ConfigService } from './config-service-error.ts';

const TIMEOUT = 10_000;
/** A userinfo or introspection answer has hundreds of bytes, a set of keys thousands. */
const MOST_BYTES = 131_072;
/** Whatever walks an answer later would run out of stack. */
const DEEPEST = 32;

/** The only codes that are passed on: whatever else the third party says might repeat the token (RFC 6749, 6750). */
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
 * Asks a third party for a JSON object.
 * @throws ConfigServiceError when it cannot be reached, or answers with anything else than 200 and a JSON object
 */
export async function askForObject(
  service: ConfigService,
  outbound: Outbound,
  request: OutboundRequest,
): Promise<Record<string, unknown>> {
  const { status, headers, body } = await send(service, outbound, request);
  const answer = read(body);
  if (status === 200 && answer !== undefined) return answer;
  const who = hostOf(request.url);
  if (status === 200) throw new ConfigServiceError(service, `${who} answered with ${kindOf(headers, body)}.`);
  throw new ConfigServiceError(service, `${who} answered with status ${status}${explain(status, answer)}.`);
}

async function send(service: ConfigService, outbound: Outbound, request: OutboundRequest) {
  try {
    return await outbound.send({ timeout: TIMEOUT, maxBytes: MOST_BYTES, ...request });
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw new ConfigServiceError(service, `${hostOf(request.url)} could not be asked. ${error.message}`);
  }
}

function read(body: string): Record<string, unknown> | undefined {
  if (isDeeperThan(DEEPEST, body)) return undefined;
  try {
    const value = parseExactly(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** For messages. The path and the query are left out: they may hold a key. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the address';
}

function kindOf(headers: Readonly<Record<string, string | undefined>>, body: string): string {
  const type = headers['content-type'] ?? '';
  if (/^application\/jwt\b/i.test(type)) return 'a JWT where a JSON object is needed';
  return body === '' ? 'nothing where a JSON object is needed' : 'something that is not a JSON object';
}

function explain(status: number, answer: Record<string, unknown> | undefined): string {
  const error = answer?.['error'];
  const code = typeof error === 'string' && KNOWN_ERRORS.has(error) ? ` (${error})` : '';
  return status >= 300 && status < 400 ? ', a redirect, which is not followed' : code;
}
