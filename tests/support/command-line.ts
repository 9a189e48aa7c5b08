import { run } from '../../src/cli/program.ts';

export interface CommandResult {
  code: 0 | 1 | 2;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command line in this process, with only the variables in `environment`.
 * @param program the built program, to run that instead of the sources
 */
export async function commandLine(
  args: string[],
  environment: Record<string, string> = {},
  stdin = '',
  program = run,
): Promise<CommandResult> {
  const result: CommandResult = { code: 0, stdout: '', stderr: '' };
  await program(
    args,
    {
      stdout: (text) => void (result.stdout += text),
      stderr: (text) => void (result.stderr += text),
      setExitCode: (code) => void (result.code = code),
      readStdin: () => Promise.resolve(Buffer.from(stdin)),
    },
    environment,
  );
  return result;
}
