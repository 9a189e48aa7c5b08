import type { RequestHandler } from 'express';
import { platformDb, type Database } from '../db/index.ts';

const PATIENCE = 3_000;

export interface Health {
  live: RequestHandler;
  ready: RequestHandler;
  /** From now on not ready: load balancers send nothing more. */
  leave(): void;
}

/** `/livez`: this process answers. `/readyz`: it can do its work. */
export function createHealth(database: Database): Health {
  let leaving = false;
  return {
    leave() {
      leaving = true;
    },
    live: (request, response) => {
      request.routeTemplate = '/livez';
      response.json({ status: 'ok' });
    },
    ready: async (request, response) => {
      request.routeTemplate = '/readyz';
      const checks = {
        database: (await answers(database)) ? 'ok' : 'unreachable',
        server: leaving ? 'shutting down' : 'ok',
      };
      const ready = Object.values(checks).every((check) => check === 'ok');
      if (!ready) response.setHeader('Retry-After', '2');
      response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'unavailable', checks });
    },
  };
}

async function answers(database: Database): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE);
  });
  const query = platformDb(database)
    .sql.raw('SELECT 1')
    .then(
      () => true,
      () => false,
    );
  return Promise.race([query, tooLate]).finally(() => clearTimeout(timer));
}
