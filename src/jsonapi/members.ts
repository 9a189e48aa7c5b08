import { isObject } from '../system/json-type.ts';
import { typeNamed } from './type-names.ts';

/** Reduces a document to the members that are used: those that JSON:API defines for a request. */

type Members = Record<string, unknown>;

/**
 * The resource without the members that JSON:API 1.1 says to ignore: members it does not define, `meta`, `links` and
 * `lid` at any level, and @-members. The content of an attribute is left to the schema.
 */
export function definedMembers(data: Members, relationshipNames: readonly string[]): Members {
  const resource: Members = {};
  for (const name of ['type', 'id']) if (name in data) resource[name] = data[name];
  if ('attributes' in data) resource['attributes'] = withoutAtMembers(data['attributes']);
  if ('relationships' in data)
    resource['relationships'] = relationshipsOf(data['relationships'], relationshipNames);
  return resource;
}

function withoutAtMembers(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !name.startsWith('@')));
}

function relationshipsOf(value: unknown, known: readonly string[]): unknown {
  const named = withoutAtMembers(value);
  if (!isObject(named)) return named;
  return Object.fromEntries(
    Object.entries(named)
      .filter(([name, relationship]) => !(known.includes(name) && isWithoutLinkage(relationship)))
      .map(([name, relationship]) => [name, linkageOf(relationship)]),
  );
}

/** A relationship with only links or meta says nothing about its linkage (JSON:API 1.1, 7.2.2.2). */
function isWithoutLinkage(relationship: unknown): boolean {
  return (
    isObject(relationship) && !('data' in relationship) && ('links' in relationship || 'meta' in relationship)
  );
}

function linkageOf(relationship: unknown): unknown {
  if (!isObject(relationship) || !('data' in relationship)) return isObject(relationship) ? {} : relationship;
  const { data } = relationship;
  return { data: Array.isArray(data) ? data.map(identifierOf) : identifierOf(data) };
}

function identifierOf(data: unknown): unknown {
  if (!isObject(data)) return data;
  const identifier: Members = {};
  for (const name of ['type', 'id']) if (name in data) identifier[name] = data[name];
  const { type } = identifier;
  if (typeof type === 'string') identifier['type'] = typeNamed(type) ?? type;
  return identifier;
}
