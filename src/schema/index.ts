/**
 * The schemas of all requests and responses: JSON Schema in `schemas/`, enforced here, typed in `types.ts` and listed in
 * `members.ts`.
 */
export type * from './types.ts';
export { entryIdOf, entryVersion, loadCatalog, parseEntryWith, type Catalog } from './entry-files.ts';
export { MEMBERS, WRITTEN } from './members.ts';
export { loadSchemas, SCHEMA_FOLDER, type Schemas } from './registry.ts';
export type { PlainAttributes, PlainName, ResourceType, WrittenType } from './resources.ts';
