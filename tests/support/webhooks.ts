import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { v7 } from 'uuid';
import { document, makeFlow, type Answer, type Caller, type TestApp } from './app.ts';
import { tablesOf } from './direct-database.ts';
import { registerApp, requestToken } from './oauth.ts';
import { until } from './until.ts';

/** A request that a flow's target received. */
interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** The fingerprint of the client's certificate. */
  fingerprint?: string;
  /** Whether TLS resumed the session of an earlier connection. */
  resumed?: boolean;
}

/** A target for flows: a server that records the requests it receives. */
export interface FlowTarget {
  url: string;
  received: Received[];
  /** Sets the response from now on; the default is a 204. */
  answer(how: (response: ServerResponse, got: Received) => void): void;
  /** Resolves once this many requests have arrived. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

/** @param tls for a target over https */
export async function startFlowTarget(tls?: ServerOptions): Promise<FlowTarget> {
  const received: Received[] = [];
  let waiting: { count: number; resolve(): void }[] = [];
  let answering = (response: ServerResponse, _got: Received): void => void response.writeHead(204).end();
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url, headers, socket } = request;
      const got = {
        path: url!,
        headers,
        body: Buffer.concat(chunks),
        ...(tls && sessionOf(socket as TLSSocket)),
      };
      received.push(got);
      for (const one of waiting) if (received.length >= one.count) one.resolve();
      waiting = waiting.filter(({ count }) => received.length < count);
      answering(response, got);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (how) => (answering = how),
    until: (count) =>
      received.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ count, resolve })),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sessionOf(socket: TLSSocket): Pick<Received, 'fingerprint' | 'resumed'> {
  const { fingerprint256 } = socket.getPeerCertificate();
  return { fingerprint: fingerprint256, resumed: socket.isSessionReused() };
}

export interface MadeWebhook {
  id: string;
  flow: string;
  /** The URL that its sender calls. */
  endpoint: string;
  /** The path of `endpoint`. */
  path: string;
  signingSecret: string;
}

/** Creates a webhook with its own active flow. */
export async function makeWebhook(
  by: Caller,
  targetUrl: string,
  attributes: object,
  credential?: string,
): Promise<MadeWebhook> {
  const flow = await makeFlow(by, []);
  await by.patch(`flows/${flow}`, document('flow', { target_url: targetUrl, status: 'active' }));
  const { status, body, text } = await by.post(
    'webhooks',
    document(
      'webhook',
      { name: 'A webhook', ...attributes },
      {
        flow: { type: 'flow', id: flow },
        ...(credential !== undefined && { credential: { type: 'credential', id: credential } }),
      },
    ),
  );
  if (status !== 201) throw new Error(`no webhook: ${text}`);
  const { endpoint, signing_secret } = body.data.attributes;
  return {
    id: body.data.id,
    flow,
    endpoint,
    path: new URL(endpoint).pathname,
    signingSecret: signing_secret,
  };
}

export const GITHUB_SECRET = 'what GitHub signs with';

/** The attributes of a webhook for GitHub. */
export const FROM_GITHUB = {
  authentication: 'signature',
  config_services: { webhook_event_verification: { type: 'github' } },
  secret: GITHUB_SECRET,
};

/** A webhook_parser for JSON bodies of `{ type, id, user, data }`. */
export const UNDERSTANDS_JSON = {
  type: 'jsonata',
  format: 'json',
  expression: '{"type": body.type, "id": body.id, "user": body.user, "data": body.data}',
};

/** The attributes of a webhook for GitHub that parses its events. */
export const UNDERSTOOD = {
  ...FROM_GITHUB,
  config_services: { ...FROM_GITHUB.config_services, webhook_parser: UNDERSTANDS_JSON },
};

/** The headers of a webhook request by GitHub. */
export function githubHeaders(
  body: string | Buffer,
  secret = GITHUB_SECRET,
  delivery: string = randomUUID(),
): Record<string, string> {
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  return {
    'Content-Type': 'application/json',
    'X-GitHub-Event': 'push',
    'X-GitHub-Delivery': delivery,
    'X-Hub-Signature-256': `sha256=${digest}`,
  };
}

/** Sends an event as GitHub does. @param delivery GitHub's ID of the delivery; a new one by default */
export function sendSigned(
  app: TestApp,
  { path }: MadeWebhook,
  body: string,
  delivery?: string,
): Promise<Answer> {
  return app.request('POST', path, { headers: githubHeaders(body, GITHUB_SECRET, delivery), body });
}

/** An access token for a new app. */
export async function tokenFor(app: TestApp, by: Caller, scope = 'apps.webhook:execute'): Promise<string> {
  const client = await registerApp(by, { scopes: [scope], grant_types: ['client_credentials'] });
  return (await requestToken(app, client, { grant_type: 'client_credentials', scope })).body.access_token;
}

/** The number of stored events of a webhook, without duplicates. */
export async function eventsKept(app: TestApp, { id }: Pick<MadeWebhook, 'id'>): Promise<number> {
  const [row] = await tablesOf(app)('webhook_events')
    .where({ webhook_id: id })
    .whereNot({ state: 'duplicate' })
    .count({ n: '*' });
  return Number(row!['n']);
}

/** Makes the next attempt due now and starts it. */
export async function hurry(app: TestApp, eventId: string): Promise<void> {
  await tablesOf(app)('webhook_events').where({ id: eventId }).update({ next_attempt_at: 0 });
  await app.platform.services.webhooks.deliverer.run();
}

/** Waits until an event is in `state`. */
export function eventIn(by: Caller, id: string, state: string): Promise<Answer['body']> {
  return eventWhen(by, id, (attributes) => attributes.state === state);
}

/** Waits until an event has no further attempts. */
export function eventAtItsEnd(by: Caller, id: string): Promise<Answer['body']> {
  return eventWhen(by, id, ({ next_attempt_at }) => next_attempt_at === null);
}

export function eventWhen(
  by: Caller,
  id: string,
  isThere: (attributes: Answer['body']) => boolean | Promise<boolean>,
): Promise<Answer['body']> {
  return until(async () => {
    const { data } = (await by.get(`webhook-events/${id}`)).body;
    // An overloaded server responds with 503, without data.
    return data !== undefined && (await isThere(data.attributes)) ? data : undefined;
  });
}

/** The delivery attempts of an event. */
export async function deliveriesOf(by: Caller, id: string, query = ''): Promise<Answer['body'][]> {
  const { body } = await by.get(`webhook-events/${id}/deliveries?page[size]=100${query}`);
  return body.data.map((one: Answer['body']) => one.attributes);
}

/** Waits until this many delivery attempts of an event are stored. */
export function attempted(by: Caller, id: string, count: number): Promise<Answer['body'][]> {
  return until(async () => {
    const deliveries = await deliveriesOf(by, id);
    return deliveries.length >= count ? deliveries : undefined;
  });
}

/** Inserts events as if received earlier, in this order; failed without retries by default. @returns their IDs */
export async function insertEvents(
  app: TestApp,
  { tenantId }: Caller,
  { id: webhook_id }: Pick<MadeWebhook, 'id'>,
  events: readonly { received_at?: number; [column: string]: unknown }[],
): Promise<string[]> {
  const rows = events.map(({ received_at = Date.now(), ...others }, seq) => ({
    tenant_id: tenantId,
    id: v7({ msecs: received_at, seq }),
    webhook_id,
    kind: 'event',
    content_type: 'application/json',
    body: `{"n":${seq}}`,
    body_is_base64: false,
    state: 'failed',
    attempts: 1,
    earlier_attempts: 0,
    next_attempt_at: null,
    received_at,
    updated_at: received_at,
    ...others,
  }));
  for (let at = 0; at < rows.length; at += 50)
    await tablesOf(app)('webhook_events').insert(rows.slice(at, at + 50));
  return rows.map(({ id }) => id);
}
