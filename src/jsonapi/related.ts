import type { Request, Response } from 'express';
import type { Call, Perform } from '../actions/index.ts';
import { notFound } from '../errors.ts';
import { emptyDocument } from './document.ts';
import { versionEtag } from './etags.ts';
import { checkFields, EMPTY_QUERY, readQuery, type Query } from './query.ts';
import type { Identifier } from './resource.ts';
import { documentResponse, resourceResponse, sendIfModified } from './responses.ts';
import type { Input, Route } from './route.ts';

type ResourceRoute = Extract<Route, { method: 'get'; response: 'resource' }>;

/** The URL of a related resource: the URL of the resource, followed by the relationship's name. */
export interface RelatedRoute {
  path: string;
  owner: ResourceRoute;
  relationship: string;
}

/** The route that reads a resource of a type, and the name of its ID parameter. */
interface Reading {
  route: ResourceRoute;
  parameter: string;
}

/**
 * A related resource link must not change when the relationship does (JSON:API 1.1, 7.2.2.1.2), so it cannot be the URL
 * of the current related resource. It is `<the resource's own URL>/<relationship>`, for every relationship of every
 * resource that has a URL.
 */
export function relatedRoutes(all: readonly Route[]): RelatedRoute[] {
  return all
    .filter(isResourceRoute)
    .filter(({ view, plainJson }) => view.path !== undefined && !plainJson)
    .flatMap((owner) =>
      (owner.view.relationshipNames ?? []).map((relationship) => ({
        path: `${owner.path}/${relationship}`,
        owner,
        relationship,
      })),
    );
}

/** The read routes by resource type: those whose path ends in the resource's ID. */
export function readingsByType(all: readonly Route[]): Map<string, Reading> {
  const readings = new Map<string, Reading>();
  for (const route of all.filter(isResourceRoute)) {
    const parameter = /\/:([a-z]+)$/.exec(route.path)?.[1];
    if (parameter !== undefined) readings.set(route.view.type, { route, parameter });
  }
  return readings;
}

/** Sends the related resource, or null. */
export async function sendRelated(
  route: RelatedRoute,
  readings: ReadonlyMap<string, Reading>,
  call: Call,
  request: Request,
  response: Response,
  perform: Perform,
): Promise<void> {
  const query = readQuery(request.url, {});
  const address = request.originalUrl;
  const related = await findRelated(route, readings, request.params as Record<string, string>, call, perform);
  const possible =
    related === null ? [...readings.values()].map(({ route: { view } }) => view) : [related.route.view];
  // Checked before it is read: a rejected request must not be logged as a secret read.
  checkFields(query, possible);
  if (related === null) {
    const nothing = documentResponse(200, emptyDocument(address), { ETag: versionEtag(0) });
    return sendIfModified(request, response, nothing);
  }
  const record = await perform(related.route.action, call, inputOf(related.params, query));
  const rendering = { view: related.route.view, viewer: call.actor, query, address, self: address };
  sendIfModified(request, response, resourceResponse(record, rendering));
}

/** Finds the route that reads the related resource, with its parameters; null if the relationship is empty. */
async function findRelated(
  { owner, relationship }: RelatedRoute,
  readings: ReadonlyMap<string, Reading>,
  params: Record<string, string>,
  call: Call,
  perform: Perform,
): Promise<{ route: ResourceRoute; params: Record<string, string> } | null> {
  // Only the relationship is requested, because nothing else is shown: reading a secret of the owner would be logged as
  // a secret read.
  const query = { ...EMPTY_QUERY, fields: new Map([[owner.view.type, [relationship]]]) };
  const record = await perform(owner.action, call, inputOf(params, query));
  const identifier: Identifier | null = owner.view.relationships?.(record)[relationship] ?? null;
  if (identifier === null) return null;
  const reading = readings.get(identifier.type);
  if (reading === undefined) throw notFound('resource');
  return { route: reading.route, params: { ...params, [reading.parameter]: identifier.id } };
}

function inputOf(params: Record<string, string>, query: Query): Input {
  return { params, query, document: { data: { type: '' } }, ifMatch: undefined };
}

function isResourceRoute(route: Route): route is ResourceRoute {
  return route.method === 'get' && route.response === 'resource';
}
