import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { masterKeyFile } from '../app/find-master-keys.ts';
import { programFileFaults } from '../app/program-files.ts';
import { settingWarnings, sqliteFile, type Environment, type Settings } from '../config/index.ts';
import { createAssets } from '../console/index.ts';
import { fileFault, listenFault } from './faults.ts';

/** A check of what the server needs. An error prevents the start or breaks the server later; a warning may be fine. */
export interface Check {
  check: string;
  status: 'ok' | 'warning' | 'error';
  detail: string;
}

export const ok = (check: string, detail: string): Check => ({ check, status: 'ok', detail });
export const warning = (check: string, detail: string): Check => ({ check, status: 'warning', detail });
export const failed = (check: string, detail: string): Check => ({ check, status: 'error', detail });

/** All checks that do not need the database. */
export async function checkEnvironment(settings: Settings, environment: Environment): Promise<Check[]> {
  return [
    checkVariables(environment),
    checkPublicUrl(settings),
    checkDataDir(settings),
    checkFiles(settings),
    checkConsole(),
    await checkPort(settings),
  ];
}

function checkVariables(environment: Environment): Check {
  const faults = settingWarnings(environment);
  if (faults.length > 0) return failed('variables', faults.join(' '));
  return ok('variables', 'no misspelled settings');
}

function checkPublicUrl({ publicUrl, production }: Settings): Check {
  const { protocol, hostname } = new URL(publicUrl);
  if (hostname === '0.0.0.0' || hostname === '[::]')
    return failed(
      'public_url',
      `${publicUrl} is a wildcard address that clients cannot connect to. Set PUBLIC_URL to the URL that browsers use.`,
    );
  if (protocol === 'https:') return ok('public_url', publicUrl);
  if (hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.'))
    return ok('public_url', `${publicUrl}, reachable only from this machine`);
  const detail = `${publicUrl} is plain http, so passwords and tokens would be sent unencrypted. Use a TLS proxy and set PUBLIC_URL to its https URL.`;
  return production ? failed('public_url', detail) : warning('public_url', detail);
}

/** Minimum free disk space in bytes. With less, the database's log could fill the disk within a day. */
const MIN_FREE_BYTES = 50 * 1024 * 1024;

/** Checks the folders that the server writes to: those of the SQLite file and the generated master key. */
function checkDataDir(settings: Settings): Check {
  const file = sqliteFile(settings);
  const keys = settings.masterKey === undefined ? masterKeyFile(settings) : undefined;
  const written = [file, keys].filter((path) => path !== undefined);
  if (written.length === 0) return ok('data_dir', 'not used; the database and master key are elsewhere');
  try {
    for (const path of written) {
      const folder = dirname(path);
      const there = nearestExisting(folder);
      if (!statSync(there).isDirectory()) return failed('data_dir', fileFault(there, 'ENOTDIR'));
      accessSync(there, constants.W_OK | constants.X_OK);
      if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
      const { bavail, bsize } = statfsSync(there);
      const room = bavail * bsize;
      if (room < MIN_FREE_BYTES)
        return failed('data_dir', `${folder}: only ${room} bytes of disk space left. Free some space.`);
    }
  } catch (error) {
    const { code = '', path = settings.dataDir } = error as NodeJS.ErrnoException;
    return failed('data_dir', fileFault(path, code));
  }
  return ok('data_dir', `${[...new Set(written.map((path) => dirname(path)))].join(', ')} is writable`);
}

function nearestExisting(folder: string): string {
  if (existsSync(folder) || dirname(folder) === folder) return folder;
  return nearestExisting(dirname(folder));
}

function checkFiles(settings: Settings): Check {
  const faults = programFileFaults(settings);
  return faults.length > 0
    ? failed('files', faults.join(' '))
    : ok('files', 'the program can read its files');
}

function checkConsole(): Check {
  try {
    createAssets().page();
    return ok('console', 'files found');
  } catch (error) {
    return failed('console', (error as Error).message);
  }
}

async function checkPort({ host, port }: Settings): Promise<Check> {
  if (port === 0) return ok('port', 'any free port');
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return ok('port', `${port} on ${host} is free`);
  } catch (error) {
    return failed('port', listenFault(error as NodeJS.ErrnoException));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
