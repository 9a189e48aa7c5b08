import { resolve } from 'node:path';
import { Command } from 'commander';
import { backUp, restore } from '../app/backup.ts';
import { openDatabase } from '../app/open-database.ts';
import { databasePlace, loadSettings, sqliteFile, type Environment } from '../config/index.ts';
import { createLog } from '../system/log.ts';
import type { CommandIo } from './io.ts';
import { print, printDatabase, type OutputOptions } from './output.ts';
import { checkDatabase } from './preflight-database.ts';

const KEYS =
  'The backup does not contain the master keys. Keep a copy of MASTER_KEY or of DATA_DIR/master-keys.json in another place: without them, no stored secret can be read.';

export function backupCommand(io: CommandIo, environment: Environment): Command {
  return new Command('backup')
    .argument('<file>', 'where to write the backup; it must not exist')
    .option('--json', 'print JSON')
    .addHelpText('after', `\n${KEYS}\n\nExample:\n  valetkey backup /backups/valetkey-2027-01-31.db\n`)
    .action(async (given: string, { json }: OutputOptions) => {
      const settings = loadSettings(environment);
      const file = resolve(given);
      assertSqlite(settings.databaseUrl, `pg_dump --format=custom --file=${given}`);
      const database = await openDatabase(settings, createLog('warn'), { create: false });
      printDatabase(io, databasePlace(settings));
      try {
        const bytes = await backUp(database, file);
        print(io, { file, bytes: String(bytes) }, json);
        if (json !== true) io.stderr(`${KEYS}\n`);
      } finally {
        await database.close();
      }
    });
}

export function restoreCommand(io: CommandIo, environment: Environment): Command {
  return new Command('restore')
    .argument('<file>', 'a backup that `valetkey backup` has written')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nStop the server first. The present database is kept under another name. A backup of an earlier version is\nmigrated at the next start.\n',
    )
    .action(async (given: string, { json }: OutputOptions) => {
      const settings = loadSettings(environment);
      assertSqlite(settings.databaseUrl, `pg_restore --clean --if-exists ${given}`);
      printDatabase(io, databasePlace(settings));
      const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
      const database = sqliteFile(settings)!;
      const kept = await restore(resolve(given), database, stamp);
      print(io, { database, previous: kept ?? null }, json);
      const { checks } = await checkDatabase(settings);
      const faults = checks.filter(({ status }) => status === 'error');
      for (const { detail } of faults) io.stderr(`valetkey: ${detail}\n`);
      if (faults.length > 0) io.setExitCode(1);
    });
}

/** @throws Error with the command for PostgreSQL */
function assertSqlite(url: string, command: string): void {
  if (url.startsWith('sqlite:')) return;
  throw new Error(
    `The database is PostgreSQL, which has its own tools. Run: ${command} --dbname="$DATABASE_URL"`,
  );
}
