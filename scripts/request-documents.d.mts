type Schemas = ReadonlyMap<string, object>;
export function requestDocuments(declared: Schemas): Map<string, object>;
export function responseSchemaOf(schema: unknown): unknown;
export function isDerived(schema: unknown): boolean;
