// Writes src/schema/types.ts: a TypeScript type for each schema in schemas/, named by its title.
//   node scripts/generate-types.mjs           writes the file
//   node scripts/generate-types.mjs --check   fails when it is not what the schemas say
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';

const SCHEMAS = new URL('../schemas/', import.meta.url);
const TYPES = new URL('../src/schema/types.ts', import.meta.url);
/** The compiler wants one root; nobody needs its type. */
const ROOT = 'AllSchemas';
const BANNER = '// Generated from schemas/ by `npm run types`. Do not edit.\n';

const types = await generate(readSchemas());
const current = existsSync(TYPES) ? readFileSync(TYPES, 'utf8') : '';
if (!process.argv.includes('--check')) {
  if (types !== current) writeFileSync(TYPES, types);
} else if (types !== current) {
  console.error('src/schema/types.ts is not what schemas/ says. Run: npm run types');
  process.exitCode = 1;
}

/** Schemas by file name, in the same order on every machine. */
function readSchemas() {
  const files = readdirSync(SCHEMAS).filter((file) => file.endsWith('.json'));
  return new Map(
    files.sort().map((file) => [file, JSON.parse(readFileSync(new URL(file, SCHEMAS), 'utf8'))]),
  );
}

/** One document of all schemas, so that what two of them refer to is one type. */
async function generate(schemas) {
  const definitions = {};
  for (const [file, { $id: _id, $schema: _dialect, $defs, ...schema }] of schemas) {
    const parts = Object.entries($defs ?? {}).map(([key, part]) => [nameOf(file, key, part), part]);
    // A file may hold nothing but definitions for others.
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

/** The node with its references turned to the one document's definitions. */
function prepare(node, file, schemas) {
  if (Array.isArray(node)) return node.map((item) => prepare(item, file, schemas));
  if (node === null || typeof node !== 'object') return node;
  const { $ref, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === '$ref' ? value : prepare(value, file, schemas)]),
  );
  if (typeof $ref !== 'string')
    return '$ref' in node ? { $ref: prepare($ref, file, schemas), ...rest } : rest;
  const reference = { $ref: definitionOf($ref, file, schemas) };
  // Beside a reference, the compiler would take a description for a change, and make a second type.
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

/** Without the compiler's remarks on where a definition comes from, and without the root. */
function tidy(text) {
  const remark = /^ \* This interface was referenced by `.*\n \* via the `definition` ".*"\.\n/gm;
  return text
    .replace(remark, '')
    .replace(/^ \*\n(?= \*\/$)/gm, '')
    .replace(/^\/\*\*\n \*\/\n/gm, '')
    .replace(new RegExp(`^export interface ${ROOT} \\{[^}]*\\}\n`, 'm'), '')
    .replace(/\n{3,}/g, '\n\n');
}
