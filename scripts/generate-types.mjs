// Generates from schemas/:
//   schemas/*.create.json, *.update.json   the request documents of resources that declare them
//   src/schema/types.ts                    a TypeScript type for each schema, named after its title
//   src/schema/members.ts                  the attributes and relationships of each resource
//
//   node scripts/generate-types.mjs           writes the files
//   node scripts/generate-types.mjs --check   fails if a file is out of date
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';
import { membersOf } from './resource-members.mjs';
import { responseSchemaOf, isDerived, requestDocuments } from './request-documents.mjs';

const ROOT_FOLDER = new URL('../', import.meta.url);
const SCHEMAS = new URL('schemas/', ROOT_FOLDER);
/** The compiler needs a root schema. Its type is removed again. */
const ROOT = 'AllSchemas';
const BANNER = '// Generated from schemas/ by `npm run types`. Do not edit.\n';

const declared = readDeclared();
const derived = requestDocuments(declared);
const schemas = new Map(
  [...declared, ...derived]
    .map(([file, schema]) => [file, responseSchemaOf(schema)])
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);
const files = new Map([...derived].map(([file, schema]) => [`schemas/${file}`, JSON.stringify(schema)]));
files.set('src/schema/types.ts', await generate(schemas));
files.set('src/schema/members.ts', `${BANNER}${membersOf(declared, derived, nameOf)}`);
for (const [path, text] of files) await put(path, text);

/** The hand-written schemas by file name, in the same order on every machine. */
function readDeclared() {
  const names = readdirSync(SCHEMAS).filter((file) => file.endsWith('.json'));
  const all = names.sort().map((file) => [file, JSON.parse(readFileSync(new URL(file, SCHEMAS), 'utf8'))]);
  return new Map(all.filter(([, schema]) => !isDerived(schema)));
}

async function put(path, text) {
  const file = new URL(path, ROOT_FOLDER);
  const wanted = path.endsWith('types.ts')
    ? text
    : await format(text, { ...(await resolveConfig(file)), filepath: path });
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) return;
  if (!process.argv.includes('--check')) return writeFileSync(file, wanted);
  console.error(`${path} is out of date. Run: npm run types`);
  process.exitCode = 1;
}

/** Combines all schemas into one document, so that a shared definition becomes one type. */
async function generate(schemas) {
  const definitions = {};
  for (const [file, { $id: _id, $schema: _dialect, $defs, ...schema }] of schemas) {
    const parts = Object.entries($defs ?? {}).map(([key, part]) => [nameOf(file, key, part), part]);
    // Some files contain only definitions for other files.
    const whole = Object.keys(schema).some((key) => !['title', 'description', '$comment'].includes(key));
    for (const [name, part] of [...parts, ...(whole ? [[nameOf(file, '', schema), schema]] : [])]) {
      if (name in definitions) throw new Error(`Two schemas are named ${name}; the second is in ${file}`);
      definitions[name] = prepare(part, file, schemas);
    }
  }
  const text = await compile({ title: ROOT, additionalProperties: false, $defs: definitions }, ROOT, {
    additionalProperties: false,
    bannerComment: BANNER,
    ignoreMinAndMaxItems: true,
    strictIndexSignatures: true,
    unreachableDefinitions: true,
    style: { singleQuote: true, printWidth: 110, trailingComma: 'all', bracketSpacing: true },
  });
  return tidy(text);
}

function nameOf(file, key, schema) {
  const words = schema.title ?? `${file.replace(/\.json$/, '')} ${key}`;
  const capitalize = (word) => word.charAt(0).toUpperCase() + word.slice(1);
  return words
    .split(/[^A-Za-z0-9]+/)
    .map(capitalize)
    .join('');
}

/** The node with its references pointing to the combined document's definitions. */
function prepare(node, file, schemas) {
  if (Array.isArray(node)) return node.map((item) => prepare(item, file, schemas));
  if (node === null || typeof node !== 'object') return node;
  const { $ref, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === '$ref' ? value : prepare(value, file, schemas)]),
  );
  if (typeof $ref !== 'string')
    return '$ref' in node ? { $ref: prepare($ref, file, schemas), ...rest } : rest;
  const reference = { $ref: definitionOf($ref, file, schemas) };
  // With a description next to a reference, the compiler would generate a second type.
  return Object.keys(rest).length === 0 ? reference : { ...rest, allOf: [reference, ...(rest.allOf ?? [])] };
}

function definitionOf(reference, file, schemas) {
  const [target, pointer = ''] = reference.split('#');
  const name = target === '' ? file : target;
  const key = pointer.replace(/^\/\$defs\//, '');
  const schema = key === '' ? schemas.get(name) : schemas.get(name)?.$defs?.[key];
  if (schema === undefined) throw new Error(`${file} refers to ${reference}, which does not exist`);
  return `#/$defs/${nameOf(name, key, schema)}`;
}

/** Removes the root and the compiler's notes about where a definition comes from. */
function tidy(text) {
  const remark = /^ \* This interface was referenced by `.*\n \* via the `definition` ".*"\.\n/gm;
  return text
    .replace(remark, '')
    .replace(/^ \*\n(?= \*\/$)/gm, '')
    .replace(/^\/\*\*\n \*\/\n/gm, '')
    .replace(new RegExp(`^export interface ${ROOT} \\{[^}]*\\}\n`, 'm'), '')
    .replace(/\n{3,}/g, '\n\n');
}
