import { closeSync, openSync } from 'node:fs';

/** The program's own files cannot be used. The message names the first path and what to do. */
export class ProgramFilesError extends Error {
  override readonly name = 'ProgramFilesError';
}

/**
 * Reads files that belong to the program.
 * @param what names them in the error, such as "the schemas"
 * @throws ProgramFilesError if `read` fails because of a file
 */
export function readingProgramFiles<Content>(what: string, read: () => Content): Content {
  try {
    return read();
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (path === undefined && code !== 'MODULE_NOT_FOUND') throw error;
    const reason = path === undefined ? message.split('\n', 1)[0] : `${path} (${code})`;
    throw new ProgramFilesError(
      `Cannot read ${what}: ${reason}. Make the program's files readable by the user that runs it, or install it again.`,
    );
  }
}

/** Checks that a file can be opened, which costs no more than checking its mode. @throws the system's error */
export function assertReadable(path: URL | string): void {
  closeSync(openSync(path, 'r'));
}
