import { readFileSync } from 'node:fs';

const SCHEMAS = new URL('../../schemas/', import.meta.url);

/**
 * The resource type of a relationship, from the schema of the resource that has it.
 * @throws Error if the schema does not define it
 */
export function relationshipType(owner: string, relationship: string): string {
  const schema = JSON.parse(readFileSync(new URL(`${owner}.json`, SCHEMAS), 'utf8')) as Node;
  const data = schema.properties?.['relationships']?.properties?.[relationship]?.properties?.['data'];
  const identifiers = [data, ...(data?.anyOf ?? [])];
  const type = identifiers.map((it) => it?.properties?.['type']?.const).find((it) => it !== undefined);
  if (type === undefined)
    throw new Error(`schemas/${owner}.json does not define the type of the relationship ${relationship}`);
  return type;
}

interface Node {
  properties?: Record<string, Node>;
  anyOf?: Node[];
  const?: string;
}
