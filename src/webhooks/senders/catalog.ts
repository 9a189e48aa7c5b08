import { fileURLToPath } from 'node:url';
import type { Origin } from '../../entries/index.ts';
import {
  loadCatalog,
  parseEntryWith,
  type Catalog,
  type Schemas,
  type SenderEntry,
} from '../../schema/index.ts';
import { senderFaults } from './rules.ts';

/** The same path from `src/` and from `dist/`. */
const FOLDER = fileURLToPath(new URL('../../../seeds/senders/', import.meta.url));

/** A preset for the webhooks of one sender. */
export interface Sender extends SenderEntry {
  /** Its name in URLs, such as `github`. Of a built-in one, the file name without extension. */
  id: string;
  /** Of a preset that a tenant defined. */
  own?: Origin;
}

/** The presets that all tenants have, loaded once at startup. */
export type Senders = Catalog<Sender>;

/**
 * Loads and checks all presets.
 * @param operatorsFolder more presets, which replace built-in ones with the same ID
 * @param folder for tests
 * @throws as `loadCatalog`
 */
export function loadSenders(schemas: Schemas, operatorsFolder?: string, folder: string = FOLDER): Senders {
  return loadCatalog<SenderEntry>({
    name: 'the sender presets',
    folder,
    shownAs: 'seeds/senders',
    parse: (text) => parseSender(schemas, text),
    operators: { setting: 'SENDERS_DIR', folder: operatorsFolder },
  });
}

/**
 * Reads a preset from a JSON file: a built-in one, or one in SENDERS_DIR.
 * @throws AppError malformed_json, validation_failed, with JSON Pointers into the file
 */
export function parseSender(schemas: Schemas, text: string): SenderEntry {
  return parseEntryWith<SenderEntry>(schemas, text, 'sender-entry', (entry) =>
    senderFaults(schemas, entry, ''),
  );
}
