import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import type { Environment } from '../config/index.ts';
import { COMMANDS } from './commands.ts';
import type { Fault } from './faults.ts';
import type { CommandIo } from './io.ts';
import { pasteable } from './started-as.ts';

/**
 * Runs one command line. Exit code 0 success, 1 failure, 2 wrong usage. Errors are printed as sentences on standard
 * error, never as stack traces, and with `--json` also as a document on standard output.
 * @param startedAs how the program was started, for the commands that it prints
 */
export async function run(
  args: string[],
  io: CommandIo,
  environment: Environment,
  startedAs = 'valetkey',
): Promise<void> {
  const paste = (text: string) => pasteable(text, startedAs);
  const output = {
    stdout: (text: string) => io.stdout(paste(text)),
    stderr: (text: string) => io.stderr(paste(text)),
  };
  const pasted = (fault: Fault): Fault => ({ ...fault, message: paste(fault.message) });
  let running: Command | undefined;
  const program = new Command(startedAs)
    .description(
      'The OAuth service for integration platforms. Settings are environment variables; `valetkey doctor` prints them.',
    )
    .version(version(), '--version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.stdout(text), writeErr: (text) => output.stderr(text) })
    .hook('preAction', (_, command) => {
      running = command;
    });
  const named = args.find((arg) => !arg.startsWith('-'));
  for (const { name, description, load } of COMMANDS) {
    // The other commands are only listed, because loading their code would slow down --help.
    const command = name === named ? await load({ io, environment, startedAs }) : new Command(name);
    program.addCommand(inherit(command.description(description), output));
  }
  const asJson = args.includes('--json');
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // --help and --version also end with this error.
      if (asJson && error.exitCode !== 0) printFaults(io, [pasted(usageFault(error))]);
      io.setExitCode(error.exitCode === 0 ? 0 : 2);
      return;
    }
    const { faultsOf } = await import('./faults.ts');
    const { faults: found, exitCode } = faultsOf(error, running, environment);
    const faults = found.map(pasted);
    io.stderr(`valetkey: ${faults.map(({ message }) => message).join('\n')}\n`);
    if (asJson) printFaults(io, faults);
    io.setExitCode(exitCode);
  }
}

function printFaults(io: Pick<CommandIo, 'stdout'>, errors: Fault[]): void {
  io.stdout(`${JSON.stringify({ errors })}\n`);
}

function usageFault({ message }: CommanderError): Fault {
  const option = /'(?:-\w, )?(--[\w-]+)/.exec(message)?.[1];
  // Without a command, the message is "(outputHelp)".
  const sentence = message.startsWith('(')
    ? 'Missing command. Run with --help to list the commands.'
    : message.replace(/^error: /, '');
  return { code: 'usage', message: sentence, ...(option !== undefined && { option }) };
}

/** Unlike command(), addCommand does not pass on the output configuration and exitOverride. */
function inherit(command: Command, io: Pick<CommandIo, 'stdout' | 'stderr'>): Command {
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout(text), writeErr: (text) => io.stderr(text) });
  command.helpCommand(false);
  command.commands.forEach((child) => inherit(child, io));
  return command;
}

function version(): string {
  const { version: text } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  return text;
}
