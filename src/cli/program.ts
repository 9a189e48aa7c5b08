import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { SettingsError, type Environment } from '../config/index.ts';
import { MasterKeyError } from '../crypto/index.ts';
import { SchemaTooNewError, translateDatabaseError } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { componentCommand } from './component.ts';
import { demoCommand, migrateCommand, serveCommand } from './server-commands.ts';
import { doctorCommand } from './doctor.ts';
import type { CommandIo } from './io.ts';
import { keysCommand } from './keys.ts';
import { apiKeyCommand, tenantCommand } from './people.ts';
import { userCommand } from './users.ts';

/** Runs one command line. Exit code 0 done, 1 failed, 2 wrong usage; a failure is a sentence, never a stack trace. */
export async function run(args: string[], io: CommandIo, environment: Environment): Promise<void> {
  const program = new Command('valetkey')
    .description(
      'The OAuth service of an integration platform. Settings come from environment variables: see `valetkey doctor`.',
    )
    .version(version(), '--version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout(text), writeErr: (text) => io.stderr(text) });
  const commands = [
    serveCommand(io, environment),
    migrateCommand(io, environment),
    demoCommand(io, environment),
    tenantCommand(io, environment),
    userCommand(io, environment),
    apiKeyCommand(io, environment),
    componentCommand(io),
    keysCommand(io, environment),
    doctorCommand(io, environment),
  ];
  for (const command of commands) program.addCommand(inherit(command, io));
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // --help and --version end this way too.
      io.setExitCode(error.exitCode === 0 ? 0 : 2);
      return;
    }
    io.stderr(`valetkey: ${sentence(error)}\n`);
    io.setExitCode(1);
  }
}

/** addCommand, unlike command(), hands down neither where output goes nor that errors are thrown. */
function inherit(command: Command, io: CommandIo): Command {
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout(text), writeErr: (text) => io.stderr(text) });
  command.helpCommand(false);
  command.commands.forEach((child) => inherit(child, io));
  return command;
}

function sentence(error: unknown): string {
  const translated = translateDatabaseError(error);
  if (translated instanceof AppError) {
    const faults = [translated, ...translated.others].map((fault) => fault.message + where(fault));
    const reason = translated.code === 'database_unavailable' ? ` (${reasonOf(translated.cause)})` : '';
    return faults.join('\n') + reason;
  }
  if (
    translated instanceof SettingsError ||
    translated instanceof MasterKeyError ||
    translated instanceof SchemaTooNewError
  )
    return translated.message;
  return reasonOf(translated);
}

function where({ source }: AppError): string {
  return source?.pointer === undefined || source.pointer === '' ? '' : ` (${source.pointer})`;
}

function reasonOf(error: unknown): string {
  const { code, message, address, port } = error as {
    code?: string;
    message?: string;
    address?: string;
    port?: number;
  };
  if (code === 'EADDRINUSE')
    return `Port ${port} of ${address} is in use by another program. End that, or choose another PORT.`;
  if (code === 'EACCES') return 'The address or a file is not permitted for this user.';
  return message !== undefined && message !== '' ? message : String(code ?? error);
}

function version(): string {
  const { version: text } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  return text;
}
