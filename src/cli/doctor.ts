import { Command } from 'commander';
import { openPlatform } from '../app/platform.ts';
import { describeSettings, loadSettings, type Environment } from '../config/index.ts';
import { createLog } from '../system/log.ts';
import { masterKeyUse } from '../tenants/index.ts';
import type { CommandIo } from './io.ts';

/** Says what is set, without secrets, and whether it works. */
export function doctorCommand(io: CommandIo, environment: Environment): Command {
  return new Command('doctor')
    .description('Print the settings in force, without secrets, and check the database and the master keys.')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const settings = loadSettings(environment);
      const rows = describeSettings(settings);
      if (json !== true) {
        const width = Math.max(...rows.map(({ env }) => env.length));
        io.stdout(rows.map(({ env, value, why }) => `${env.padEnd(width)}  ${value}  (${why})\n`).join(''));
      }
      const platform = await openPlatform(settings, createLog('silent'));
      try {
        const { database, masterKeys } = platform.services;
        const use = new Map((await masterKeyUse(database)).map(({ id, keys }) => [id, keys]));
        const keys = masterKeys
          .ids()
          .map((id, index) => ({ id, current: index === 0, tenant_keys: use.get(id) ?? 0 }));
        if (json === true)
          io.stdout(`${JSON.stringify({ settings: rows, database: database.dialect, master_keys: keys })}\n`);
        else {
          io.stdout(`\nThe database (${database.dialect}) answers, and its schema is up to date.\n`);
          for (const { id, current, tenant_keys } of keys) {
            io.stdout(
              `Master key ${id}: ${current ? 'current, ' : ''}wraps ${tenant_keys} tenant keys${tenant_keys === 0 && !current ? ', so it can go' : ''}.\n`,
            );
          }
        }
      } finally {
        await platform.close();
      }
    });
}
