import { randomUUID } from 'node:crypto';
import { access, constants, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MAX_TEXT_BYTES, TOO_LARGE, decodeDescriptor } from '../components/descriptor/index.ts';
import type { CommandIo } from './io.ts';

/** A file cannot be read or written. The message is shown to the user. */
export class FileError extends Error {}

/**
 * Reads a JSON file as text; `-` is standard input.
 * @throws FileError if the file cannot be read, DescriptorError if it is not UTF-8 or too large
 */
export async function readTextFile(file: string, io: CommandIo): Promise<string> {
  try {
    if (file === '-') return decodeDescriptor(await io.readStdin());
    const found = await stat(file);
    if (found.isDirectory()) throw new FileError('This is a directory. Pass the files in it.');
    if (!found.isFile()) throw new FileError('Not a regular file. Use - for standard input.');
    if (found.size > MAX_TEXT_BYTES) throw new FileError(TOO_LARGE);
    return decodeDescriptor(await readFile(file));
  } catch (error) {
    throw toFileError(error);
  }
}

/**
 * Replaces a file atomically: readers see the old text or the new one, even after a power failure. Keeps the file's
 * mode. Replaces the target of a symbolic link.
 * @throws FileError if the file or its folder cannot be written
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await realpath(file);
    // Renaming does not require write access to the file itself, so check it here.
    await access(target, constants.W_OK);
    const { mode, uid, gid } = await stat(target);
    temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      // Only root can change the owner. For other users, the new file belongs to them.
      await handle.chown(uid, gid).catch(() => undefined);
      await handle.chmod(mode & 0o7777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    if (temporary) await rm(temporary, { force: true });
    throw toFileError(error);
  }
}

const SENTENCES: Record<string, string> = {
  ENOENT: 'No such file.',
  ENOTDIR: 'No such file.',
  EISDIR: 'This is a directory.',
  EACCES: 'Permission denied.',
  EPERM: 'Permission denied.',
  EROFS: 'The file system is read-only.',
  ENOSPC: 'No space left on the device.',
  ELOOP: 'Too many levels of symbolic links.',
  ENAMETOOLONG: 'The file name is too long.',
};

function toFileError(error: unknown): unknown {
  const code = String((error as NodeJS.ErrnoException | undefined)?.code);
  if (error instanceof FileError || !/^E[A-Z]+$/.test(code)) return error;
  return new FileError(SENTENCES[code] ?? `The file cannot be used (${code}).`);
}
