import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { AppError } from '../errors.ts';
import { createAddressGuard, urlProblem } from './address-guard.ts';
import {
  checkName,
  guardedConnect,
  resolve,
  type ClientCertificate,
  type Lookup,
  type OwnTls,
} from './guarded-connect.ts';
import { exchange } from './exchange.ts';
import { OutboundError } from './outbound-error.ts';
import { asCertifiedError, asOutboundError } from './request-error.ts';
import { readResponseBody } from './response-body.ts';
import { createSendGate, type SendGate } from './send-gate.ts';
import { systemClock, type Clock } from '../system/clock.ts';

export interface OutboundRequest {
  url: string;
  method?: 'GET' | 'POST' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Milliseconds for the entire exchange. */
  timeout?: number;
  /** Maximum size of the response body. */
  maxBytes?: number;
  /**
   * Only the status matters: the body is returned as far as it arrives in time and can be read, and its errors are
   * ignored.
   */
  bestEffortBody?: boolean;
  /** If the connection ends before the body does, return what has arrived, with the error as `cutOff`. */
  keepCutOffBody?: boolean;
  /**
   * Awaited once the connection is established, immediately before the first byte is sent. If it throws, so does
   * `send`.
   */
  beforeSending?: () => Promise<void>;
  /** With which the client authenticates (RFC 8705). The URL must be https. */
  clientCertificate?: ClientCertificate;
  /**
   * The authorities that can have issued the server's certificate, as PEM, instead of the well-known ones. The host name
   * and the address are checked as always.
   */
  authorities?: string;
}

export interface OutboundResponse {
  status: number;
  /** Names are in lower case. */
  headers: Record<string, string>;
  body: string;
  /** Set if the body may be incomplete. */
  cutOff?: OutboundError;
  /** When the headers arrived, in milliseconds since the epoch. */
  receivedAt: number;
}

/** The only client for outbound requests: every URL that a tenant can set is requested through it. */
export interface Outbound {
  /** Does not follow redirects: a 3xx is returned like any other response. @throws OutboundError */
  send(request: OutboundRequest): Promise<OutboundResponse>;
  /**
   * Checks what can be checked without a DNS lookup: scheme, credentials, fragment, literal addresses, local names.
   * @throws AppError url_not_allowed
   */
  assertAllowed(url: string, pointer?: string): void;
  close(): Promise<void>;
}

export interface OutboundSettings {
  /** Hosts and networks that may be private, and may use http. */
  allow: readonly string[];
  /** URL of an http proxy. */
  proxy: string | undefined;
  /** Milliseconds. */
  timeout: number;
  /**
   * Milliseconds that an idle connection is kept; if absent, none is kept. With a connection that the other side has
   * just closed, it is unclear whether the request arrived.
   */
  keepAlive?: number;
}

const MAX_RESPONSE_BYTES = 1024 * 1024;

export function createOutbound(
  { allow, proxy, timeout, keepAlive }: OutboundSettings,
  { lookup = resolve, clock = systemClock }: { lookup?: Lookup; clock?: Clock } = {},
): Outbound {
  const guard = createAddressGuard(allow);
  const kept = keepAlive === undefined ? { pipelining: 0 } : { keepAliveTimeout: keepAlive };
  const options = { ...kept, maxHeaderSize: 32_768 };
  const connections = (own?: OwnTls): Dispatcher =>
    proxy === undefined
      ? new Agent({ ...options, connect: guardedConnect(guard, lookup, own) })
      : new ProxyAgent({
          ...options,
          uri: proxy,
          proxyTunnel: true,
          ...(own !== undefined && { requestTls: own }),
        });
  const shared = connections();
  /** Those of a single request, which nothing else may use, nor resume their TLS sessions. */
  const unshared = new Set<Dispatcher>();

  return {
    assertAllowed(text, pointer) {
      const refusal = urlProblem(text, guard);
      if (refusal === undefined) return;
      throw new AppError('url_not_allowed', refusal, pointer === undefined ? {} : { source: { pointer } });
    },
    async send({
      url,
      method = 'GET',
      headers = {},
      body,
      timeout: own = timeout,
      maxBytes = MAX_RESPONSE_BYTES,
      bestEffortBody = false,
      keepCutOffBody = false,
      beforeSending,
      clientCertificate,
      authorities,
    }) {
      const refusal = urlProblem(url, guard);
      if (refusal !== undefined) throw new OutboundError('not_allowed', refusal, false);
      const target = new URL(url);
      if (clientCertificate !== undefined && target.protocol !== 'https:')
        throw new OutboundError(
          'not_allowed',
          'A client certificate can only be used with an https URL.',
          false,
        );
      // The proxy resolves the name again; we still check what we can see of it.
      if (proxy !== undefined) await checkName(target, guard, lookup);
      const gate = beforeSending && createSendGate(beforeSending, Buffer.from(body ?? ''));
      const sent = gate === undefined ? { body: body ?? null, headers } : gated(gate, headers);
      const tls = ownTls(clientCertificate, authorities);
      const dispatcher = tls === undefined ? shared : connections(tls);
      if (dispatcher !== shared) unshared.add(dispatcher);
      try {
        const response = await exchange(
          dispatcher,
          {
            origin: target.origin,
            path: target.pathname + target.search,
            method,
            headers: { 'accept-encoding': 'identity', 'user-agent': 'Valetkey', ...sent.headers },
            body: sent.body,
          },
          { timeout: own, maxBytes, clock },
        );
        const { status, receivedAt } = response;
        const { text, error } = await readResponseBody(response, maxBytes);
        const read = { status, headers: flat(response.headers), body: text, receivedAt };
        if (bestEffortBody || !failsRequest(error, status)) return read;
        if (!keepCutOffBody || error instanceof OutboundError || text === '') throw error;
        return { ...read, cutOff: asOutboundError(error, own) };
      } catch (error) {
        const refusal = gate?.refusal();
        if (refusal !== undefined) throw refusal.error;
        const describe = clientCertificate === undefined ? asOutboundError : asCertifiedError;
        const fault = describe(error, own);
        throw gate?.passed() === false ? new OutboundError(fault.kind, fault.message, false) : fault;
      } finally {
        if (unshared.delete(dispatcher)) await dispatcher.destroy();
      }
    },
    close: async () => void (await Promise.all([shared, ...unshared].map((one) => one.destroy()))),
  };
}

/** @returns undefined if the request can share its connection with others */
function ownTls(
  certificate: ClientCertificate | undefined,
  authorities: string | undefined,
): OwnTls | undefined {
  if (certificate === undefined && authorities === undefined) return undefined;
  return { ...certificate, ...(authorities !== undefined && { ca: authorities }) };
}

function gated({ body, length }: SendGate, headers: Record<string, string>) {
  // undici supports such a body, but its types do not.
  return { body: body as never, headers: { ...headers, 'content-length': String(length) } };
}

/** Whether an error in reading a body fails the request: a status that reports a failure needs no usable body. */
function failsRequest(error: unknown, status: number): boolean {
  return error !== undefined && (status < 300 || !(error instanceof OutboundError));
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
