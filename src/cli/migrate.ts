import { Command } from 'commander';
import { openDatabase } from '../app/open-database.ts';
import { databasePlace, loadSettings, type Environment } from '../config/index.ts';
import { migrate } from '../db/index.ts';
import { createLog } from '../system/log.ts';
import type { CommandIo } from './io.ts';
import { printDatabase } from './output.ts';

export function migrateCommand(io: CommandIo, environment: Environment): Command {
  return new Command('migrate')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const settings = loadSettings(environment);
      const database = await openDatabase(settings, createLog('warn'), { create: true });
      printDatabase(io, databasePlace(settings));
      try {
        const steps = await migrate(database);
        io.stdout(
          json === true
            ? `${JSON.stringify({ steps })}\n`
            : steps.length === 0
              ? 'The schema is up to date.\n'
              : `Applied: ${steps.join(', ')}\n`,
        );
      } finally {
        await database.close();
      }
    });
}
