import type { RequestHandler } from 'express';
import { randomUUID } from 'node:crypto';
import type { ClientAddress } from '../http/index.ts';
import type { Log } from '../system/log.ts';
import type { Metrics } from './metrics.ts';

/**
 * Assigns a request ID, and logs and measures the request when it ends. Query strings and headers are not logged
 * because they can contain secrets.
 */
export function observe(log: Log, { requests }: Metrics, addressOf: ClientAddress): RequestHandler {
  const logged = log.isLevelEnabled('info');
  return (request, response, next) => {
    const start = performance.now();
    request.requestId = randomUUID();
    // Read it now, because a closed socket no longer has a remote address.
    request.ipAddress = addressOf(request) || null;
    response.setHeader('X-Request-Id', request.requestId);
    response.on('close', () => {
      const { method, requestId, ipAddress, routeTemplate = 'none', actor } = request;
      const status = response.writableFinished ? String(response.statusCode) : 'aborted';
      const milliseconds = performance.now() - start;
      requests.observe({ method, route: routeTemplate, status }, milliseconds / 1000);
      if (!logged) return;
      log.info({
        request_id: requestId,
        method,
        path: request.originalUrl.split('?', 1)[0]!.slice(0, 500),
        status,
        ip: ipAddress,
        ms: Math.round(milliseconds * 10) / 10,
        tenant: actor?.tenantId,
        user: actor?.id,
      });
    });
    next();
  };
}
