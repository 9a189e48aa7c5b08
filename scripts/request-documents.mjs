// Derives the schemas of request documents, such as flow.create.json, from the schema of the resource. An attribute
// of schemas/flow.json says how it is written:
//   "x-write": {…}    it can be set and changed; the keywords apply to the value in a request only
//   "x-create": {…}   the same for creation only
//   "x-update": {…}   the same for changes only
//   "writeOnly": true it is not in responses
// Without any of the first three it is read-only. On the ID, `x-create` means that the client chooses it. On the
// attributes, `x-removable` means that a change can set any optional attribute to null, which removes it. On the
// resource itself, `x-create` and `x-update` contain the description of the document. If one is missing, there is no
// such document, or it is written by hand because it is a different document: the input of an action such as a replay
// or a test, whose resource describes the result. `x-entry` names the schema of a file with the attributes alone.

const GENERATED = 'Generated from ';

const ANNOTATIONS = ['x-write', 'x-create', 'x-update', 'x-entry', 'x-removable', 'writeOnly'];

/** What differs between the two documents. */
const DOCUMENTS = {
  create: { suffix: 'Create', own: 'x-create', members: ['type'] },
  update: { suffix: 'Update', own: 'x-update', members: ['type', 'id'] },
};

/**
 * @param {Map<string, any>} declared the schemas by file name, with annotations
 * @returns {Map<string, any>} the derived schemas by file name
 */
export function requestDocuments(declared) {
  const derived = new Map();
  for (const [file, schema] of declared) {
    for (const [kind, { own }] of Object.entries(DOCUMENTS)) {
      if (own in schema) derived.set(file.replace('.json', `.${kind}.json`), documentOf(file, schema, kind));
    }
    if ('x-entry' in schema) derived.set(file.replace('.json', '-entry.json'), entryOf(file, schema));
  }
  return derived;
}

/** Whether `npm run types` wrote the schema. */
export function isDerived(schema) {
  return schema.$comment?.startsWith(GENERATED) ?? false;
}

/** The schema as published: that of the response, without annotations and write-only attributes. */
export function responseSchemaOf(schema) {
  if (Array.isArray(schema)) return schema.map(responseSchemaOf);
  if (schema === null || typeof schema !== 'object') return schema;
  const entries = Object.entries(schema).filter(
    ([key]) => !ANNOTATIONS.includes(key) && !(key === '$comment' && isDerived(schema)),
  );
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      key !== 'properties'
        ? responseSchemaOf(value)
        : Object.fromEntries(
            Object.entries(value)
              .filter(([, member]) => member.writeOnly !== true)
              .map(([name, member]) => [name, responseSchemaOf(member)]),
          ),
    ]),
  );
}

/** What a file with the attributes alone contains. */
function entryOf(file, schema) {
  return {
    $schema: schema.$schema,
    $id: file.replace('.json', '-entry.json'),
    $comment: commentOn(file),
    title: `${schema.title}Entry`,
    ...schema['x-entry'],
    ...group(schema.properties.attributes, 'create', (attribute) => attribute),
  };
}

function commentOn(file) {
  return `${GENERATED}${file} by \`npm run types\`. Do not edit.`;
}

function documentOf(file, schema, kind) {
  const { suffix, own, members } = DOCUMENTS[kind];
  const { type, id, attributes, relationships } = schema.properties;
  const properties = {
    type: { ...type, enum: [type.const] },
    id: written(id, kind),
    attributes: attributes && group(attributes, kind, (attribute) => attribute),
    relationships: relationships && group(relationships, kind, linkage),
  };
  const present = ['attributes', 'relationships'].filter((name) => properties[name] !== undefined);
  const isIdChosen = kind === 'create' && 'x-create' in id;
  const data = object(pick(properties, [...members, ...(isIdChosen ? ['id'] : []), ...present]), [
    'type',
    ...(isIdChosen ? ['id'] : []),
    ...present.filter((name) => properties[name].required !== undefined),
  ]);
  return {
    $schema: schema.$schema,
    $id: file.replace('.json', `.${kind}.json`),
    $comment: commentOn(file),
    title: `${schema.title}${suffix}`,
    ...schema[own],
    ...object({ data }, ['data']),
  };
}

/** The attributes or relationships that can be written; undefined if there are none. */
function group(schema, kind, prepare) {
  const members = Object.entries(schema.properties)
    .filter(([, member]) => 'x-write' in member || DOCUMENTS[kind].own in member)
    .map(([name, member]) => [name, written(prepare(member), kind)]);
  if (members.length === 0) return undefined;
  const isRemovable = (name) =>
    kind === 'update' && 'x-removable' in schema && !schema['x-create']?.required?.includes(name);
  const accepted = members.map(([name, member]) => [name, isRemovable(name) ? nullable(member) : member]);
  return { ...object(Object.fromEntries(accepted)), ...schema[DOCUMENTS[kind].own] };
}

/** The member, which a request can also set to null. */
function nullable(member) {
  const { description, ...rest } = member;
  const type = 'type' in rest ? { type: [...new Set([rest.type, 'null'].flat())] } : {};
  const values = 'enum' in rest ? { enum: [...new Set([...rest.enum, null])] } : {};
  return '$ref' in rest
    ? { ...(description !== undefined && { description }), anyOf: [rest, { type: 'null' }] }
    : { ...member, ...type, ...values };
}

/** The member as it is written. A reference replaces everything except the description. */
function written(member, kind) {
  const own = Object.fromEntries(Object.entries(member).filter(([key]) => !ANNOTATIONS.includes(key)));
  const keywords = { ...member['x-write'], ...member[DOCUMENTS[kind].own] };
  return '$ref' in keywords
    ? { ...keywords, ...pick(own, 'description' in keywords ? [] : ['description']) }
    : { ...own, ...keywords };
}

/** A relationship without links and with an ID that need not exist. */
function linkage(relationship) {
  const { links: _links, ...properties } = relationship.properties;
  const identifier = (node) => {
    if (node.anyOf !== undefined) return { ...node, anyOf: node.anyOf.map(identifier) };
    if (node.properties === undefined) return node;
    const { type } = node.properties;
    const id = { $ref: 'common.json#/$defs/givenId' };
    return { ...node, properties: { type: { ...type, enum: [type.const] }, id } };
  };
  return {
    ...relationship,
    properties: { ...properties, data: identifier(properties.data) },
    required: ['data'],
  };
}

function object(properties, required) {
  return { type: 'object', properties, additionalProperties: false, ...(required && { required }) };
}

function pick(source, names) {
  return Object.fromEntries(names.filter((name) => name in source).map((name) => [name, source[name]]));
}
