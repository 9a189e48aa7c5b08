import { Command } from 'commander';
import { makeDemo } from '../app/demo.ts';
import { openPlatform } from '../app/platform.ts';
import { serve } from '../app/serve.ts';
import { loadSettings, type Environment } from '../config/index.ts';
import { connect, migrate } from '../db/index.ts';
import { createLog } from '../system/log.ts';
import type { CommandIo } from './io.ts';
import { withPlatform } from './with-platform.ts';

export function serveCommand(io: CommandIo, environment: Environment): Command {
  return new Command('serve')
    .description(
      'Serve the API. Migrates the database first; on an empty one, outside production, makes a demo tenant.',
    )
    .action(async () => {
      const settings = loadSettings(environment);
      const log = createLog(settings.logLevel);
      const platform = await openPlatform(settings, log);
      const server = await serve(platform, settings, log).catch(async (error: unknown) => {
        // What stays open would keep the process alive.
        await platform.close();
        throw error;
      });
      log.info({ address: server.address, public_url: settings.publicUrl }, 'listening');
      if (!settings.production && settings.publicUrl.startsWith('http:')) {
        log.warn("PUBLIC_URL is plain http: good for development, not for anybody else's secrets");
      }
      // Only now: the key of a demo is shown once, and a start that fails must not be the one that has shown it.
      const demo = settings.production ? undefined : await makeDemo(platform.services);
      if (demo !== undefined) io.stderr(demo.instructions(server.address));

      const stop = (signal: string): void => {
        log.info({ signal }, 'shutting down');
        server.stop().then(
          () => log.info('stopped'),
          (error: unknown) => {
            log.error({ message: (error as Error).message }, 'the shutdown failed');
            io.setExitCode(1);
          },
        );
      };
      process.once('SIGTERM', stop);
      process.once('SIGINT', stop);
    });
}

export function migrateCommand(io: CommandIo, environment: Environment): Command {
  return new Command('migrate')
    .description('Bring the database schema up to date, and do nothing else.')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const settings = loadSettings(environment);
      const database = connect({ url: settings.databaseUrl, poolMax: settings.databasePoolMax });
      try {
        const steps = await migrate(database);
        io.stdout(
          json === true
            ? `${JSON.stringify({ steps })}\n`
            : steps.length === 0
              ? 'The schema is up to date.\n'
              : `Done: ${steps.join(', ')}\n`,
        );
      } finally {
        await database.close();
      }
    });
}

export function demoCommand(io: CommandIo, environment: Environment): Command {
  return new Command('demo')
    .description(
      'Make the demo tenant in an empty database and print commands to try. Refused in production.',
    )
    .action(async () => {
      const settings = loadSettings(environment);
      if (settings.production) {
        io.stderr('valetkey: NODE_ENV is production, so no demo is made.\n');
        return io.setExitCode(1);
      }
      const demo = await withPlatform(environment, makeDemo);
      if (demo !== undefined) return io.stdout(demo.instructions(settings.publicUrl));
      io.stderr(
        'valetkey: The database has tenants already, so no demo is made. Name an empty one in DATA_DIR or DATABASE_URL.\n',
      );
      io.setExitCode(1);
    });
}
