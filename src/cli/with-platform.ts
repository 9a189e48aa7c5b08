import { openPlatform } from '../app/platform.ts';
import type { Services } from '../app/services.ts';
import { loadSettings, type Environment } from '../config/index.ts';
import { createLog } from '../system/log.ts';

/** Opens the platform for one command and closes it again, whatever happens. Only warnings are logged. */
export async function withPlatform<T>(
  environment: Environment,
  work: (services: Services) => Promise<T>,
): Promise<T> {
  const settings = loadSettings(environment);
  const platform = await openPlatform(settings, createLog('warn'));
  try {
    return await work(platform.services);
  } finally {
    await platform.close();
  }
}
