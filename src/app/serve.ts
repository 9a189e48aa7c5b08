import type { AddressInfo } from 'node:net';
import type { Settings } from '../config/index.ts';
import { loadLibrary } from '../expressions/index.ts';
import { createHttpServer, stopServer } from '../http/index.ts';
import { startPeriodic } from '../jobs/index.ts';
import { describeError, type Log } from '../system/log.ts';
import { resultWithin, withTimeout } from '../system/with-timeout.ts';
import { createApp } from './app.ts';
import { backgroundJobs } from './jobs.ts';
import type { Platform } from './platform.ts';

export interface RunningServer {
  /** The address that the server listens on, such as `http://127.0.0.1:8080`. */
  address: string;
  /**
   * Makes `/readyz` fail, finishes requests and calls to third parties that are in flight, and writes pending data.
   * @throws Error if not everything could be closed
   */
  stop(): Promise<void>;
  /** Maximum duration of `stop` in milliseconds. */
  stopLimit: number;
  /** Logs the calls whose responses are lost if the process ends now. */
  abandon(): void;
}

/**
 * Time to wait for responses of third parties, longer than any call takes. If a refresh or code exchange succeeds and
 * its response is lost, the grant is lost too.
 */
const CALL_LIMIT = 150_000;
/** Time limit of each other step. */
const STEP_LIMIT = 15_000;

/**
 * Starts the server.
 * @throws ProgramFilesError if it cannot read its own files; Error with code EADDRINUSE or EACCES if it cannot listen
 * on the address
 */
export async function serve(platform: Platform, settings: Settings, log: Log): Promise<RunningServer> {
  // Otherwise a missing file would only be noticed when the first expression is evaluated, which may be much later.
  loadLibrary();
  const { app, health, streams } = createApp(platform.services);
  const server = createHttpServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  await startDelivering(platform, log);
  const stopJobs = startPeriodic(backgroundJobs(platform.services), log);
  const { address, family, port } = server.address() as AddressInfo;
  const timeout = settings.shutdownTimeout * 1000;
  const { refresher, devicePolls } = platform.services.thirdParties;
  const { inFlight } = platform.services;
  const finishCalls = async (): Promise<boolean> => {
    const busy = refresher.busy() || inFlight.busy();
    await Promise.all([refresher.drain(CALL_LIMIT), inFlight.drain(CALL_LIMIT)]);
    return busy;
  };
  const abandon = (): void => {
    refresher.abandon();
    inFlight.abandon();
  };
  return {
    stopLimit: 2 * timeout + CALL_LIMIT + 4 * STEP_LIMIT,
    abandon,
    address: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async stop() {
      health.startShutdown();
      streams.stop();
      const polls = devicePolls.stop();
      await stopServer(server, timeout, finishCalls);
      // Also finish calls that no request is waiting for.
      await finishCalls();
      abandon();
      await resultWithin(polls, STEP_LIMIT);
      await withTimeout(stopJobs(), STEP_LIMIT).catch((error: unknown) =>
        log.error({ err: describeError(error) }, 'background jobs did not stop'),
      );
      const { alerts, webhooks } = platform.services;
      await Promise.all([alerts.stop(timeout), webhooks.deliverer.stop(timeout)]);
      // Release unfinished deliveries, so that another process can take them over immediately.
      await webhooks.worker.end().catch(() => undefined);
      await withTimeout(platform.close(), STEP_LIMIT);
    },
  };
}

/** Takes over deliveries of dead processes at startup. If this fails, the periodic job does it. */
async function startDelivering({ services: { webhooks } }: Platform, log: Log): Promise<void> {
  try {
    await webhooks.worker.begin();
    await webhooks.deliverer.run();
  } catch (error) {
    log.error({ err: describeError(error) }, 'could not take over deliveries of dead processes yet');
  }
}
