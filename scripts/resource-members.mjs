import { responseSchemaOf } from './request-documents.mjs';

/**
 * The source of src/schema/members.ts.
 * @param {Map<string, any>} declared the hand-written schemas by file name
 * @param {Map<string, any>} derived the request documents generated from them
 * @param {(file: string, key: string, schema: any) => string} nameOf the name of a schema's type
 */
export function membersOf(declared, derived, nameOf) {
  const members = {};
  const written = {};
  const types = [];
  for (const [file, schema] of declared) {
    const type = schema.properties?.type?.const;
    if (type === undefined || schema.properties.attributes === undefined) continue;
    if (type in members) throw new Error(`Two schemas declare the type ${type}; the second is ${file}`);
    const { attributes, relationships } = responseSchemaOf(schema).properties;
    members[type] = { attributes: namesOf(attributes), relationships: namesOf(relationships) };
    const documents = ['create', 'update'].map((kind) => derived.get(file.replace('.json', `.${kind}.json`)));
    if (documents.every((document) => document === undefined)) continue;
    written[type] = writtenOf(schema, attributes, ...documents.map(attributesOf));
    types.push([type, nameOf(file, '', schema)]);
  }
  const resources = types.map(([type, name]) => `'${type}': ${name};`).join('\n');
  return `import type { ${types.map(([, name]) => name).join(', ')} } from './types.ts';

/** The attributes and relationships in responses, by resource type. */
export const MEMBERS = ${JSON.stringify(members)} as const;

/**
 * How the attributes are written, by resource type. \`writable\` are those that a request can set. \`plain\` are those that
 * a response can return as they were set: not times and constants. \`defaults\` are the values of the plain attributes
 * that a request to create the resource omits.
 */
export const WRITTEN = ${JSON.stringify(written)} as const;

/** The generated types of these resources. */
export interface WrittenResources { ${resources} }
`;
}

function writtenOf(schema, answered, create = {}, update = {}) {
  const declared = schema.properties.attributes;
  const isConstant = (name) => 'const' in declared.properties[name];
  const writable = namesOf(declared).filter(
    (name) => (name in create || name in update) && !isConstant(name),
  );
  const plain = writable.filter(
    (name) => name in answered.properties && declared.properties[name].format !== 'date-time',
  );
  const required = declared['x-create']?.required ?? [];
  const defaults = plain
    .filter((name) => name in create && !required.includes(name))
    .flatMap((name) => {
      if ('default' in create[name]) return [[name, create[name].default]];
      return isNullable(create[name]) ? [[name, null]] : [];
    });
  return { writable, plain, defaults: Object.fromEntries(defaults) };
}

function attributesOf(document) {
  return document?.properties.data.properties.attributes?.properties;
}

function namesOf(group) {
  return Object.keys(group?.properties ?? {});
}

function isNullable({ type, anyOf }) {
  return [type].flat().includes('null') || (anyOf ?? []).some((option) => option.type === 'null');
}
