import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, combined } from '../errors.ts';
import { isSlug } from '../system/ids.ts';
import { readingProgramFiles } from '../system/program-files.ts';
import type { Schemas } from './registry.ts';

/** Entries that are loaded once at startup, by ID. */
export interface Catalog<Entry> {
  get(id: string): Entry | undefined;
  /** Sorted by ID. */
  all(): readonly Entry[];
}

/** @param entries later ones replace earlier ones with the same ID */
function catalogOf<Entry extends { id: string }>(entries: readonly Entry[]): Catalog<Entry> {
  const byId = new Map(entries.map((entry) => [entry.id, frozen(entry)]));
  const all = Object.freeze([...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
  return { get: (id) => byId.get(id), all: () => all };
}

/**
 * Loads all entries of one kind, so that an invalid one fails at startup and not when it is used.
 * @param kind.name of the built-in ones, for errors
 * @param kind.folder of the built-in ones
 * @param kind.shownAs the same folder in errors
 * @param kind.operators more entries, which replace built-in ones with the same ID, and the setting that names their folder
 * @throws ProgramFilesError if a built-in file cannot be read; Error naming the file, the member and the problem
 */
export function loadCatalog<Entry extends object>(kind: {
  name: string;
  folder: string;
  shownAs: string;
  parse(text: string): Entry;
  operators: { setting: string; folder: string | undefined };
}): Catalog<Entry & { id: string }> {
  const { name, folder, shownAs, parse, operators } = kind;
  const builtIn = readingProgramFiles(name, () => readEntries(folder, parse, (file) => `${shownAs}/${file}`));
  const more =
    operators.folder === undefined ? [] : operatorsEntries(operators.folder, operators.setting, parse);
  return catalogOf<Entry & { id: string }>([...builtIn, ...more]);
}

function operatorsEntries<Entry extends object>(
  folder: string,
  setting: string,
  parse: (text: string) => Entry,
): (Entry & { id: string })[] {
  try {
    return readEntries(folder, parse, (file) => join(folder, file));
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (path === undefined) throw error;
    throw new Error(
      `Cannot read the files of ${setting}: ${path} (${code}). Correct the path, or make it readable.`,
    );
  }
}

/**
 * Reads a folder of JSON files with one entry each. The file name without extension is the ID.
 * @param parse throws an AppError if the file is invalid
 * @param nameOf a file's name in errors
 * @throws Error naming the file, the member and the problem; the system's error if a file cannot be read
 */
function readEntries<Entry extends object>(
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

/**
 * Reads an entry from the text of its file.
 * @param schema its name
 * @param faultsOf what the schema cannot check
 * @throws AppError malformed_json, validation_failed, with JSON Pointers into the file
 */
export function parseEntryWith<Entry>(
  schemas: Schemas,
  text: string,
  schema: string,
  faultsOf: (entry: Entry) => AppError[],
): Entry {
  const entry = parsedEntry(text) as Entry;
  schemas.check(schema, entry);
  const faults = faultsOf(entry);
  if (faults.length > 0) throw combined(faults);
  return entry;
}

/** @throws AppError malformed_json */
function parsedEntry(text: string): unknown {
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
