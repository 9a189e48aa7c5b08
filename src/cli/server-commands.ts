import { Command } from 'commander';
import { bootstrap } from '../app/bootstrap.ts';
import { makeDemo, type Demo } from '../app/demo.ts';
import { openPlatform } from '../app/platform.ts';
import { serve } from '../app/serve.ts';
import {
  databasePlace,
  loadSettings,
  settingWarnings,
  sqliteFile,
  type Environment,
  type Settings,
} from '../config/index.ts';
import { claimServing } from '../db/index.ts';
import { createLog, type Log } from '../system/log.ts';
import type { CommandIo } from './io.ts';
import { runUntilSignal } from './shutdown.ts';
import { printDatabase } from './output.ts';
import { pasteable } from './started-as.ts';

export function serveCommand(io: CommandIo, environment: Environment, startedAs: string): Command {
  return new Command('serve').action(async () => {
    const settings = loadSettings(environment);
    const log = createLog(settings.logLevel);
    for (const message of settingWarnings(environment)) log.warn(pasteable(message, startedAs));
    const platform = await openPlatform(settings, log, { create: true, wait: settings.databaseWait });
    log.info({ database: databasePlace(settings) }, 'database in use');
    const claim = await claimDatabaseFile(settings, log);
    const closing = async (error: unknown) => {
      // An open platform would keep the process alive.
      await platform.close();
      throw error;
    };
    await bootstrap(platform.services, settings, log).catch(closing);
    const server = await serve(platform, settings, log).catch(closing);
    log.info({ address: server.address, public_url: settings.publicUrl }, 'listening');
    if (!settings.production && settings.publicUrl.startsWith('http:')) {
      log.warn('PUBLIC_URL is plain http. Use this only for development');
    }
    // The demo's API key is shown only once, so create the demo after everything that can fail at startup.
    const demo = settings.production ? undefined : await makeDemo(platform.services, startedAs);
    if (demo !== undefined) io.stderr(demo.instructions(server.address));

    const stop = async (): Promise<void> => {
      await server.stop();
      await claim.release();
    };
    await runUntilSignal(server, stop, log, io);
  });
}

const CLAIM_INTERVAL = 5_000;

/** Two servers on one SQLite file would both do the same background work, so the second one logs a warning. */
async function claimDatabaseFile(settings: Settings, log: Log): Promise<{ release(): Promise<void> }> {
  const file = sqliteFile(settings);
  if (file === undefined) return { release: () => Promise.resolve() };
  let claim = await claimServing(file);
  if (!claim.held)
    log.warn(
      { database: databasePlace(settings) },
      'another server is running on this SQLite file. Stop one of them, or use PostgreSQL to run several',
    );
  // Claim the file once the other server has stopped, so that a third one is warned too.
  const timer = setInterval(() => {
    if (claim.held) return clearInterval(timer);
    void claim
      .release()
      .then(() => claimServing(file))
      .then((next) => (claim = next))
      .catch(() => undefined);
  }, CLAIM_INTERVAL);
  timer.unref();
  return {
    release: () => {
      clearInterval(timer);
      return claim.release();
    },
  };
}

export function demoCommand(io: CommandIo, environment: Environment, startedAs: string): Command {
  return new Command('demo').action(async () => {
    const settings = loadSettings(environment);
    if (settings.production) {
      io.stderr(
        'valetkey: The demo is not available in production. Set NODE_ENV to another value to create it.\n',
      );
      return io.setExitCode(1);
    }
    const platform = await openPlatform(settings, createLog('warn'), { create: true });
    printDatabase(io, databasePlace(settings));
    let demo: Demo | undefined;
    try {
      demo = await makeDemo(platform.services, startedAs);
    } finally {
      await platform.close();
    }
    if (demo !== undefined) return io.stdout(demo.instructions(settings.publicUrl));
    io.stderr(
      'valetkey: The demo needs an empty database, and this one has tenants already. Set DATA_DIR or DATABASE_URL to an empty one.\n',
    );
    io.setExitCode(1);
  });
}
