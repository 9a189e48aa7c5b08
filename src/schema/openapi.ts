import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from 'yaml';

/** `openapi.yaml` and the schema files, made one document: every `$ref` in it begins with `#/`. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string };
  /** Operations by path and lower-case method, beside what the operations of a path share (`parameters` …). */
  paths: Record<string, Record<string, unknown>>;
  components: Record<string, Record<string, unknown>>;
}

type Json = null | boolean | number | string | Json[] | JsonObject;
type JsonObject = { [member: string]: Json };

/** The package root: the same from src/schema/ and from dist/schema/. */
const ROOT = new URL('../../', import.meta.url);
const CONTRACT = 'openapi.yaml';

/**
 * Reads the contract as one self-contained document, to be served and to hold answers against. What a reference
 * to a file under schemas/, or to one of its `$defs`, points at moves to `#/components/schemas/<Name>`. The name
 * is the one under which openapi.yaml itself lists it, else the schema's title, else that of file and definition.
 *
 * @throws Error naming the reference, when its target does not exist or two schemas would share a name
 */
export function loadContract(root: URL = ROOT): OpenApiDocument {
  const contract = parse(readFileSync(new URL(CONTRACT, root), 'utf8')) as JsonObject;
  const components = (contract.components ?? {}) as JsonObject;
  const declared = (components.schemas ?? {}) as JsonObject;
  const files = new Map<string, JsonObject>();
  const names = new Map(
    Object.entries(declared).flatMap(([name, schema]) => nameOfFileReference(name, schema)),
  );
  const lifted = new Map<string, Json>();

  /** A copy of a node of the file `base`, its references made local. */
  function localize(node: Json, base: string): Json {
    if (Array.isArray(node)) return node.map((item) => localize(item, base));
    if (node === null || typeof node !== 'object') return node;
    const copy: JsonObject = {};
    for (const [key, value] of Object.entries(node)) {
      copy[key] =
        key === '$ref' && typeof value === 'string' ? localReference(value, base) : localize(value, base);
    }
    return copy;
  }

  function localReference(reference: string, base: string): string {
    const target = resolveReference(reference, base);
    return target.startsWith(`${CONTRACT}#`) ? reference : `#/components/schemas/${lift(target, reference)}`;
  }

  /** Moves the schema into the document, once, and tells its name there. */
  function lift(target: string, reference: string): string {
    const { file, schema } = find(target, reference);
    const name = names.get(target) ?? nameOf(target, schema);
    names.set(target, name);
    if (lifted.has(target)) return name;

    lifted.set(target, null); // a schema may refer to itself
    // These three are for readers of the file; in another document they would point elsewhere.
    const { $id: _id, $schema: _dialect, $defs: _definitions, ...rest } = schema;
    lifted.set(target, localize(rest, file));
    return name;
  }

  function find(target: string, reference: string): { file: string; schema: JsonObject } {
    const [file = '', fragment = ''] = target.split('#');
    let content = files.get(file);
    if (content === undefined) {
      content = JSON.parse(readFileSync(new URL(file, root), 'utf8')) as JsonObject;
      files.set(file, content);
    }
    if (fragment === '') return { file, schema: content };
    const definition = /^\/\$defs\/([^/]+)$/.exec(fragment)?.[1] ?? '';
    const schema = ((content.$defs ?? {}) as JsonObject)[definition];
    if (schema === undefined)
      throw new Error(`The contract refers to ${reference}, which ${file} does not define`);
    return { file, schema: schema as JsonObject };
  }

  const document = localize(contract, CONTRACT) as JsonObject;
  const schemas = mergeSchemas((document.components as JsonObject | undefined)?.schemas, lifted, names);
  return {
    ...document,
    components: { ...(document.components as JsonObject), schemas },
  } as unknown as OpenApiDocument;
}

/** openapi.yaml may list a file under a name of its choice: `OauthClient: { $ref: ./schemas/oauth-client.json }`. */
function nameOfFileReference(name: string, schema: Json): [target: string, name: string][] {
  const reference = (schema as JsonObject | null)?.$ref;
  if (typeof reference !== 'string' || reference.startsWith('#')) return [];
  return [[resolveReference(reference, CONTRACT), name]];
}

/** `../x.json#/$defs/y` as seen from the file `base` → `x.json#/$defs/y`, relative to the package root. */
function resolveReference(reference: string, base: string): string {
  const [file = '', fragment = ''] = reference.split('#');
  return `${file === '' ? base : posix.join(posix.dirname(base), file)}#${fragment}`;
}

function nameOf(target: string, schema: JsonObject): string {
  if (typeof schema.title === 'string') return pascalCase(schema.title);
  const [file = '', fragment = ''] = target.split('#');
  return pascalCase(`${posix.basename(file, '.json')} ${posix.basename(fragment)}`);
}

function pascalCase(words: string): string {
  return words
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function mergeSchemas(
  declared: Json | undefined,
  lifted: Map<string, Json>,
  names: Map<string, string>,
): JsonObject {
  const schemas = new Map(Object.entries((declared ?? {}) as JsonObject));
  const listed = new Set(
    [...schemas].filter(([name, schema]) => isReferenceTo(schema, name)).map(([name]) => name),
  );
  for (const [target, schema] of lifted) {
    const name = names.get(target) ?? '';
    if (schemas.has(name) && !listed.delete(name))
      throw new Error(`Two schemas of the contract are named ${name}`);
    schemas.set(name, schema);
  }
  return Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What `OauthClient: { $ref: ./schemas/oauth-client.json }` has become: its place is where the schema goes. */
function isReferenceTo(schema: Json, name: string): boolean {
  return (schema as JsonObject | null)?.$ref === `#/components/schemas/${name}`;
}
