import { isIP } from 'node:net';
import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';
import { AppError } from '../errors.ts';
import { createAddressGuard, isLocalName, type AddressGuard } from './address-guard.ts';
import { checkName, guardedConnect, notPublic, resolve, type Lookup } from './guarded-connect.ts';
import { OutboundError } from './outbound-error.ts';

export interface OutboundRequest {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Milliseconds for the whole exchange. */
  timeout?: number;
  /** Of the answer's body. */
  maxBytes?: number;
}

export interface OutboundAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** The one way out: every address that a tenant can set is called through it. */
export interface Outbound {
  /** Redirects are not followed: a 3xx is the answer. @throws OutboundError */
  send(request: OutboundRequest): Promise<OutboundAnswer>;
  /**
   * What can be said without a look-up: scheme, credentials, fragment, literal addresses, local names.
   * @throws AppError url_not_allowed
   */
  assertAllowed(url: string, pointer?: string): void;
  close(): Promise<void>;
}

export interface OutboundSettings {
  /** Hosts and networks exempt from the block, for which http will do as well. */
  allow: readonly string[];
  /** URL of an http proxy. */
  proxy: string | undefined;
  /** Milliseconds. */
  timeout: number;
  /**
   * Milliseconds for which a connection waits for the next request; absent, none is kept. One that the other side has
   * just closed makes it unclear whether a request arrived.
   */
  keepAlive?: number;
}

const LARGEST_ANSWER = 1024 * 1024;

export function createOutbound(
  { allow, proxy, timeout, keepAlive }: OutboundSettings,
  { lookup = resolve }: { lookup?: Lookup } = {},
): Outbound {
  const guard = createAddressGuard(allow);
  const kept = keepAlive === undefined ? { pipelining: 0 } : { keepAliveTimeout: keepAlive };
  const options = { ...kept, maxHeaderSize: 32_768 };
  const dispatcher: Dispatcher =
    proxy === undefined
      ? new Agent({ ...options, connect: guardedConnect(guard, lookup) })
      : new ProxyAgent({ ...options, uri: proxy, proxyTunnel: true });

  return {
    assertAllowed(text, pointer) {
      const refusal = refusalOf(text, guard);
      if (refusal === undefined) return;
      throw new AppError('url_not_allowed', refusal, pointer === undefined ? {} : { source: { pointer } });
    },
    async send({
      url,
      method = 'GET',
      headers = {},
      body,
      timeout: own = timeout,
      maxBytes = LARGEST_ANSWER,
    }) {
      const refusal = refusalOf(url, guard);
      if (refusal !== undefined) throw new OutboundError('not_allowed', refusal, false);
      // Behind a proxy the name is resolved there too; what we see of it is checked here all the same.
      if (proxy !== undefined) await checkName(new URL(url), guard, lookup);
      const limit = AbortSignal.timeout(own);
      try {
        const answer = await request(url, {
          dispatcher,
          method,
          headers: { 'accept-encoding': 'identity', 'user-agent': 'Valetkey', ...headers },
          body: body ?? null,
          signal: limit,
          headersTimeout: own,
          bodyTimeout: own,
        });
        return {
          status: answer.statusCode,
          headers: flat(answer.headers),
          body: await readBody(answer, maxBytes, answer.statusCode >= 300),
        };
      } catch (error) {
        throw asOutboundError(error, limit.aborted, own);
      }
    },
    close: () => dispatcher.destroy(),
  };
}

/** Why an address is not called, as a sentence; undefined for one that may be. */
function refusalOf(text: string, guard: AddressGuard): string | undefined {
  if (!URL.canParse(text)) return 'It is not an absolute URL.';
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  const allowed = guard.allowsHost(host, url.port || (url.protocol === 'http:' ? '80' : '443'));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowed))
    return 'The URL must begin with https://. Only hosts that the operator names in OUTBOUND_ALLOW may be called otherwise.';
  if (url.username !== '' || url.password !== '') return 'The URL must not hold a user name or password.';
  if (text.includes('#')) return 'The URL must not have a fragment.';
  if (allowed) return undefined;
  if (isIP(host) !== 0 ? !guard.allowsAddress(host) : isLocalName(host) || host === '')
    return notPublic(host);
  return undefined;
}

/** @param failed whether the status says already how it went: what comes with it counts as far as it can be read */
async function readBody(
  { headers, body }: Dispatcher.ResponseData,
  maxBytes: number,
  failed: boolean,
): Promise<string> {
  const encoding = headers['content-encoding'];
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    if (encoding !== undefined && encoding !== 'identity')
      throw unreadable('The answer is compressed although that was not asked for.');
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (size + chunk.length > maxBytes) throw unreadable(`The answer is larger than ${maxBytes} bytes.`);
      size += chunk.length;
      chunks.push(chunk);
    }
  } catch (error) {
    // Ending it is an error of its own, of which nobody needs to hear.
    body.on('error', () => undefined).destroy();
    if (!failed || !(error instanceof OutboundError)) throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unreadable(message: string): OutboundError {
  return new OutboundError('unreadable', message, true);
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

/** Before a connection stands, nobody has seen the request. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
]);

function asOutboundError(error: unknown, late: boolean, timeout: number): OutboundError {
  const cause = error as { code?: string; message?: string; cause?: unknown };
  if (error instanceof OutboundError) return error;
  if (cause.cause instanceof OutboundError) return cause.cause;
  const code = cause.code ?? 'error';
  if (late || /TIMEOUT/.test(code)) {
    const sent = code !== 'UND_ERR_CONNECT_TIMEOUT';
    return new OutboundError(
      'timeout',
      `There was no answer within ${Math.round(timeout / 1000)} seconds.`,
      sent,
    );
  }
  return new OutboundError(kindOf(code), `It could not be reached (${code}).`, !UNSENT.has(code));
}

function kindOf(code: string): OutboundError['kind'] {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no_such_host';
  return /CERT|SIGNATURE/.test(code) ? 'certificate' : 'unreachable';
}
