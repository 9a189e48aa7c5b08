import { run } from '../../src/cli/program.ts';

export interface Said {
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
): Promise<Said> {
  const said: Said = { code: 0, stdout: '', stderr: '' };
  await program(
    args,
    {
      stdout: (text) => void (said.stdout += text),
      stderr: (text) => void (said.stderr += text),
      setExitCode: (code) => void (said.code = code),
      readStdin: () => Promise.resolve(Buffer.from(stdin)),
    },
    environment,
  );
  return said;
}
