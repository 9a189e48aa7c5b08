import type { Response } from 'express';
import { resourceDocument, type DocumentParts } from './document.ts';
import { JSON_API } from './media-types.ts';
import { etagOf } from './preconditions.ts';
import type { Route } from './route.ts';

/** An answer before it is sent, in a form that can be kept and given again. */
export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function documentAnswer(
  status: number,
  document: object,
  headers: Record<string, string> = {},
): StoredAnswer {
  return { status, headers, body: JSON.stringify(document) };
}

export function resourceAnswer(record: never, parts: DocumentParts<never>): StoredAnswer {
  return documentAnswer(200, resourceDocument(record, parts), { ETag: etagOf(parts.view.version(record)) });
}

/** The answer of a route that renders its document itself, because it is asked for more than all others together. */
export function renderedAnswer(route: Extract<Route, { answer: 'rendered' }>, record: never): StoredAnswer {
  return { status: 200, headers: { ETag: etagOf(route.view.version(record)) }, body: route.render(record) };
}

/** @param omitted attributes that only the first answer shows */
export function createdAnswer(
  record: never,
  parts: DocumentParts<never>,
  omitted: readonly string[],
): StoredAnswer {
  const { view } = parts;
  const headers = { Location: view.path?.(record) ?? parts.address, ETag: etagOf(view.version(record)) };
  if (omitted.length === 0) return documentAnswer(201, resourceDocument(record, parts), headers);
  const kept = {
    ...view,
    attributes: (...seen: Parameters<typeof view.attributes>) => without(view.attributes(...seen), omitted),
  };
  const meta = { omitted, reason: 'shown once only, in the first answer' };
  return documentAnswer(201, { ...resourceDocument(record, { ...parts, view: kept }), meta }, headers);
}

function without(attributes: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));
}

export function send(
  response: Response,
  { status, headers, body }: StoredAnswer,
  mediaType: string = JSON_API,
): void {
  response.statusCode = status;
  response.setHeader('Content-Type', mediaType);
  for (const name in headers) response.setHeader(name, headers[name]!);
  response.end(body);
}
