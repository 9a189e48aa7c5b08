/** The shapes of everything that comes in and goes out: JSON Schema in `schemas/`, enforced here, typed in `types.ts`. */
export type * from './types.ts';
export { loadContract } from './openapi.ts';
export { loadSchemas, SCHEMA_FOLDER, type Schemas } from './registry.ts';
