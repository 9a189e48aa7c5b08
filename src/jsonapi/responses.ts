import type { Request, Response } from 'express';
import { resourceDocument, type DocumentParts } from './document.ts';
import { resourceEtag, versionEtag } from './etags.ts';
import { JSON_API } from './media-types.ts';
import { isNotModified } from './preconditions.ts';
import { EMPTY_QUERY } from './query.ts';
import type { Route } from './route.ts';

/** A response before it is sent, in a form that can be stored and replayed. */
export interface StoredResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function documentResponse(
  status: number,
  document: object,
  headers: Record<string, string> = {},
): StoredResponse {
  return { status, headers, body: JSON.stringify(document) };
}

export function resourceResponse(record: never, parts: DocumentParts<never>): StoredResponse {
  const { view, viewer, query } = parts;
  const response = documentResponse(200, resourceDocument(record, parts));
  response.headers['ETag'] = resourceEtag(
    record,
    view,
    viewer,
    query === EMPTY_QUERY ? undefined : response.body,
  );
  return response;
}

/**
 * The response of a route that renders its document itself, because it is requested more often than all others
 * together.
 */
export function renderedResponse(
  route: Extract<Route, { response: 'rendered' }>,
  record: never,
  { viewer }: DocumentParts<never>,
): StoredResponse {
  const { view, method } = route;
  // Nothing refetches a POST by its ETag, so the version is enough.
  const etag = method === 'post' ? versionEtag(view.version(record)) : resourceEtag(record, view, viewer);
  return { status: 200, headers: { ETag: etag }, body: route.render(record) };
}

export function createdResponse(record: never, parts: DocumentParts<never>): StoredResponse {
  const { view, viewer } = parts;
  const headers = {
    Location: view.path?.(record) ?? parts.address,
    ETag: resourceEtag(record, view, viewer),
  };
  return documentResponse(201, resourceDocument(record, parts), headers);
}

/** The response that a retry gets: without the attributes that are only shown once, which `meta.omitted` lists. */
export function replayResponse(
  { status, headers, body }: StoredResponse,
  record: never,
  parts: DocumentParts<never>,
): StoredResponse {
  const { view, viewer } = parts;
  const had = view.attributes(record, viewer);
  const omitted = (view.onceOnly ?? []).filter((name) => had[name] !== undefined);
  if (omitted.length === 0) return { status, headers, body };
  const kept = {
    ...view,
    attributes: (...seen: Parameters<typeof view.attributes>) => without(view.attributes(...seen), omitted),
  };
  const meta = { omitted, reason: 'only returned in the first response' };
  return documentResponse(status, { ...resourceDocument(record, { ...parts, view: kept }), meta }, headers);
}

function without(attributes: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));
}

export function send(
  response: Response,
  { status, headers, body }: StoredResponse,
  mediaType: string = JSON_API,
): void {
  response.statusCode = status;
  response.setHeader('Content-Type', mediaType);
  for (const name in headers) response.setHeader(name, headers[name]!);
  response.end(body);
}

/** Sends the response to a GET of one resource, or 304 if the client already has it. */
export function sendIfModified(
  request: Request,
  response: Response,
  stored: StoredResponse,
  mediaType?: string,
): void {
  const etag = stored.headers['ETag']!;
  if (!isNotModified(request, etag)) return send(response, stored, mediaType);
  response.statusCode = 304;
  response.setHeader('ETag', etag);
  response.end();
}
