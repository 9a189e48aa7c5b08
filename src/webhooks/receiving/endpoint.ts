import type { Request, RequestHandler, Response } from 'express';
import type { FindAccessToken } from '../../authorization-server/index.ts';
import type { ReadClientSecrets } from '../../credentials/index.ts';
import { AppError, notFound } from '../../errors.ts';
import { createBodyReader, type ForwardedCertificate } from '../../http/index.ts';
import { VerificationError, type KeySource, type ReplayEvidence } from '../../signatures/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { Accept } from './accept.ts';
import { acknowledge } from './acknowledge.ts';
import { assertMayExecute } from './bearer.ts';
import type { EventKind } from '../event-store.ts';
import type { HandshakeAnswer } from './handshakes/index.ts';
import type { WebhookEndpoint, EndpointRead } from './endpoint-read.ts';
import { keptHeaders } from './kept-headers.ts';
import type { Rejections } from '../rejections/rejections.ts';
import { notActive } from './not-active.ts';
import { refused } from './refused.ts';
import type { RateLimit } from './rate.ts';
import type { Registration } from './registration.ts';
import { idempotencyEvidence, deduplicationKeyOf } from './deduplication-key.ts';
import type { WebhookSecrets } from '../secrets.ts';
import type { WebhookMetrics } from '../metrics.ts';
import { parserFor } from '../config-services.ts';
import { assertSender, openSecrets } from './signed.ts';
import { storedBody } from './stored-body.ts';

/** A request to a known webhook. */
interface IncomingRequest {
  request: Request;
  response: Response;
  endpoint: WebhookEndpoint;
  kind: EventKind;
  /** The size of the body, once it has been read. */
  bodyBytes?: number;
}

/**
 * `POST /hooks/{id}`, and `/hooks/{id}/actions` for users' interactions with the provider's buttons and forms. The
 * sender is authenticated before anything is stored; a success response means that the event is committed.
 * @param parts.bodyLimit bytes
 * @returns the handler for one kind of event
 */
export function createEndpointHandler(parts: {
  readEndpoint: EndpointRead;
  findAccessToken: FindAccessToken;
  secrets: WebhookSecrets;
  readClientSecrets: ReadClientSecrets;
  keysFor: (tenantId: string) => KeySource;
  accept: Accept;
  limitRate: RateLimit;
  registration: Registration;
  certificateOf: ForwardedCertificate;
  rejections: Pick<Rejections, 'note'>;
  clock: Clock;
  metrics: WebhookMetrics;
  log: Log;
  publicUrl: string;
  bodyLimit: number;
}): (kind: EventKind) => RequestHandler {
  const { readEndpoint, findAccessToken, accept, limitRate, metrics, log, clock, publicUrl } = parts;
  const { registration, rejections, bodyLimit: limit } = parts;
  const reader = createBodyReader(limit, {
    // Signatures cover the bytes as sent, and only those of authenticated senders are decompressed.
    asSent: true,
    tooLarge: `The body is larger than ${limit} bytes, the maximum that the operator allows (WEBHOOK_BODY_LIMIT). Send a smaller one.`,
  });

  async function receive(incoming: IncomingRequest): Promise<void> {
    const { request, response, endpoint, kind } = incoming;
    const bySignature = endpoint.authentication === 'signature';
    const handshake = bySignature ? await registration.beforeBody(incoming) : undefined;
    if (handshake !== undefined) return answer(response, handshake);
    assertPost(request, response);
    reader.assertFits(request);
    // A sender with a token is authenticated before its body is read.
    const { authorization, 'idempotency-key': given } = request.headers;
    const app = bySignature ? '' : await assertMayExecute(authorization, endpoint, findAccessToken);
    const sent = (await reader.read(request, response)) ?? Buffer.alloc(0);
    incoming.bodyBytes = sent.length;
    let evidence = idempotencyEvidence(app, given);
    if (bySignature) {
      const verified = await verifySender(incoming, sent, clock());
      if ('contentType' in verified) return answer(response, verified);
      evidence = verified;
    }
    if (!endpoint.active) throw notActive();
    await limitRate({ tenant_id: endpoint.tenant_id, webhook_id: endpoint.id });
    const body = await bodyToStore(await reader.decompress(request, sent), endpoint);
    const sample = {
      contentType: request.headers['content-type']?.slice(0, 255) ?? null,
      headers: keptHeaders(endpoint.services, kind, request.headers),
      body,
    };
    const id = await accept({
      ...sample,
      tenantId: endpoint.tenant_id,
      webhookId: endpoint.id,
      kind,
      deduplication: await deduplicationKeyOf(endpoint, { sample, evidence }, log),
      needsPreparation:
        endpoint.hasRoutes || endpoint.isOrdered || parserFor(endpoint.services, kind) !== undefined,
      isOrdered: endpoint.isOrdered,
    });
    if (id === undefined) throw notFound('webhook');
    await acknowledge(response, endpoint, kind, { id, sample, log });
  }

  async function bodyToStore(body: Buffer, endpoint: WebhookEndpoint): Promise<Buffer> {
    try {
      return await storedBody(body, endpoint, parts.secrets);
    } catch (error) {
      if (error instanceof VerificationError) throw refused(error.message);
      throw error;
    }
  }

  /** @returns how to detect a repetition of the request; or the response to a handshake, which is not an event */
  async function verifySender(
    incoming: IncomingRequest,
    body: Buffer,
    now: number,
  ): Promise<ReplayEvidence | HandshakeAnswer> {
    const unsigned = await registration.beforeVerification(incoming, body);
    if (unsigned !== undefined) return unsigned;
    const { request, endpoint } = incoming;
    const { headers, method, originalUrl } = request;
    const secrets = await openSecrets(endpoint, parts, now);
    const clientCertificate = parts.certificateOf(request);
    const url = publicUrl + originalUrl;
    const signed = { headers, body, method, url, now, secrets, clientCertificate };
    const evidence = await assertSender(signed, endpoint, parts.keysFor);
    return (await registration.afterVerification(incoming, signed)) ?? evidence;
  }

  return (kind) => async (request, response) => {
    request.routeTemplate = kind === 'action' ? '/hooks/{hook}/actions' : '/hooks/{hook}';
    const endpoint = await readEndpoint(request.params['hook'] as string);
    if (endpoint === undefined) throw notFound('webhook');
    const incoming: IncomingRequest = { request, response, endpoint, kind };
    await receive(incoming).catch((error: unknown) => {
      if (error instanceof AppError && error.status < 500 && error.status !== 404)
        rejections.note({ endpoint, kind, request, error, bodyBytes: incoming.bodyBytes });
      // Logged because responses to rejected senders may not be visible at the provider.
      if (error instanceof AppError && (error.status === 401 || error.status === 403)) {
        metrics.arrived(endpoint.tenant_id, 'refused');
        log.info({ webhook: endpoint.id, reason: error.message }, 'sender rejected');
      }
      throw error;
    });
  };
}

function answer(response: Response, { contentType, body, headers = {} }: HandshakeAnswer): void {
  response.status(200).setHeaders(new Map(Object.entries(headers)));
  response.setHeader('Content-Type', contentType);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.end(body);
}

function assertPost({ method }: Request, response: Response): void {
  if (method === 'POST') return;
  response.setHeader('Allow', 'POST');
  throw new AppError('method_not_allowed', `${method} is not allowed here. Allowed: POST.`);
}
