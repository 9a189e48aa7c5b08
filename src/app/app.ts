import express, { type Express, type Request, type Response } from 'express';
import { authorizationServerRouter } from '../authorization-server/index.ts';
import { consoleRouter } from '../console/index.ts';
import { AppError } from '../errors.ts';
import { dataHeaders } from '../http/index.ts';
import { createRouter, errorHandler } from '../jsonapi/index.ts';
import { identifyBy } from './authenticate.ts';
import { signInRouter } from '../sign-in/index.ts';
import { webhookRouter } from '../webhooks/index.ts';
import { docsRouter } from './docs.ts';
import { createHealth, type Health } from './health.ts';
import { metricsEndpoint } from './metrics.ts';
import { observe } from './observe.ts';
import type { Services } from './services.ts';

/** The largest body that is read. The largest component.json seen in the wild is a tenth of it. */
const BODY_LIMIT = 2 * 1024 * 1024;

/** The Express app: what a request passes, in order. */
export function createApp(services: Services): { app: Express; health: Health } {
  const { log, database, metrics, tables, keys, readBearer, perform, idempotency } = services;
  const { authorizationServer, sessions, cookies, clock } = services;
  const app = express();
  // Our ETags are versions, and our query strings are read strictly: Express need do neither.
  app.disable('x-powered-by').disable('etag').set('query parser', false);

  const health = createHealth(database);

  app.use(observe(log, metrics));
  app.use(dataHeaders);
  app.use(
    createRouter('/v2', tables, {
      identify: identifyBy(keys.authenticate, readBearer, services.sessionActors),
      readBody,
      perform,
      idempotency,
    }),
  );
  app.use(webhookRouter(services.inbox.endpoint));
  app.use(authorizationServerRouter(authorizationServer));
  app.use(signInRouter({ database, cookies, sessions, clock, log, behind: authorizationServer.behind }));
  app.use(consoleRouter(services.consoleParts));
  app.get('/callback/oauth2', services.thirdParties.callback);
  app.get('/livez', health.live);
  app.get('/readyz', health.ready);
  app.get('/metrics', metricsEndpoint(metrics));
  app.use(docsRouter());
  app.use(() => {
    throw new AppError('not_found', 'There is nothing at this address. The reference is at /docs.');
  });
  app.use(errorHandler(log));
  return { app, health };
}

const raw = express.raw({ type: () => true, limit: BODY_LIMIT });

/** Raw bytes: how a body is read is the protocol's business, and nobody's before they are known. */
function readBody(request: Request, response: Response): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    raw(request, response, (error?: unknown) =>
      error === undefined ? resolve(request.body as Buffer | undefined) : reject(error as Error),
    );
  });
}
