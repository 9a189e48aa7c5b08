import type { Route } from '../../src/jsonapi/index.ts';
import type { RelatedRoute } from '../../src/jsonapi/related.ts';
import { examplesOf, JSON_API, JSON_ONLY, relatedResponses, routeResponses } from './responses.ts';
import { component, schemaFile, type Operation, type RequestBody } from './open-api.ts';
import { fieldsOf, routeParameters } from './parameters.ts';
import type { OperationNotes, ResourceNotes } from './contract-files.ts';

type Permission = Route['action']['permission'];

/** The operation for a JSON:API route. */
export function routeOperation(
  route: Route,
  tag: string,
  notes: OperationNotes,
  resource: ResourceNotes,
): Operation {
  const body = requestBody(route, notes);
  return {
    ...heading(tag, notes, [route.action.permission]),
    parameters: routeParameters(route, notes),
    ...(body && { requestBody: body }),
    responses: routeResponses(route, notes, resource),
  };
}

/** The operation for a related link. `target` is the route that reads the related resource. */
export function relatedOperation(
  { owner }: RelatedRoute,
  target: Route,
  tag: string,
  notes: OperationNotes,
): Operation {
  const permissions = [owner.action.permission, target.action.permission];
  const isFree = permissions.every((permission) => permission === 'authenticated');
  return {
    ...heading(tag, notes, permissions),
    parameters: [component('parameters', 'IfNoneMatch'), fieldsOf(target.view.type)],
    responses: relatedResponses(target.view.type, owner.path, isFree),
  };
}

function heading(tag: string, notes: OperationNotes, permissions: Permission[]) {
  const { operationId, summary, takes = '', description } = notes;
  const sentence = `Requires ${permissionWords(permissions)}${takes}.`;
  return {
    operationId,
    summary,
    tags: [tag],
    description: description === undefined ? sentence : `${sentence}\n\n${description}`,
  };
}

function permissionWords(permissions: readonly Permission[]): string {
  const named = permissions.filter(
    (permission) => permission !== 'authenticated' && permission !== 'in person',
  );
  if (named.length === 0) return 'no permission';
  return [...new Set(named)].map((permission) => `\`${permission}\``).join(' and ');
}

/** The request document, in both media types. */
function requestBody({ action }: Route, { examples }: OperationNotes): RequestBody | undefined {
  if (action.schema === undefined) return undefined;
  const media = { schema: { ...schemaFile(action.schema) }, ...examplesOf(examples?.request) };
  return { required: true, content: { [JSON_API]: media, [JSON_ONLY]: media } };
}
