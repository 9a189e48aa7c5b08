import type { Request, RequestHandler, Response } from 'express';
import type { BearerRead } from '../../authorization-server/index.ts';
import type { ReadClientSecret } from '../../credentials/index.ts';
import { sha256 } from '../../crypto/index.ts';
import { AppError, notFound } from '../../errors.ts';
import { withoutClientState } from '../../signatures/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { Accept } from './accept.ts';
import { assertMayExecute } from './bearer.ts';
import { createBodyReader } from './body.ts';
import type { EventKind } from '../event-store.ts';
import { answerProven, answerUnproven, type HandshakeAnswer } from './handshakes/index.ts';
import type { Hook, HookRead } from './hook-read.ts';
import { keptHeaders } from './kept-headers.ts';
import type { RateLimit } from './rate.ts';
import type { WebhookSecrets } from '../secrets.ts';
import type { WebhookMetrics } from '../metrics.ts';
import { parserFor } from '../services.ts';
import { assertSender, openSecrets } from './signed.ts';

/** What arrives, once the webhook is known. */
interface Arriving {
  request: Request;
  response: Response;
  hook: Hook;
  kind: EventKind;
}

/**
 * `POST /hooks/{id}`, and `/hooks/{id}/actions` for what people do with the third party's buttons and forms. Who
 * sends is proven before anything is kept; 202 means that the event is committed.
 * @param parts.bodyLimit bytes
 * @returns the handler for one kind of event
 */
export function createEndpoint(parts: {
  readHook: HookRead;
  readBearer: BearerRead;
  secrets: WebhookSecrets;
  readClientSecret: ReadClientSecret;
  accept: Accept;
  limitRate: RateLimit;
  clock: Clock;
  metrics: WebhookMetrics;
  log: Log;
  publicUrl: string;
  bodyLimit: number;
}): (kind: EventKind) => RequestHandler {
  const { readHook, readBearer, accept, limitRate, metrics, log, clock, publicUrl } = parts;
  const readBody = createBodyReader(parts.bodyLimit);

  async function receive(arriving: Arriving): Promise<void> {
    const { request, response, hook, kind } = arriving;
    const bySignature = hook.authentication === 'signature';
    const registration = bySignature ? answerRegistration(arriving) : undefined;
    if (registration !== undefined) return answer(response, registration);
    assertPost(request, response);
    // Whoever shows a token is known before their body is read.
    const { authorization, 'idempotency-key': given } = request.headers;
    const app = bySignature ? '' : await assertMayExecute(authorization, hook, readBearer);
    const body = await readBody(request, response);
    let replayKey = givenKey(app, given);
    if (bySignature) {
      const proven = await prove(arriving, body, clock());
      if (typeof proven !== 'string') return answer(response, proven);
      replayKey = proven;
    }
    if (!hook.active) throw notActive();
    await limitRate({ tenant_id: hook.tenant_id, webhook_id: hook.id });
    const id = await accept({
      tenantId: hook.tenant_id,
      webhookId: hook.id,
      kind,
      replayKey,
      contentType: request.headers['content-type']?.slice(0, 255) ?? null,
      headers: keptHeaders(hook.services.webhook_event_verification, request.headers),
      body: withoutSecret(body, hook),
      toBeParsed: parserFor(hook.services, kind) !== undefined,
    });
    if (id === undefined) throw notFound('webhook');
    acknowledge(response, kind, id);
  }

  /** @returns what a replay would have as well; or the answer to a handshake, which is no event */
  async function prove(
    { request, hook, kind }: Arriving,
    body: Buffer,
    now: number,
  ): Promise<string | HandshakeAnswer> {
    const { headers, method, originalUrl } = request;
    const secrets = await openSecrets(hook, parts, now);
    const signed = { headers, body, method, url: publicUrl + originalUrl, now, secrets };
    const replayKey = assertSender(signed, hook);
    if (kind === 'action') return replayKey;
    return answerProven(hook.services.webhook_event_verification!, signed) ?? replayKey;
  }

  return (kind) => async (request, response) => {
    request.routeTemplate = kind === 'action' ? '/hooks/{hook}/actions' : '/hooks/{hook}';
    const hook = await readHook(request.params['hook'] as string);
    if (hook === undefined) throw notFound('webhook');
    await receive({ request, response, hook, kind }).catch((error: unknown) => {
      // Who has not proven who they are; at a third party nobody may see what they are answered.
      if (error instanceof AppError && (error.status === 401 || error.status === 403)) {
        metrics.arrived(hook.tenant_id, 'refused');
        log.info({ webhook: hook.id, reason: error.message }, 'a sender was refused');
      }
      throw error;
    });
  };
}

/** What a third party asks before it has proven anything; of the address for events alone. */
function answerRegistration({ request, hook, kind }: Arriving): HandshakeAnswer | undefined {
  if (kind === 'action') return undefined;
  const { method, originalUrl } = request;
  const verification = hook.services.webhook_event_verification;
  const query = new URLSearchParams(originalUrl.split('?').slice(1).join('?'));
  return verification && answerUnproven(verification, { method, query });
}

function answer(response: Response, { contentType, body }: HandshakeAnswer): void {
  response.status(200).setHeader('Content-Type', contentType);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.end(body);
}

/** Those who wait for an action show their people what they are answered, and take nothing but 200. */
function acknowledge(response: Response, kind: EventKind, id: string): void {
  if (kind === 'action') return void response.status(200).setHeader('Webhook-Id', id).end();
  // Not Express's json(), which costs more than all that it does here.
  const body = JSON.stringify({ id });
  response.writeHead(202, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
  });
  response.end(body);
}

/** Microsoft Graph alone sends the secret itself. */
function withoutSecret(body: Buffer, { authentication, services }: Hook): Buffer {
  const type = authentication === 'signature' && services.webhook_event_verification?.type;
  return type === 'microsoft_graph' ? withoutClientState(body) : body;
}

function assertPost({ method }: Request, response: Response): void {
  if (method === 'POST') return;
  response.setHeader('Allow', 'POST');
  throw new AppError('method_not_allowed', `${method} is not possible here; POST is.`);
}

/** A sender with a token may name its event, to send it again without a second effect; another app has other names. */
function givenKey(app: string, header: string | string[] | undefined): string | null {
  return typeof header === 'string' && header !== '' ? sha256(`key ${app} ${header}`) : null;
}

function notActive(): AppError {
  const detail = 'The webhook is off, or its flow is not active or has no target. Nothing was kept.';
  return new AppError('flow_not_active', detail);
}
