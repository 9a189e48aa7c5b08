import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { responseSchemaOf } from '../request-documents.mjs';
import { pascalCase } from './open-api.ts';

type Json = null | boolean | number | string | Json[] | JsonObject;
type JsonObject = { [member: string]: Json };

/** Base of the references within the contract. Schemas are below it. */
const CONTRACT = 'openapi.yaml';

/**
 * Bundles the contract into one document in which every `$ref` starts with `#/`. A file in schemas/, or one of its
 * `$defs`, moves to `#/components/schemas/<Name>`. The name is its title, or the names of the file and definition.
 * (`redocly bundle` is not used because it names schemas after files, such as `id-2` and `api-key.create`, and
 * generated clients would use these names.)
 *
 * @param root the folder that file references are relative to
 * @throws Error naming the reference if its target does not exist or two schemas have the same name
 */
export function bundle(contract: object, root: URL): object {
  const files = new Map<string, JsonObject>();
  const names = new Map<string, string>();
  const lifted = new Map<string, Json>();

  const document = localize(contract as JsonObject, CONTRACT) as JsonObject;
  const components = (document['components'] ?? {}) as JsonObject;
  return { ...document, components: { ...components, schemas: schemasOf(components['schemas']) } };

  /** A copy of a node of the file `base` with local references. */
  function localize(node: Json, base: string): Json {
    if (Array.isArray(node)) return node.map((item) => localize(item, base));
    if (node === null || typeof node !== 'object') return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        key === '$ref' && typeof value === 'string' ? localReference(value, base) : localize(value, base),
      ]),
    );
  }

  function localReference(reference: string, base: string): string {
    const target = resolveReference(reference, base);
    return target.startsWith(`${CONTRACT}#`) ? reference : `#/components/schemas/${lift(target, reference)}`;
  }

  /** Moves the schema into the document the first time it is referenced. @returns its name there */
  function lift(target: string, reference: string): string {
    const { file, schema } = find(target, reference);
    const name = nameOf(target, schema);
    if (lifted.has(target)) return name;
    names.set(target, name);
    lifted.set(target, null); // A schema can refer to itself.
    // These three belong to the file. In another document they would be wrong.
    const { $id: _id, $schema: _dialect, $defs: _definitions, ...rest } = schema;
    lifted.set(target, localize(rest, file));
    return name;
  }

  function find(target: string, reference: string): { file: string; schema: JsonObject } {
    const [file = '', fragment = ''] = target.split('#');
    let content = files.get(file);
    if (content === undefined) {
      content = responseSchemaOf(JSON.parse(readFileSync(new URL(file, root), 'utf8'))) as JsonObject;
      files.set(file, content);
    }
    if (fragment === '') return { file, schema: content };
    const definition = /^\/\$defs\/([^/]+)$/.exec(fragment)?.[1] ?? '';
    const schema = ((content['$defs'] ?? {}) as JsonObject)[definition];
    if (schema === undefined)
      throw new Error(`The contract refers to ${reference}, which ${file} does not define`);
    return { file, schema: schema as JsonObject };
  }

  /** The document's own schemas and those from files, by name. */
  function schemasOf(own: Json = {}): JsonObject {
    const schemas = new Map(Object.entries(own as JsonObject));
    for (const [target, schema] of lifted) {
      const name = names.get(target)!;
      if (schemas.has(name)) throw new Error(`Two schemas of the contract are named ${name}`);
      schemas.set(name, schema);
    }
    return Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Resolves a reference in the file `base` relative to the package root: `../x.json#/$defs/y` → `x.json#/$defs/y`. */
function resolveReference(reference: string, base: string): string {
  const [file = '', fragment = ''] = reference.split('#');
  return `${file === '' ? base : posix.join(posix.dirname(base), file)}#${fragment}`;
}

function nameOf(target: string, schema: JsonObject): string {
  if (typeof schema['title'] === 'string') return pascalCase(schema['title']);
  const [file = '', fragment = ''] = target.split('#');
  return pascalCase(`${posix.basename(file, '.json')} ${posix.basename(fragment)}`);
}
