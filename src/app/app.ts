import express, { type Express, type RequestHandler } from 'express';
import { authorizationServerRouter } from '../authorization-server/index.ts';
import { consoleRouter } from '../console/index.ts';
import { AppError } from '../errors.ts';
import { brandRouter, createBodyReader, dataHeaders, sendRedirect } from '../http/index.ts';
import { createEventStreams, errorHandler, type EventStreams } from '../jsonapi/index.ts';
import { createRouter } from '../jsonapi/router.ts';
import { identifyBy } from './authenticate.ts';
import { signInRouter } from '../sign-in/index.ts';
import { webhookRouter } from '../webhooks/index.ts';
import { docsRouter } from './docs/router.ts';
import { createHealth, type Health } from './health.ts';
import { metricsEndpoint } from './metrics.ts';
import { passwordChanged } from './password-changed.ts';
import { observe } from './observe.ts';
import type { Services } from './services.ts';

/** Maximum size of a request body, except for routes that take a component.json. */
const BODY_LIMIT = 2 * 1024 * 1024;

/** Leads people to the console; programs get the usual answer to an unknown URL. */
const home: RequestHandler = (request, response, next) => {
  if (request.accepts(['json', 'html']) !== 'html') return next();
  request.routeTemplate = '/';
  sendRedirect(response, '/console');
};

/** Creates the Express app, with the middleware and routers in the order in which they handle a request. */
export function createApp(services: Services): { app: Express; health: Health; streams: EventStreams } {
  const { log, database, metrics, tables, keys, findAccessToken, perform, idempotency } = services;
  const { authorizationServer, sessions, cookies, clock, addressOf } = services;
  const app = express();
  // ETags are derived from versions and query strings are parsed strictly elsewhere, so Express's own are turned off.
  app.disable('x-powered-by').disable('etag').set('query parser', false);

  app.locals['brand'] = services.brand;

  const health = createHealth(database);
  const streams = createEventStreams();

  app.use(observe(log, metrics, addressOf));
  app.use(dataHeaders);
  app.use(
    createRouter('/v2', tables, {
      identify: identifyBy(keys.authenticate, findAccessToken, services.sessionActors),
      body: createBodyReader(BODY_LIMIT, { tooLarge: 'The body is larger than 2 MiB.' }),
      streams,
      perform,
      idempotency,
      writable: services.schemas.writable,
    }),
  );
  app.use(webhookRouter(services.webhooks.endpoint));
  app.use(authorizationServerRouter(authorizationServer));
  app.use(
    signInRouter({
      database,
      cookies,
      sessions,
      clock,
      log,
      addressOf,
      passwordChanged,
      pendingApp: authorizationServer.pendingApp,
    }),
  );
  app.use(brandRouter(services.brand));
  app.use(consoleRouter(services.consoleParts));
  app.get('/callback/oauth2', services.thirdParties.callback);
  app.post('/callback/oauth2', services.thirdParties.callback);
  app.get('/livez', health.live);
  app.get('/readyz', health.ready);
  app.get('/metrics', metricsEndpoint(metrics));
  app.get('/', home);
  app.use(docsRouter());
  app.use(() => {
    throw new AppError('not_found', 'Unknown URL. See the API reference at /docs.');
  });
  app.use(errorHandler(log));
  return { app, health, streams };
}
