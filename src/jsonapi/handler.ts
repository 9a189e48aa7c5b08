import type { Request, Response } from 'express';
import type { BodyReader } from '../http/index.ts';
import type { ResourceDocument } from './body.ts';
import type { CurrentParts } from './current-resource.ts';
import { collectionDocument, logDocument, type DocumentParts, type Included } from './document.ts';
import type { Idempotency } from './idempotency.ts';
import { post } from './post.ts';
import { checkPreconditions } from './preconditions.ts';
import { EMPTY_QUERY, type Query } from './query.ts';
import type { Writable } from './read-only.ts';
import { dropUnchangedReadOnly, readDocument } from './request-document.ts';
import type { Collection, LogSlice } from './resource.ts';
import {
  createdResponse,
  documentResponse,
  renderedResponse,
  resourceResponse,
  send,
  sendIfModified,
  type StoredResponse,
} from './responses.ts';
import type { Input, Route } from './route.ts';

/** What handling a request depends on, besides the request. */
export interface HandlerParts {
  /** The size of a body is checked at once; the body is read once the caller has been authenticated. */
  body: BodyReader;
  perform: CurrentParts['perform'];
  idempotency: Idempotency;
  /** The members that the schema of a document allows. */
  writable(schema: string): Writable;
}

/** A request to a route by an authenticated caller. */
interface Exchange extends HandlerParts, CurrentParts {
  request: Request;
  response: Response;
}

type Resource = Extract<Route, { response: 'rendered' | 'resource' | 'created' }>;

const EMPTY_DOCUMENT: ResourceDocument = { data: { type: '' } };

/** The input of an action, without what only a body or a precondition adds. */
export function inputOf({ params }: Request, query: Query): Input {
  return {
    params: params as Record<string, string>,
    query,
    document: EMPTY_DOCUMENT,
    ifMatch: undefined,
  };
}

/** Runs the action of a route and sends the response. */
export async function handle(exchange: Exchange): Promise<void> {
  const { route, call, input, perform, response } = exchange;
  const json = route.method === 'get' ? undefined : await readChange(exchange);
  switch (route.response) {
    case 'collection':
      return sendCollection(exchange, await perform(route.action, call, input));
    case 'log':
      return sendLog(exchange, await perform(route.action, call, input));
    case 'none':
      await perform(route.action, call, input);
      response.status(204).end();
      return;
    default:
      return route.method === 'post' ? runPost(exchange, route, json) : runOther(exchange, route);
  }
}

/**
 * Adds the document and the preconditions of a change to the input.
 * @returns the document as it was sent
 */
async function readChange(exchange: Exchange): Promise<unknown> {
  const { route, call, input, request, response, body, writable } = exchange;
  const hasDocument = route.action.schema !== undefined;
  let json: unknown;
  if (hasDocument) {
    const bytes = await body.read(request, response);
    const read = readDocument(route, call, request, bytes);
    input.body = bytes;
    input.document = read.document;
    json = read.json;
  }
  if (route.method !== 'post') input.ifMatch = await checkPreconditions(request, exchange);
  if (hasDocument) await dropUnchangedReadOnly(exchange, writable);
  return json;
}

async function sendCollection(exchange: Exchange, page: Collection<never>): Promise<void> {
  const rendering = { ...renderingOf(exchange), ...(await loadIncluded(exchange, page.rows)) };
  send(exchange.response, documentResponse(200, collectionDocument(page, rendering)));
}

function sendLog(exchange: Exchange, slice: LogSlice<never>): void {
  send(exchange.response, documentResponse(200, logDocument(slice, renderingOf(exchange))));
}

async function runPost(exchange: Exchange, route: Resource, body: unknown): Promise<void> {
  const { call, input, perform, idempotency, request, response } = exchange;
  const rendering = renderingOf(exchange);
  const key = request.headers['idempotency-key'] as string | undefined;
  const retry = { perform, rendering, idempotency, key, path: request.originalUrl, body };
  const respond = (record: never) => renderRecord(route, record, rendering);
  send(response, await post(route, call, input, respond, retry), mediaTypeOf(route));
}

/** A GET, PATCH or PUT of one resource. */
async function runOther(exchange: Exchange, route: Resource): Promise<void> {
  const { call, input, perform, request, response } = exchange;
  const record = await perform(route.action, call, input);
  const rendering = { ...renderingOf(exchange), ...(await loadIncluded(exchange, [record])) };
  const found = renderRecord(route, record, rendering);
  if (route.method === 'get') sendIfModified(request, response, found, mediaTypeOf(route));
  else send(response, found, mediaTypeOf(route));
}

const JSON_ONLY = 'application/json; charset=utf-8';

function mediaTypeOf({ plainJson }: Route): string | undefined {
  return plainJson && JSON_ONLY;
}

function renderingOf({ route, call, input, request }: Exchange): DocumentParts<never> {
  return { view: route.view, viewer: call.actor, query: input.query, address: request.originalUrl };
}

/** Renders a response with one resource. */
function renderRecord(route: Resource, record: never, rendering: DocumentParts<never>): StoredResponse {
  if (route.response === 'created') return createdResponse(record, rendering);
  // The prerendered form is the complete resource; a request for less of it gets the general rendering.
  if (route.response === 'rendered' && rendering.query === EMPTY_QUERY)
    return renderedResponse(route, record, rendering);
  return resourceResponse(record, rendering);
}

/** Reads the records that `include` requests, through the guard like everything else. */
async function loadIncluded(
  { route, call, input, perform }: Exchange,
  records: never[],
): Promise<{ included?: Included[] }> {
  const names = input.query.include;
  if (names.length === 0) return {};
  const included: Included[] = [];
  for (const name of names) {
    const { ids: idOf, view, action } = route.include![name]!;
    const ids = [
      ...new Set(records.map((record) => idOf(record)).filter((id) => id !== null && id !== undefined)),
    ];
    included.push({ view, records: (await perform(action, call, { ids })) as Record<string, unknown>[] });
  }
  return { included };
}
