import type { Route } from '../../src/jsonapi/index.ts';
import type { RelatedRoute } from '../../src/jsonapi/related.ts';
import { documentSchema, relatedResponse } from './documents.ts';
import { errorTable } from './error-table.ts';
import { pascalCase, type Components, type Operation } from './open-api.ts';
import { relatedOperation, routeOperation } from './operations.ts';
import { fieldsParameter, pathParameters } from './parameters.ts';
import { plainOperation } from './plain-operations.ts';
import { relationshipType } from './relationship-type.ts';
import { PREFIX, type RouteTables } from './route-tables.ts';
import {
  assertKnownMembers,
  type OperationNotes,
  type PlainOperationNotes,
  type ResourceNotes,
  type ContractFiles,
} from './contract-files.ts';

/**
 * Builds the OpenAPI document from the route tables and their descriptions, plus the operations outside the JSON:API.
 * @throws Error naming a route that contract/tags does not describe, or an operation that has no route
 */
export function generateContract(files: ContractFiles, tables: RouteTables): object {
  const { document, tags } = files;
  const resources = Object.assign({}, ...tags.map((file) => file.resources)) as Record<string, ResourceNotes>;
  const components = structuredClone(files.components);
  const paths: Record<string, Record<string, unknown>> = {};

  for (const { tag, operations, components: own = {} } of tags) {
    for (const [kind, named] of Object.entries(own)) add(kind, named);
    for (const [key, notes] of Object.entries(operations)) {
      const [method = '', path = ''] = key.split(' ');
      const parameters = pathParameters(path);
      paths[path] ??= parameters.length === 0 ? {} : { parameters };
      paths[path][method.toLowerCase()] = operation(key, tag, notes);
    }
  }
  assertAllDescribed(files, tables);

  const description = document.info.description.replace('{errors}', errorTable(files.errors));
  return {
    ...document,
    info: { ...document.info, description },
    tags: tags.map(({ tag, description: about }) => ({ name: tag, description: about })),
    paths,
    components,
  };

  function operation(key: string, tag: string, notes: OperationNotes | PlainOperationNotes): Operation {
    const [, path = ''] = key.split(' ');
    if (!path.startsWith(`${PREFIX}/`)) {
      assertKnownMembers(key, 'plain', notes);
      return plainOperation(tag, notes as PlainOperationNotes);
    }
    const route = tables.routes.get(key);
    const related = tables.related.get(key);
    if (route === undefined && related === undefined)
      throw new Error(`contract/tags describes ${key}, but there is no such route`);
    assertKnownMembers(key, route === undefined ? 'related' : 'route', notes);
    return route === undefined
      ? ofRelationship(key, related!, tag, notes as OperationNotes)
      : ofRoute(route, tag, notes as OperationNotes);
  }

  function ofRoute(route: Route, tag: string, notes: OperationNotes): Operation {
    const { type } = route.view;
    const resource = notesOn(type);
    const ofType = [...tables.routes.values()].filter(({ view }) => view.type === type);
    add('schemas', documentSchema(route, ofType, resource));
    if (route.method !== 'delete')
      add('parameters', { [`${pascalCase(type)}Fields`]: fieldsParameter(route, resource) });
    return routeOperation(route, tag, notes, resource);
  }

  function ofRelationship(key: string, related: RelatedRoute, tag: string, notes: OperationNotes): Operation {
    const type = relationshipType(related.owner.view.type, related.relationship);
    const target = tables.readingOf(type);
    if (target === undefined) throw new Error(`${key} has the type ${type}, but no route reads it`);
    add('responses', { [`Related${pascalCase(type)}`]: relatedResponse(type, notesOn(type)) });
    return relatedOperation(related, target, tag, notes);
  }

  function notesOn(type: string): ResourceNotes {
    const notes = resources[type];
    if (notes === undefined)
      throw new Error(`No file of contract/tags lists the type ${type} under \`resources\``);
    return notes;
  }

  function add(kind: keyof Components, named: Record<string, object>): void {
    Object.assign((components[kind] ??= {}), named);
  }
}

function assertAllDescribed({ tags }: ContractFiles, { routes, related }: RouteTables): void {
  const described = new Set(tags.flatMap(({ operations }) => Object.keys(operations)));
  const missing = [...routes.keys(), ...related.keys()].filter((key) => !described.has(key));
  if (missing.length > 0) throw new Error(`No file of contract/tags describes ${missing.join(', ')}`);
}
