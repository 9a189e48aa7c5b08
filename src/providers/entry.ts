import { AppError, combined } from '../errors.ts';
import type { ProviderEntry, Schemas } from '../schema/index.ts';
import { entryFaults } from './rules.ts';

/**
 * Reads a provider from a JSON file: one of the catalog, or one in PROVIDERS_DIR.
 * @throws AppError malformed_json, validation_failed, with JSON Pointers into the file
 */
export function parseEntry(schemas: Schemas, text: string): ProviderEntry {
  const entry = parsed(text) as ProviderEntry;
  schemas.check('provider-entry', entry);
  const faults = entryFaults(entry, '');
  if (faults.length > 0) throw combined(faults);
  return entry;
}

/** All problems of an entry in one line: each a sentence after the pointer to its member. */
export function entryProblems(error: AppError): string {
  return [error, ...error.others]
    .map((one) => `${one.source?.pointer ?? ''} ${one.message}`.trim())
    .join(' ');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('malformed_json', `The file is not valid JSON: ${(error as Error).message}.`);
  }
}
