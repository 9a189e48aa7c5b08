import { openCore, type Core } from '../app/core.ts';
import { databasePlace, loadSettings, type Environment } from '../config/index.ts';
import { createLog } from '../system/log.ts';
import type { CommandIo } from './io.ts';
import { printDatabase } from './output.ts';

/**
 * Opens the core for one command and always closes it again. Prints the database to standard error. Logs only warnings.
 * @param create whether this command creates a missing database and master key
 */
export async function withCore<T>(
  io: CommandIo,
  environment: Environment,
  work: (core: Core) => Promise<T>,
  { create = false }: { create?: boolean } = {},
): Promise<T> {
  const settings = loadSettings(environment);
  const core = await openCore(settings, createLog('warn'), { create });
  printDatabase(io, databasePlace(settings));
  try {
    return await work(core);
  } finally {
    await core.database.close();
  }
}
