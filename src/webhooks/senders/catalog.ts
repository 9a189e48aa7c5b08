import { fileURLToPath } from 'node:url';
import { combined } from '../../errors.ts';
import {
  catalogOf,
  parsedEntry,
  readEntries,
  type Catalog,
  type Schemas,
  type SenderEntry,
} from '../../schema/index.ts';
import { readingProgramFiles } from '../../system/program-files.ts';
import { senderFaults } from './rules.ts';

/** The same path from `src/` and from `dist/`. */
const FOLDER = fileURLToPath(new URL('../../../seeds/senders/', import.meta.url));

/** A preset for the webhooks of one sender. */
export interface Sender extends SenderEntry {
  /** Its name in URLs, such as `github`: the file name without extension. */
  id: string;
}

/** The presets, loaded once at startup. */
export type Senders = Catalog<Sender>;

/**
 * Loads and checks all presets, so that an invalid one fails at startup and not when a webhook is created from it.
 * @param folder for tests
 * @throws ProgramFilesError if a file cannot be read; Error naming the file, the member and the problem
 */
export function loadSenders(schemas: Schemas, folder: string = FOLDER): Senders {
  const parse = (text: string) => parseSender(schemas, text);
  const entries = readingProgramFiles('the sender presets', () =>
    readEntries(folder, parse, (file) => `seeds/senders/${file}`),
  );
  return catalogOf<Sender>(entries);
}

/** @throws AppError malformed_json, validation_failed, with JSON Pointers into the file */
function parseSender(schemas: Schemas, text: string): SenderEntry {
  const entry = parsedEntry(text) as SenderEntry;
  schemas.check('sender-entry', entry);
  const faults = senderFaults(schemas, entry);
  if (faults.length > 0) throw combined(faults);
  return entry;
}
