import { parseEntryWith, type ProviderEntry, type Schemas } from '../schema/index.ts';
import { entryFaults } from './rules.ts';

/**
 * Reads a provider from a JSON file: one of the catalog, or one in PROVIDERS_DIR.
 * @throws AppError malformed_json, validation_failed, with JSON Pointers into the file
 */
export function parseEntry(schemas: Schemas, text: string): ProviderEntry {
  return parseEntryWith<ProviderEntry>(schemas, text, 'provider-entry', (entry) => entryFaults(entry, ''));
}
