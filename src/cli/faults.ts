import type { Command } from 'commander';
import { databasePlace, loadSettings, SettingsError, type Environment } from '../config/index.ts';
import { MasterKeyError } from '../crypto/index.ts';
import { DatabaseMissingError } from '../app/open-database.ts';
import { diagnoseDatabaseError, SchemaTooNewError, translateDatabaseError } from '../db/index.ts';
import { AppError } from '../errors.ts';

/** An error of a command, printed as text or, with `--json`, for programs. */
export interface Fault {
  code: string;
  message: string;
  /** The option with the invalid value, such as `--email`. */
  option?: string;
}

/** Wrong usage: a command line that can never work. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Converts `error` to faults and the exit code. `command` is the command that ran, for its options. */
export function faultsOf(
  error: unknown,
  command: Command | undefined,
  environment: Environment,
): { faults: Fault[]; exitCode: 1 | 2 } {
  const one = (code: string, message: string, exitCode: 1 | 2 = 1) => ({
    faults: [{ code, message }],
    exitCode,
  });
  if (error instanceof UsageError) return one('usage', error.message, 2);
  if (error instanceof SettingsError) {
    const faults = error.message.split('\n').map((message) => ({ code: 'settings_invalid', message }));
    return { faults, exitCode: 1 };
  }
  if (error instanceof MasterKeyError) return one('master_key', error.message);
  if (error instanceof SchemaTooNewError) return one('schema_too_new', error.message);
  if (error instanceof DatabaseMissingError) return one(error.code, error.message);
  if (!(error instanceof AppError)) {
    const { code, path, syscall } = error as NodeJS.ErrnoException;
    if (path !== undefined && code !== undefined) return one('file', fileFault(path, code));
    if (syscall === 'listen') return one('address', listenFault(error as ListenError));
    const fault = diagnoseDatabaseError(error, placeOf(environment));
    if (fault !== undefined) return one('database_unavailable', fault.sentence);
  }
  const translated = translateDatabaseError(error);
  if (!(translated instanceof AppError)) {
    const { message, code } = error as { message?: string; code?: string };
    return one('failed', message !== undefined && message !== '' ? message : String(code ?? error));
  }
  const all = [translated, ...translated.others];
  const faults = all.map((fault) => asFault(fault, command));
  // An invalid option value is wrong usage. A conflict with the database is a failure.
  const usage = translated.code === 'validation_failed' && faults.every(({ option }) => option !== undefined);
  return { faults, exitCode: usage ? 2 : 1 };
}

function asFault({ code, message, source }: AppError, command: Command | undefined): Fault {
  const option = optionAt(source?.pointer ?? source?.parameter, command);
  return option === undefined || message.startsWith(option)
    ? { code, message, ...(option !== undefined && { option }) }
    : { code, message: `${option}: ${message}`, option };
}

/** The option that this member of the document came from. */
function optionAt(pointer: string | undefined, command: Command | undefined): string | undefined {
  const members = (pointer ?? '').split(/[/[\]]/).reverse();
  const options = command?.options.map(({ long }) => long) ?? [];
  for (const member of members) {
    const name = `--${member.replaceAll('_', '-')}`;
    const found = options.find((option) => option === name || option === `--owner-${member}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface ListenError extends NodeJS.ErrnoException {
  address?: string;
  port?: number;
}

/** Explains why the server cannot listen on an address. */
export function listenFault({ code, address, port, message }: ListenError): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is already in use. Stop the other program or set PORT to another port.`;
  if (code === 'EACCES')
    return `No permission to listen on port ${port} on ${address}. Set PORT to 1024 or higher.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST is ${address}, which is not an address of this machine. Correct HOST.`;
  return message;
}

/** Explains why a file or folder cannot be used, with its path. */
export function fileFault(path: string, code: string): string {
  const reasons: Record<string, string> = {
    EACCES: 'permission denied. Change its owner or mode, or set DATA_DIR to another directory',
    EPERM: 'permission denied. Change its owner or mode, or set DATA_DIR to another directory',
    EROFS: 'the file system is read-only. Set DATA_DIR to another directory',
    ENOSPC: 'no space left on the device. Free some space',
    EDQUOT: 'disk quota exceeded. Free some space',
    ENOTDIR: 'part of this path is a file, not a directory. Correct the path',
    EEXIST: 'a file exists where a directory is needed. Correct the path',
    EISDIR: 'this is a directory, not a file. Correct the path',
    ENOENT: 'no such file or directory',
  };
  return `${path}: ${reasons[code] ?? `it cannot be used (${code})`}.`;
}

function placeOf(environment: Environment): string {
  try {
    return databasePlace(loadSettings(environment));
  } catch {
    return 'the database';
  }
}
