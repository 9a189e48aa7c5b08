import { buffer } from 'node:stream/consumers';

/** What a command needs of the world: two ways to say something, one to end, one to read. */
export interface CommandIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** 0 done, 1 failed, 2 wrong usage. */
  setExitCode(code: 0 | 1 | 2): void;
  readStdin(): Promise<Buffer>;
}

/** The process itself. The exit code is set, not forced, so that everything written still gets out. */
export function processIo(): CommandIo {
  // A reader that has seen enough (`| head`) closes the pipe; that is no failure worth a stack trace.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    setExitCode: (code) => {
      process.exitCode = code;
    },
    readStdin: () => buffer(process.stdin),
  };
}
