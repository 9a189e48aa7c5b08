import { buffer } from 'node:stream/consumers';
import { createInterface } from 'node:readline/promises';

/** Input and output of a command. */
export interface CommandIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** 0 success, 1 failure, 2 wrong usage. */
  setExitCode(code: 0 | 1 | 2): void;
  readStdin(): Promise<Buffer>;
  /** Prompts the user. Undefined if there is no terminal. */
  ask?: ((question: string) => Promise<string>) | undefined;
}

/** Input and output of this process. */
export function processIo(): CommandIo {
  for (const stream of [process.stdout, process.stderr]) {
    // A reader such as `| head` closes the pipe early, which is not an error.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    setExitCode: (code) => {
      process.exitCode = code;
    },
    readStdin: () => buffer(process.stdin),
    ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  };
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

/** Ends the process once all output is written, even if handles are still open. */
export async function endProcess(): Promise<never> {
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  process.exit();
}
