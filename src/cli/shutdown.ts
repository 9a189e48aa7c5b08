import type { RunningServer } from '../app/serve.ts';
import { describeError, type Log } from '../system/log.ts';
import { TimeoutError, withTimeout } from '../system/with-timeout.ts';
import type { CommandIo } from './io.ts';

/** npm forwards Ctrl-C to a process that already got it from the terminal. Within this time it counts as one signal. */
const SIGNAL_WINDOW = 250;
/** Milliseconds after which the process is ended if something keeps it alive although everything is closed. */
const EXIT_DELAY = 2_000;

/**
 * Waits for SIGTERM or SIGINT, then stops. A second signal ends the process immediately. Stopping never takes longer
 * than the server's own limit.
 * @param stop stops the server and releases everything else that the command holds
 */
export async function runUntilSignal(
  server: Pick<RunningServer, 'abandon' | 'stopLimit'>,
  stop: () => Promise<void>,
  log: Log,
  io: CommandIo,
): Promise<void> {
  const signal = await nextSignal();
  log.info({ signal }, 'shutting down');
  void exitOnSecondSignal(server, log);
  try {
    await withTimeout(stop(), server.stopLimit);
    log.info('stopped');
  } catch (error) {
    if (error instanceof TimeoutError) server.abandon();
    log.error({ err: describeError(error) }, 'shutdown failed');
    io.setExitCode(1);
  }
  setTimeout(() => {
    log.warn(
      { resources: process.getActiveResourcesInfo() },
      'open resources kept the process alive; exiting',
    );
    process.exit();
  }, EXIT_DELAY).unref();
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}

async function exitOnSecondSignal(server: Pick<RunningServer, 'abandon'>, log: Log): Promise<void> {
  const startedAt = performance.now();
  let signal = await nextSignal();
  while (performance.now() - startedAt < SIGNAL_WINDOW) signal = await nextSignal();
  server.abandon();
  log.warn({ signal }, 'second signal received; exiting immediately');
  process.exit(signal === 'SIGINT' ? 130 : 143);
}
