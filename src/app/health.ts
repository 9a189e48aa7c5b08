import type { RequestHandler } from 'express';
import { ping, writeNothing, writeRefusal, type Database, type WriteRefusal } from '../db/index.ts';
import { withTimeout } from '../system/with-timeout.ts';

/** Milliseconds to wait for the database. */
const TIMEOUT = 3_000;
/** Milliseconds for which the result of a write is reused, because anyone can ask. */
const REUSED = 1_000;

export interface Health {
  live: RequestHandler;
  ready: RequestHandler;
  /** Makes `/readyz` fail, so that load balancers stop sending requests. */
  startShutdown(): void;
}

/** `/livez`: the process responds. `/readyz`: it can handle requests, those that write included. */
export function createHealth(database: Database): Health {
  let shuttingDown = false;
  let written: { refusal: Promise<WriteRefusal | undefined>; until: number } | undefined;

  async function databaseState(): Promise<'ok' | 'unreachable' | WriteRefusal> {
    if (!(await responds(database))) return 'unreachable';
    const now = performance.now();
    if (written === undefined || now >= written.until)
      written = { refusal: refusalOf(database), until: now + REUSED };
    return (await written.refusal) ?? 'ok';
  }

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
        database: await databaseState(),
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

/** A write that waits for a lock is not refused. */
async function refusalOf(database: Database): Promise<WriteRefusal | undefined> {
  return withTimeout(writeNothing(database), TIMEOUT).then(() => undefined, writeRefusal);
}
