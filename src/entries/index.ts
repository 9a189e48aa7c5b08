/**
 * Entries that describe a service in one JSON document: providers and sender presets. The built-in ones are files, the
 * operator adds a folder of files, and tenants define their own. A tenant's own entry replaces the built-in one with the
 * same ID.
 */
export { entryView } from './view.ts';
export { createOwnEntries, type OwnEntries } from './own.ts';
export { createOwnStore, type Origin } from './own-store.ts';
export { matchingEntries } from './matching.ts';
export { createBuiltInEntries } from './built-in.ts';
