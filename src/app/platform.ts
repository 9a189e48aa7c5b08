import type { Settings } from '../config/index.ts';
import { describeError, type Log } from '../system/log.ts';
import { openCore } from './core.ts';
import type { Opening } from './open-database.ts';
import { createServices, type Services } from './services.ts';

export interface Platform {
  services: Services;
  close(): Promise<void>;
}

/** Opens the core and wires all services. @throws what `openCore` throws */
export async function openPlatform(
  settings: Settings,
  log: Log,
  opening: Opening = { create: true },
): Promise<Platform> {
  const core = await openCore(settings, log, opening);
  const { database } = core;
  try {
    // If the database is unreachable, only times of last use and counts are lost. Closing must continue.
    const logLost = (error: unknown) =>
      log.error({ err: describeError(error) }, 'could not write times of last use');
    const services = createServices(core, settings);
    return {
      services,
      async close() {
        await services.secretReads.close();
        for (const notes of [
          services.keyUses,
          services.thirdParties.credentialUses,
          services.secretUses,
          services.counts,
          services.webhooks.rejections,
        ])
          await notes.flush().catch(logLost);
        await services.thirdParties.close();
        // Their requests have just been aborted.
        await services.alerts.settle();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
