import { ServerResponse } from 'node:http';
import { Router, type Request, type Response } from 'express';
import { assertAllowed, type Actor, type Call } from '../actions/index.ts';
import { AppError, notFound } from '../errors.ts';
import { createBodyReader } from '../http/index.ts';
import { isId, isScopeName, isSlug } from '../system/ids.ts';
import { currentOf } from './current-resource.ts';
import { asksForStream, lastEventId, type EventStreams } from './event-stream.ts';
import { handle, inputOf, type HandlerParts } from './handler.ts';
import { checkAccept } from './media-types.ts';
import { checkFields, readQuery, type Query } from './query.ts';
import { readingsByType, relatedRoutes, sendRelated } from './related.ts';
import type { ResourceView } from './resource.ts';
import type { Route } from './route.ts';
import './request.ts';

type Stream = NonNullable<Extract<Route, { response: 'log' }>['stream']>;

/** What the router depends on. The body reader is for routes without a limit of their own. */
export interface RouterParts extends HandlerParts {
  /** @throws AppError unauthenticated, or passport's AuthenticationError */
  identify(request: Request, response: Response): Promise<Actor>;
  streams: EventStreams;
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
      if (route.response === 'log' && route.stream && asksForStream(request.headers.accept))
        return sendStream(route.stream, readQuery(request.url, rules), parts, request, response);
      checkAccept(request.headers.accept);
      if (readsBody) body.assertFits(request);
      const call = callOf(request, await parts.identify(request, response));
      const query = readQuery(request.url, rules);
      if (query.fields.size > 0) checkFields(query, viewsOf(route));
      await handle({
        ...parts,
        body,
        route,
        current,
        call,
        input: inputOf(request, query),
        request,
        response,
      });
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

/** Streams a log. The caller is authenticated again and again, so that a revoked key also ends its streams. */
async function sendStream(
  action: Stream,
  query: Query,
  { identify, perform, streams }: RouterParts,
  request: Request,
  response: Response,
): Promise<void> {
  const call = callOf(request, await identify(request, response));
  const input = { ...inputOf(request, query), lastEventId: lastEventId(request) };
  await streams.send(
    { request, response, tenantId: call.tenantId },
    {
      open: () => perform(action, call, input),
      // With a response of its own, because a failure sets headers, which have been sent already.
      check: async () =>
        assertAllowed(
          action,
          callOf(request, await identify(request, new ServerResponse(request) as Response)),
        ),
    },
  );
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
const NAMED: Readonly<Record<string, (value: unknown) => boolean>> = {
  provider: isSlug,
  sender: isSlug,
  scope: isScopeName,
};

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
