import type { OpenApiDocument } from './contract-document.ts';
import { follow } from './contract-operations.ts';

interface Schema {
  $ref?: string;
  const?: unknown;
  enum?: unknown[];
  examples?: unknown[];
  anyOf?: Schema[];
  type?: string | string[];
  format?: string;
  pattern?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: boolean | Schema;
  minLength?: number;
  minimum?: number;
}

/**
 * A value that is valid by a schema, with all members. `idOf` returns the ID of an existing resource of a type, for
 * relationships. The document's own ID is left out: the server generates it or takes it from the path.
 */
export function sampleOf(
  document: OpenApiDocument,
  schema: object,
  idOf: (type: string) => string,
  name = '',
): unknown {
  const { const: fixed, ...it } = follow<Schema>(document, schema);
  if (fixed !== undefined) return fixed;
  if (it.enum !== undefined) return it.enum[0];
  if (it.anyOf !== undefined) return sampleOf(document, it.anyOf[0]!, idOf, name);
  switch (Array.isArray(it.type) ? it.type[0] : it.type) {
    case 'object':
      return sampleObject(document, it, idOf, name);
    case 'array':
      return it.items === undefined ? [] : [sampleOf(document, it.items, idOf, name)];
    case 'boolean':
      return true;
    case 'integer':
      return it.minimum ?? 1;
    default:
      return sampleText(it, idOf, name);
  }
}

function sampleObject(
  document: OpenApiDocument,
  { properties, additionalProperties }: Schema,
  idOf: (type: string) => string,
  name: string,
): unknown {
  if (properties === undefined) {
    // An object without declared members: one member of the allowed type, or the title of a component.json.
    const member = typeof additionalProperties === 'object' ? additionalProperties : { type: 'string' };
    return { title: sampleOf(document, member, idOf, 'title') };
  }
  const type = follow<Schema>(document, properties['type'] ?? {}).const;
  const isIdentifier = typeof type === 'string' && Object.keys(properties).sort().join() === 'id,type';
  if (isIdentifier && name !== '') return { type, id: idOf(type) };
  const entries = Object.entries(properties).filter(([key]) => !(key === 'id' && type !== undefined));
  return Object.fromEntries(entries.map(([key, schema]) => [key, sampleOf(document, schema, idOf, key)]));
}

function sampleText({ format, pattern, examples }: Schema, idOf: (type: string) => string, name: string) {
  if (name === 'component_id') return idOf('component');
  if (name === 'credentials_id') return idOf('credential');
  if (/(^|_)(url|uri|urls|issuer)$/.test(name)) return `https://third.example/${name}`;
  if (name === 'scopes') return 'read';
  if (name === 'expression') return '$';
  if (format === 'email') return 'somebody.else@acme.test';
  if (format === 'uri') return 'https://acme.test/flow';
  if (format === 'date-time') return '2099-01-31T00:00:00Z';
  if (pattern?.startsWith('^(/') === true) return `/${name}`;
  if (pattern !== undefined && !/\s/.test(name) && new RegExp(pattern, 'u').test(name)) return name;
  if (pattern?.includes('0-9a-f') === true) return examples?.[0] ?? '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f';
  return name === 'source' || name === 'target' || name === 'id' ? 'step_1' : `a ${name}`;
}
