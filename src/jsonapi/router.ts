import { Router, type Request, type Response } from 'express';
import type { Actor, Call, Perform } from '../actions/index.ts';
import { AppError, notFound } from '../errors.ts';
import { isId, isScopeName, isSlug } from '../system/ids.ts';
import { documentAnswer, renderedAnswer, resourceAnswer, send } from './answers.ts';
import { readJson, readResource, type ResourceDocument } from './body.ts';
import { create } from './create.ts';
import { collectionDocument, logDocument, type DocumentParts, type Included } from './document.ts';
import type { Idempotency } from './idempotency.ts';
import { checkAccept } from './media-types.ts';
import { readIfMatch } from './preconditions.ts';
import { checkFields, EMPTY_QUERY, readQuery, type Query } from './query.ts';
import type { Collection, LogSlice, ResourceView } from './resource.ts';
import type { Input, Route } from './route.ts';
import './request.ts';

const JSON_ONLY = 'application/json; charset=utf-8';

const EMPTY_DOCUMENT: ResourceDocument = { data: { type: '' } };

/** What the router needs of the house. */
export interface RouterParts {
  /** @throws AppError unauthenticated, or passport's AuthenticationError */
  identify(request: Request, response: Response): Promise<Actor>;
  /** The raw bytes of a body, undefined where there is none. Called once the caller is known. */
  readBody(request: Request, response: Response): Promise<Buffer | undefined>;
  perform: Perform;
  idempotency: Idempotency;
}

/**
 * Turns the features' tables of routes into one flat Express router: every layer that a request passes costs, so
 * what all routes do is done in the handler and not in middlewares before it.
 */
export function createRouter(
  prefix: string,
  tables: readonly (readonly Route[])[],
  parts: RouterParts,
): Router {
  const router = Router({ strict: false, caseSensitive: true });
  const methods = new Map<string, string[]>();
  for (const route of tables.flat()) {
    const template = prefix + route.path;
    const names = route.method === 'get' ? ['GET', 'HEAD'] : [route.method.toUpperCase()];
    methods.set(template, [...(methods.get(template) ?? []), ...names]);
    const rules = { ...route.query, includes: Object.keys(route.include ?? {}) };
    router[route.method](template, async (request, response) => {
      request.routeTemplate = template;
      checkAccept(request.headers.accept);
      const call = callOf(request, await parts.identify(request, response));
      const query = readQuery(request.url, rules);
      if (query.fields.size > 0) checkFields(query, viewsOf(route));
      await answer(route, call, query, request, response, parts);
    });
  }
  for (const [template, allowed] of methods) router.all(template, refuseMethod(template, allowed, parts));
  router.use(prefix, async (request, response) => {
    await parts.identify(request, response);
    throw new AppError('not_found', 'There is nothing at this address. The reference is at /docs.');
  });
  return router;
}

function refuseMethod(template: string, allowed: string[], { identify }: RouterParts) {
  return async (request: Request, response: Response): Promise<never> => {
    request.routeTemplate = template;
    await identify(request, response);
    response.setHeader('Allow', allowed.join(', '));
    throw new AppError(
      'method_not_allowed',
      `${request.method} is not possible here; ${allowed.join(', ')} ${allowed.length > 1 ? 'are' : 'is'}.`,
    );
  };
}

/** Parameters of addresses that are names and not ids. */
const NAMED: Readonly<Record<string, (value: unknown) => boolean>> = { provider: isSlug, scope: isScopeName };

/** Who calls, for which tenant. An id that is none cannot be anybody's, so it is not looked up. */
function callOf(request: Request, actor: Actor): Call {
  const { params, requestId } = request as { params: Record<string, string>; requestId: string };
  for (const name in params) {
    const isKnown = NAMED[name] ?? isId;
    if (!isKnown(params[name])) throw notFound(name === 'tenant' || name in NAMED ? name : 'resource');
  }
  return { actor, tenantId: params['tenant'] ?? actor.tenantId, requestId };
}

/** What an answer of the route can hold: its own type, and those of what it can include. */
function viewsOf({ view, include = {} }: Route): ResourceView<never>[] {
  return [view, ...Object.values(include).map((includable) => includable.view)];
}

async function answer(
  route: Route,
  call: Call,
  query: Query,
  request: Request,
  response: Response,
  parts: RouterParts,
): Promise<void> {
  const { perform, idempotency } = parts;
  const input: Input = {
    params: request.params as Record<string, string>,
    query,
    document: EMPTY_DOCUMENT,
    ifMatch:
      route.method === 'get' || route.method === 'post'
        ? undefined
        : readIfMatch(request.headers['if-match']),
  };
  const rendering: DocumentParts<never> = {
    view: route.view,
    viewer: call.actor,
    query,
    address: request.originalUrl,
  };

  switch (route.answer) {
    case 'rendered': {
      const record = await perform(route.action, call, input);
      // The prepared form is the whole resource; whoever wants less of it gets the general rendering.
      send(
        response,
        query === EMPTY_QUERY ? renderedAnswer(route, record) : resourceAnswer(record, rendering),
      );
      return;
    }
    case 'resource': {
      if (route.action.schema !== undefined)
        input.document = readDocument(route, call, request, await parts.readBody(request, response));
      const record = await perform(route.action, call, input);
      const included = await related(route, [record], query, call, perform);
      send(response, resourceAnswer(record, { ...rendering, ...included }), route.plainJson && JSON_ONLY);
      return;
    }
    case 'collection': {
      const page = (await perform(route.action, call, input)) as Collection<never>;
      const included = await related(route, page.rows, query, call, perform);
      send(response, documentAnswer(200, collectionDocument(page, { ...rendering, ...included })));
      return;
    }
    case 'log': {
      const slice = (await perform(route.action, call, input)) as LogSlice<never>;
      send(response, documentAnswer(200, logDocument(slice, rendering)));
      return;
    }
    case 'created': {
      const body = await parts.readBody(request, response);
      input.document = readDocument(route, call, request, body);
      const key = request.headers['idempotency-key'] as string | undefined;
      const retry =
        key === undefined ? undefined : { key, idempotency, path: request.originalUrl, body: body! };
      send(response, await create(route, call, input, { perform, rendering, retry }));
      return;
    }
    case 'none':
      await perform(route.action, call, input);
      response.status(204).end();
  }
}

function readDocument(
  route: Route,
  { actor }: Call,
  request: Request,
  body: Buffer | undefined,
): ResourceDocument {
  const json = readJson(body, request.headers['content-type']);
  const { params } = request;
  // The address names the resource by its id or name, by the tenant's, or, at /v2/me, not at all.
  const id =
    route.method === 'post'
      ? undefined
      : String(params['id'] ?? params['scope'] ?? params['tenant'] ?? actor.id);
  return readResource(json, {
    type: route.view.type,
    id,
    aliases: 'typeAliases' in route ? route.typeAliases : undefined,
  });
}

/** The records that `include` asks for, read through the guard like everything else. */
async function related(
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
