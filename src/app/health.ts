import type { RequestHandler } from 'express';
import { ping, type Database } from '../db/index.ts';
import { withTimeout } from '../system/with-timeout.ts';

/** Milliseconds to wait for the database. */
const TIMEOUT = 3_000;

export interface Health {
  live: RequestHandler;
  ready: RequestHandler;
  /** Makes `/readyz` fail, so that load balancers stop sending requests. */
  startShutdown(): void;
}

/** `/livez`: the process responds. `/readyz`: it can handle requests. */
export function createHealth(database: Database): Health {
  let shuttingDown = false;
  return {
    startShutdown() {
      shuttingDown = true;
    },
    live: (request, response) => {
      request.routeTemplate = '/livez';
      response.json({ status: 'ok' });
    },
    ready: async (request, response) => {
      request.routeTemplate = '/readyz';
      const checks = {
        database: (await responds(database)) ? 'ok' : 'unreachable',
        server: shuttingDown ? 'shutting down' : 'ok',
      };
      const ready = Object.values(checks).every((check) => check === 'ok');
      if (!ready) response.setHeader('Retry-After', '2');
      response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'unavailable', checks });
    },
  };
}

async function responds(database: Database): Promise<boolean> {
  return withTimeout(ping(database), TIMEOUT).then(
    () => true,
    () => false,
  );
}
