import { CommanderError, type Command } from 'commander';
import type { CommandIo } from '../../src/cli/io.ts';

/** What a command printed, and its exit code. */
export interface CommandOutput {
  stdout: string;
  stderr: string;
  exitCode: number | undefined;
}

/** Runs a command in this process and captures its output. */
export async function runCommand(
  create: (io: CommandIo) => Command,
  args: string[],
  stdin = '',
): Promise<CommandOutput> {
  const output: CommandOutput = { stdout: '', stderr: '', exitCode: undefined };
  const command = create({
    stdout: (text) => void (output.stdout += text),
    stderr: (text) => void (output.stderr += text),
    setExitCode: (code) => void (output.exitCode = code),
    readStdin: () => Promise.resolve(Buffer.from(stdin)),
  });
  await command.parseAsync(args, { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
  });
  return output;
}
