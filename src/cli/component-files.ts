import { randomUUID } from 'node:crypto';
import { access, constants, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MAX_DESCRIPTOR_BYTES, decodeDescriptor } from '../components/descriptor/index.ts';
import type { CommandIo } from './io.ts';

/** A file cannot be read or written; the message is a sentence for the person at the terminal. */
export class FileError extends Error {}

/**
 * The text of a component.json; `-` is standard input.
 * @throws FileError where the file cannot be read, DescriptorError where it is no UTF-8 or too large
 */
export async function readComponentFile(file: string, io: CommandIo): Promise<string> {
  try {
    if (file === '-') return decodeDescriptor(await io.readStdin());
    const found = await stat(file);
    if (found.isDirectory()) throw new FileError('This is a directory; name the component.json in it.');
    if (!found.isFile()) throw new FileError('This is not a regular file; use - for standard input.');
    if (found.size > MAX_DESCRIPTOR_BYTES) throw new FileError('The file is larger than 2 MiB.');
    return decodeDescriptor(await readFile(file));
  } catch (error) {
    throw inWords(error);
  }
}

/**
 * Replaces a file in one step: whoever reads it sees the old text or the new one, also after a power cut. Its
 * mode stays; a symbolic link stays, and its target is replaced.
 * @throws FileError where the file or its folder cannot be written
 */
export async function replaceComponentFile(file: string, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await realpath(file);
    // A rename needs no right to the file itself, so a read-only file must be told apart here.
    await access(target, constants.W_OK);
    const { mode, uid, gid } = await stat(target);
    temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      // Only root may give a file away; for anybody else the new file is simply theirs.
      await handle.chown(uid, gid).catch(() => undefined);
      await handle.chmod(mode & 0o7777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    if (temporary) await rm(temporary, { force: true });
    throw inWords(error);
  }
}

const SENTENCES: Record<string, string> = {
  ENOENT: 'There is no such file.',
  ENOTDIR: 'There is no such file.',
  EISDIR: 'This is a directory.',
  EACCES: 'Permission denied.',
  EPERM: 'Permission denied.',
  EROFS: 'The file system is read-only.',
  ENOSPC: 'No space is left on the device.',
  ELOOP: 'The symbolic links lead in a circle.',
  ENAMETOOLONG: 'The name is too long.',
};

function inWords(error: unknown): unknown {
  const code = String((error as NodeJS.ErrnoException | undefined)?.code);
  if (error instanceof FileError || !/^E[A-Z]+$/.test(code)) return error;
  return new FileError(SENTENCES[code] ?? `The file cannot be used (${code}).`);
}
