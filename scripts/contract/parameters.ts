import type { Route } from '../../src/jsonapi/index.ts';
import type { FilterKind } from '../../src/jsonapi/query.ts';
import {
  component,
  pascalCase,
  schemaFile,
  type Parameter,
  type Reference,
  type Schema,
} from './open-api.ts';
import type { OperationNotes, ResourceNotes } from './contract-files.ts';

const SORT =
  'Columns to sort by, most significant first. Prefix with `-` for descending. Ties are sorted by id, in the direction of the last column.';

/** References to the component of each path parameter: `{tenant}` → `Tenant`. */
export function pathParameters(path: string): Reference[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => component('parameters', pascalCase(name)));
}

/** The headers and query parameters that the router reads for a route. */
export function routeParameters(route: Route, notes: OperationNotes): (Parameter | Reference)[] {
  const { method, query = {}, include = {}, view } = route;
  const changes = changesOne(route);
  return [
    ...(method === 'post' ? [component('parameters', 'IdempotencyKey')] : []),
    ...(changes ? [component('parameters', 'IfMatch')] : []),
    ...(changes || returnsOne(route) ? [component('parameters', 'IfNoneMatch')] : []),
    ...(streams(route) ? [component('parameters', 'LastEventId')] : []),
    ...(method === 'delete' ? [] : [fieldsOf(view.type)]),
    ...(Object.keys(include).length > 0 ? [includeParameter(include)] : []),
    ...pageParameters(query.paging),
    ...filterParameters(query.filters ?? {}, notes),
    ...(query.sorts === undefined ? [] : [sortParameter(query.sorts, notes)]),
  ];
}

/** Whether the route is a GET of a single resource, which has an ETag and can return 304. */
export function returnsOne({ method, response }: Route): boolean {
  return method === 'get' && (response === 'resource' || response === 'rendered');
}

/** Whether the route changes or deletes a resource, for which it accepts If-Match. */
export function changesOne({ method }: Route): boolean {
  return method === 'patch' || method === 'put' || method === 'delete';
}

/** Whether the route also sends its log as server-sent events. */
export function streams(route: Route): boolean {
  return route.response === 'log' && route.stream !== undefined;
}

export function fieldsOf(type: string): Reference {
  return component('parameters', `${pascalCase(type)}Fields`);
}

/** The component that `fieldsOf` refers to. It lists every member that the type's view can return. */
export function fieldsParameter({ view }: Route, { fields }: ResourceNotes): Parameter {
  const members = view.relationshipNames === undefined ? 'attributes' : 'attributes and relationships';
  const description = fields ?? `The ${members} to return. All if omitted.`;
  return list(`fields[${view.type}]`, description, { enum: [...view.members] });
}

function includeParameter(include: NonNullable<Route['include']>): Parameter {
  const sentences = Object.entries(include).map(
    ([name, { view, action }]) =>
      `Adds the related ${name}s to \`included\`. Also requires \`${action.permission}\`. \`fields[${view.type}]\` then applies to them.`,
  );
  return list('include', sentences.join('\n'), { enum: Object.keys(include) });
}

function pageParameters(paging: 'pages' | 'cursor' | undefined): Reference[] {
  if (paging === undefined) return [];
  return [paging === 'pages' ? 'PageNumber' : 'PageAfter', 'PageSize'].map((name) =>
    component('parameters', name),
  );
}

function filterParameters(
  filters: Readonly<Record<string, FilterKind>>,
  { filters: notes = {}, operationId }: OperationNotes,
): (Parameter | Reference)[] {
  const unknown = Object.keys(notes).filter((name) => filters[name] === undefined);
  if (unknown.length > 0) throw new Error(`${operationId}: its route has no filter ${unknown.join(', ')}`);
  return Object.entries(filters).map(([name, kind]) => {
    if (kind === 'ids') return component('parameters', 'FilterId');
    const description = notes[name];
    if (description === undefined)
      throw new Error(`${operationId}: contract/tags does not describe filter[${name}]`);
    if (kind === 'texts') return textsParameter(`filter[${name}]`, description);
    return { name: `filter[${name}]`, in: 'query', description, schema: filterSchema(kind) };
  });
}

function filterSchema(kind: FilterKind): Schema {
  if (typeof kind === 'object') return { enum: [...kind] };
  if (kind === 'boolean') return { type: 'boolean' };
  if (kind === 'text') return { type: 'string', minLength: 1 };
  return { ...schemaFile('common', kind) };
}

function sortParameter(columns: readonly string[], { sort }: OperationNotes): Parameter {
  const names = columns.flatMap((column) => [column, `-${column}`]);
  const parameter = list('sort', sort ?? SORT, { enum: names });
  return { ...parameter, schema: { ...parameter.schema, minItems: 1 } };
}

function textsParameter(name: string, description: string): Parameter {
  const parameter = list(name, description, { type: 'string', minLength: 1 });
  return { ...parameter, schema: { ...parameter.schema, minItems: 1, maxItems: 50 } };
}

/** A query parameter with comma-separated values. */
function list(name: string, description: string, items: Schema): Parameter {
  return { name, in: 'query', description, style: 'form', explode: false, schema: { type: 'array', items } };
}
