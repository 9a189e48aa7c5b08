import type { RequestHandler } from 'express';
import { randomUUID } from 'node:crypto';
import type { Log } from '../system/log.ts';
import type { Metrics } from './metrics.ts';

/**
 * Gives every request its id, and logs and counts it when it has been answered. The query string and the headers are
 * not logged: they may hold what does not belong in a log.
 */
export function observe(log: Log, { requests }: Metrics): RequestHandler {
  const logged = log.isLevelEnabled('info');
  return (request, response, next) => {
    const start = performance.now();
    request.requestId = randomUUID();
    response.setHeader('X-Request-Id', request.requestId);
    response.on('close', () => {
      const { method, requestId, routeTemplate = 'none', actor } = request;
      const status = response.writableFinished ? String(response.statusCode) : 'aborted';
      const milliseconds = performance.now() - start;
      requests.observe({ method, route: routeTemplate, status }, milliseconds / 1000);
      if (!logged) return;
      log.info({
        request_id: requestId,
        method,
        path: request.originalUrl.split('?', 1)[0]!.slice(0, 500),
        status,
        ms: Math.round(milliseconds * 10) / 10,
        tenant: actor?.tenantId,
        user: actor?.id,
      });
    });
    next();
  };
}
