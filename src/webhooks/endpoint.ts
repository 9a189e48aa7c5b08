import express, { type Request, type RequestHandler, type Response } from 'express';
import type { BearerRead } from '../authorization-server/index.ts';
import { sha256 } from '../crypto/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Clock } from '../system/clock.ts';
import type { Accept } from './accept.ts';
import { assertMayExecute } from './bearer.ts';
import type { HookRead } from './hook-read.ts';
import type { RateLimit } from './rate.ts';
import type { WebhookSecrets } from './secrets.ts';
import { assertSigned } from './signed.ts';

/**
 * `POST /hooks/{id}`: who sends is proven before anything is kept. 202 means that the event is committed.
 * @param parts.bodyLimit bytes
 */
export function createEndpoint(parts: {
  readHook: HookRead;
  readBearer: BearerRead;
  secrets: WebhookSecrets;
  accept: Accept;
  limitRate: RateLimit;
  clock: Clock;
  publicUrl: string;
  bodyLimit: number;
}): RequestHandler {
  const { readHook, readBearer, secrets, accept, limitRate, clock, publicUrl } = parts;
  const readBody = bodyReader(parts.bodyLimit);

  return async (request, response) => {
    request.routeTemplate = '/hooks/{hook}';
    const { headers, method, originalUrl } = request;
    const hook = await readHook(request.params['hook'] as string);
    if (hook === undefined) throw notFound('webhook');
    // Whoever shows a token is known before their body is read.
    if (hook.authentication === 'oauth2') await assertMayExecute(headers.authorization, hook, readBearer);
    const body = await readBody(request, response);
    const now = clock();
    const replayKey =
      hook.authentication === 'oauth2'
        ? givenKey(headers['idempotency-key'])
        : await assertSigned({ headers, body, method, url: publicUrl + originalUrl, now }, hook, secrets);
    if (!hook.active)
      throw new AppError(
        'flow_not_active',
        'The webhook is off, or its flow is not active or has no target. Nothing was kept.',
      );
    await limitRate({ tenant_id: hook.tenant_id, webhook_id: hook.id });
    const id = await accept({
      tenantId: hook.tenant_id,
      webhookId: hook.id,
      kind: 'event',
      replayKey,
      contentType: headers['content-type']?.slice(0, 255) ?? null,
      headers: {},
      body,
      now,
    });
    if (id === undefined) throw notFound('webhook');
    response.status(202).json({ id });
  };
}

/** A sender with a token may name its event, to send it again without a second effect. */
function givenKey(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && header !== '' ? sha256(`key ${header}`) : null;
}

/** The bytes as they came: a compressed body is refused, since nobody knows how large it is. */
function bodyReader(limit: number): (request: Request, response: Response) => Promise<Buffer> {
  const raw = express.raw({ type: () => true, limit, inflate: false });
  return (request, response) =>
    new Promise((resolve, reject) => {
      raw(request, response, (error?: unknown) => {
        const { type } = (error ?? {}) as { type?: string };
        if (error === undefined) resolve(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
        else if (type === 'entity.too.large')
          reject(new AppError('payload_too_large', `The body is larger than ${limit} bytes.`));
        else reject(error as Error);
      });
    });
}
