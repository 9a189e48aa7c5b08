import type { Route } from '../../src/jsonapi/index.ts';
import { JSON_API } from './responses.ts';
import { component, pascalCase, schemaFile, type Response, type Schema } from './open-api.ts';
import type { ResourceNotes } from './contract-files.ts';

const common = (definition: string): Schema => ({ ...schemaFile('common', definition) });

/**
 * The schemas of a route's response documents by component name: `FlowDocument` for one resource, `FlowList` for a page
 * and `FlowLog` for a page of a log.
 * @param ofType all routes with the same resource type
 */
export function documentSchema(
  route: Route,
  ofType: readonly Route[],
  notes: ResourceNotes,
): Record<string, Schema> {
  const { response, view } = route;
  if (response === 'none') return {};
  const name = pascalCase(view.type);
  const resource: Schema = { ...schemaFile(view.type) };
  const page = { type: 'array', maxItems: 200, items: resource };
  if (response === 'log') return { [`${name}Log`]: document({ data: page, links: common('logLinks') }) };
  if (response === 'collection') {
    const members = {
      data: page,
      ...included([route]),
      links: common('listLinks'),
      meta: common('pageMeta'),
    };
    return { [`${name}List`]: document(members) };
  }
  const single = ofType.filter((other) => other.response !== 'collection');
  const meta = metaOf(view, notes);
  const members = { data: resource, ...included(single), links: common('resourceLinks') };
  return { [`${name}Document`]: document(members, meta && { meta }) };
}

/** The response of a related link: the related resource, or null. */
export function relatedResponse(type: string, { noun }: ResourceNotes): Response {
  const data = { anyOf: [{ ...schemaFile(type) }, { type: 'null' }] };
  return {
    description: `The ${noun}, or null if the relationship is empty`,
    headers: { ETag: component('headers', 'ETag'), 'X-Request-Id': component('headers', 'RequestId') },
    content: { [JSON_API]: { schema: document({ data, links: common('resourceLinks') }) } },
  };
}

/** A document with exactly these members. Only `included` is optional. */
function document(members: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  const required = ['jsonapi', ...Object.keys(members).filter((name) => name !== 'included')];
  return {
    type: 'object',
    additionalProperties: false,
    required,
    properties: { jsonapi: common('jsonapi'), ...members, ...optional },
  };
}

function included(routes: readonly Route[]): { included?: Schema } {
  const types = new Set(
    routes.flatMap(({ include = {} }) => Object.values(include).map(({ view }) => view.type)),
  );
  if (types.size === 0) return {};
  const schemas = [...types].map((type) => schemaFile(type));
  const items = schemas.length === 1 ? schemas[0] : { anyOf: schemas };
  return { included: { type: 'array', uniqueItems: true, items } };
}

/** The schema of the document's `meta`: that of the view, or the list of values that a replay omits. */
function metaOf(view: Route['view'], { meta }: ResourceNotes): Schema | undefined {
  if ((view.meta === undefined) !== (meta === undefined))
    throw new Error(
      `The view of ${view.type} has a meta and contract/tags has no schema for it, or the other way round`,
    );
  return meta ?? (view.onceOnly === undefined ? undefined : common('replayMeta'));
}
