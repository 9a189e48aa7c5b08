import type { AddressInfo } from 'node:net';
import type { Settings } from '../config/index.ts';
import { createHttpServer, stopServer } from '../http/index.ts';
import { startPeriodic } from '../jobs/index.ts';
import type { Log } from '../system/log.ts';
import { createApp } from './app.ts';
import { backgroundJobs } from './jobs.ts';
import type { Platform } from './platform.ts';

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  address: string;
  /** Not ready any more, requests in flight finished, everything written. */
  stop(): Promise<void>;
}

/** Serves a platform. @throws Error with code EADDRINUSE or EACCES when the address cannot be had */
export async function serve(platform: Platform, settings: Settings, log: Log): Promise<RunningServer> {
  const { app, health } = createApp(platform.services);
  const server = createHttpServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const stopJobs = startPeriodic(backgroundJobs(platform.services), log);
  const { address, family, port } = server.address() as AddressInfo;
  return {
    address: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async stop() {
      health.leave();
      await stopServer(server, settings.shutdownTimeout * 1000);
      await stopJobs();
      await platform.services.inbox.deliverer.stop(settings.shutdownTimeout * 1000);
      await platform.services.thirdParties.refresher.settle(settings.shutdownTimeout * 1000);
      await platform.close();
    },
  };
}
