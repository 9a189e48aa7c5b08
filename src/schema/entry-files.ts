import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { isSlug } from '../system/ids.ts';

/** Entries that are loaded once at startup, by ID. */
export interface Catalog<Entry> {
  get(id: string): Entry | undefined;
  /** Sorted by ID. */
  all(): readonly Entry[];
}

/** @param entries later ones replace earlier ones with the same ID */
export function catalogOf<Entry extends { id: string }>(entries: readonly Entry[]): Catalog<Entry> {
  const byId = new Map(entries.map((entry) => [entry.id, frozen(entry)]));
  const all = Object.freeze([...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
  return { get: (id) => byId.get(id), all: () => all };
}

/**
 * Reads a folder of JSON files with one entry each. The file name without extension is the ID.
 * @param parse throws an AppError if the file is invalid
 * @param nameOf a file's name in errors
 * @throws Error naming the file, the member and the problem; the system's error if a file cannot be read
 */
export function readEntries<Entry extends object>(
  folder: string,
  parse: (text: string) => Entry,
  nameOf: (file: string) => string,
): (Entry & { id: string })[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => {
    try {
      return { id: entryIdOf(file), ...parse(readFileSync(join(folder, file), 'utf8')) };
    } catch (error) {
      if ('path' in (error as object)) throw error;
      const problems = error instanceof AppError ? entryProblems(error) : (error as Error).message;
      throw new Error(`${nameOf(file)}: ${problems}`, { cause: error });
    }
  });
}

/** The ID of the entry in a file. @throws AppError validation_failed if it is not a valid ID */
export function entryIdOf(file: string): string {
  const id = file.slice(0, -'.json'.length);
  if (!file.endsWith('.json') || !isSlug(id))
    throw new AppError(
      'validation_failed',
      'The file name must consist of lowercase letters and digits, separated by hyphens, and end with .json.',
    );
  return id;
}

/** @throws AppError malformed_json */
export function parsedEntry(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('malformed_json', `The file is not valid JSON: ${(error as Error).message}.`);
  }
}

/**
 * The version of an entry that has no counter, because it only changes with a release. 28 bits of a hash distinguish
 * versions.
 */
export function entryVersion(entry: object): number {
  return parseInt(hash('sha256', JSON.stringify(entry)).slice(0, 7), 16);
}

/** All problems of an entry in one line: each a sentence after the pointer to its member. */
function entryProblems(error: AppError): string {
  return [error, ...error.others]
    .map((one) => `${one.source?.pointer ?? ''} ${one.message}`.trim())
    .join(' ');
}

/** Freezes deeply, because all requests share these objects. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
