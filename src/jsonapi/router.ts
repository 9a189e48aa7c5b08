import { Router, type Request, type Response } from 'express';
import type { Actor, Call, Perform } from '../actions/index.ts';
import { AppError, notFound } from '../errors.ts';
import { createBodyReader, type BodyReader } from '../http/index.ts';
import { isId, isScopeName, isSlug } from '../system/ids.ts';
import {
  createdResponse,
  documentResponse,
  renderedResponse,
  resourceResponse,
  send,
  sendUnlessKnown,
  type StoredResponse,
} from './responses.ts';
import type { ResourceDocument } from './body.ts';
import { collectionDocument, logDocument, type DocumentParts, type Included } from './document.ts';
import type { Idempotency } from './idempotency.ts';
import { checkAccept } from './media-types.ts';
import { post } from './post.ts';
import { checkFields, EMPTY_QUERY, readQuery, type Query } from './query.ts';
import type { Writable } from './read-only.ts';
import { sendRelated, readingsByType, relatedRoutes } from './related.ts';
import { precondition, readDocument, dropUnchangedReadOnly, type Current } from './request-document.ts';
import type { Collection, LogSlice, ResourceView } from './resource.ts';
import type { Input, Route } from './route.ts';
import './request.ts';

const JSON_ONLY = 'application/json; charset=utf-8';

const EMPTY_DOCUMENT: ResourceDocument = { data: { type: '' } };

/** What the router depends on. */
export interface RouterParts {
  /** @throws AppError unauthenticated, or passport's AuthenticationError */
  identify(request: Request, response: Response): Promise<Actor>;
  /**
   * For routes without a limit of their own. The size of a body is checked at once; the body is read once the caller has
   * been authenticated.
   */
  body: BodyReader;
  perform: Perform;
  idempotency: Idempotency;
  /** The members that the schema of a document allows. */
  writable(schema: string): Writable;
}

/**
 * Turns the features' route tables into one flat Express router. Every layer that a request passes through costs time,
 * so what all routes have in common is done in the handler rather than in middleware, and requests to other paths skip
 * the whole table.
 */
export function createRouter(
  prefix: string,
  tables: readonly (readonly Route[])[],
  parts: RouterParts,
): Router {
  const router = Router({ strict: false, caseSensitive: true });
  const methods = new Map<string, string[]>();
  const all = tables.flat();
  for (const route of all) {
    const current = currentOf(route, all);
    const template = prefix + route.path;
    const names = route.method === 'get' ? ['GET', 'HEAD'] : [route.method.toUpperCase()];
    methods.set(template, [...(methods.get(template) ?? []), ...names]);
    const rules = { ...route.query, includes: Object.keys(route.include ?? {}) };
    const body = route.bodyLimit === undefined ? parts.body : createBodyReader(route.bodyLimit);
    const readsBody = route.method !== 'get' && route.action.schema !== undefined;
    router[route.method](route.path, async (request, response) => {
      request.routeTemplate = template;
      checkAccept(request.headers.accept);
      if (readsBody) body.assertFits(request);
      const call = callOf(request, await parts.identify(request, response));
      const query = readQuery(request.url, rules);
      if (query.fields.size > 0) checkFields(query, viewsOf(route));
      await handle(route, current, call, query, request, response, { ...parts, body });
    });
  }
  const readings = readingsByType(all);
  for (const route of relatedRoutes(all)) {
    const template = prefix + route.path;
    methods.set(template, ['GET', 'HEAD']);
    router.get(route.path, async (request, response) => {
      request.routeTemplate = template;
      checkAccept(request.headers.accept);
      const call = callOf(request, await parts.identify(request, response));
      await sendRelated(route, readings, call, request, response, parts.perform);
    });
  }
  for (const [template, allowed] of methods)
    router.all(template.slice(prefix.length), refuseMethod(template, allowed, parts));
  router.use(async (request, response) => {
    await parts.identify(request, response);
    throw new AppError('not_found', 'There is no such endpoint. See the API reference at /docs.');
  });
  return Router({ caseSensitive: true }).use(prefix, router);
}

function refuseMethod(template: string, allowed: string[], { identify }: RouterParts) {
  return async (request: Request, response: Response): Promise<never> => {
    request.routeTemplate = template;
    await identify(request, response);
    response.setHeader('Allow', allowed.join(', '));
    throw new AppError(
      'method_not_allowed',
      `${request.method} is not allowed here. Allowed: ${allowed.join(', ')}.`,
    );
  };
}

/** Path parameters that are names rather than IDs. */
const NAMED: Readonly<Record<string, (value: unknown) => boolean>> = { provider: isSlug, scope: isScopeName };

/** The caller and the tenant. An invalid ID cannot exist, so it is not looked up. */
function callOf(request: Request, actor: Actor): Call {
  const { requestId, ipAddress } = request;
  const params = request.params as Record<string, string>;
  for (const name in params) {
    const isKnown = NAMED[name] ?? isId;
    if (!isKnown(params[name])) throw notFound(name === 'tenant' || name in NAMED ? name : 'resource');
  }
  return { actor, tenantId: params['tenant'] ?? actor.tenantId, requestId, ipAddress };
}

/** The resource types that can be in a route's response: its own, and those that it can include. */
function viewsOf({ view, include = {} }: Route): ResourceView<never>[] {
  return [view, ...Object.values(include).map((includable) => includable.view)];
}

async function handle(
  route: Route,
  current: Current,
  call: Call,
  query: Query,
  request: Request,
  response: Response,
  parts: RouterParts,
): Promise<void> {
  const { perform } = parts;
  const input: Input = {
    params: request.params as Record<string, string>,
    query,
    document: EMPTY_DOCUMENT,
    ifMatch: undefined,
  };
  const rendering: DocumentParts<never> = {
    view: route.view,
    viewer: call.actor,
    query,
    address: request.originalUrl,
  };
  const mediaType = route.plainJson && JSON_ONLY;
  let body: unknown;
  if (route.method !== 'get') {
    if (route.action.schema !== undefined) {
      const bytes = await parts.body.read(request, response);
      const read = readDocument(route, call, request, bytes);
      input.body = bytes;
      body = read.json;
      input.document = read.document;
    }
    if (route.method !== 'post')
      input.ifMatch = await precondition(route, current, call, request, input, parts);
    if (route.action.schema !== undefined) await dropUnchangedReadOnly(route, current, call, input, parts);
  }

  switch (route.response) {
    case 'collection': {
      const page = (await perform(route.action, call, input)) as Collection<never>;
      const included = await loadIncluded(route, page.rows, query, call, perform);
      send(response, documentResponse(200, collectionDocument(page, { ...rendering, ...included })));
      return;
    }
    case 'log': {
      const slice = (await perform(route.action, call, input)) as LogSlice<never>;
      send(response, documentResponse(200, logDocument(slice, rendering)));
      return;
    }
    case 'none':
      await perform(route.action, call, input);
      response.status(204).end();
      return;
    default:
      break;
  }
  if (route.method === 'post') {
    const key = request.headers['idempotency-key'] as string | undefined;
    const { idempotency } = parts;
    const retry = { perform, rendering, idempotency, key, path: request.originalUrl, body };
    send(
      response,
      await post(route, call, input, (record) => renderRecord(route, record, rendering), retry),
      mediaType,
    );
    return;
  }
  const record = await perform(route.action, call, input);
  const included = await loadIncluded(route, [record], query, call, perform);
  const found = renderRecord(route, record, { ...rendering, ...included });
  if (route.method === 'get') sendUnlessKnown(request, response, found, mediaType);
  else send(response, found, mediaType);
}

/** Renders a response with one resource. */
function renderRecord(
  route: Extract<Route, { response: 'rendered' | 'resource' | 'created' }>,
  record: never,
  rendering: DocumentParts<never>,
): StoredResponse {
  if (route.response === 'created') return createdResponse(record, rendering);
  // The prerendered form is the complete resource; a request for less of it gets the general rendering.
  if (route.response === 'rendered' && rendering.query === EMPTY_QUERY)
    return renderedResponse(route, record, rendering);
  return resourceResponse(record, rendering);
}

/** The action that reads the resource that a route changes. */
function currentOf(route: Route, all: readonly Route[]): Current {
  if (route.method === 'get' || route.method === 'post') return undefined;
  if ('current' in route) return route.current;
  const reading = all.find(
    ({ method, path, response, view }) =>
      method === 'get' && path === route.path && response === 'resource' && view === route.view,
  );
  return route.method === 'put' ? undefined : (reading?.action as Current);
}

/** Reads the records that `include` requests, through the guard like everything else. */
async function loadIncluded(
  route: Route,
  records: never[],
  query: Query,
  call: Call,
  perform: Perform,
): Promise<{ included?: Included[] }> {
  if (query.include.length === 0) return {};
  const included: Included[] = [];
  for (const name of query.include) {
    const { ids: idOf, view, action } = route.include![name]!;
    const ids = [
      ...new Set(records.map((record) => idOf(record)).filter((id) => id !== null && id !== undefined)),
    ];
    included.push({ view, records: (await perform(action, call, { ids })) as Record<string, unknown>[] });
  }
  return { included };
}
