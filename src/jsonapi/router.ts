import { Router, type Request, type Response } from 'express';
import type { Call, Perform } from '../actions/index.ts';
import type { TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { isId } from '../system/ids.ts';
import { readJson, readResource, type ResourceDocument } from './body.ts';
import {
  collectionDocument,
  logDocument,
  resourceDocument,
  type DocumentParts,
  type Included,
} from './document.ts';
import type { Idempotency, StoredAnswer } from './idempotency.ts';
import { checkAccept, JSON_API } from './media-types.ts';
import { etagOf, readIfMatch } from './preconditions.ts';
import { readQuery, type Query } from './query.ts';
import type { Collection, LogSlice } from './resource.ts';
import type { Input, Route } from './route.ts';
import './request.ts';

const EMPTY_DOCUMENT: ResourceDocument = { data: { type: '' } };
const UNKNOWN_PERSON = 'These credentials are not valid. Send Authorization: Basic with email:apikey.';

/** Turns the features' tables of routes into an Express router. */
export function createRouter(parts: {
  perform: Perform;
  idempotency: Idempotency;
  tables: readonly (readonly Route[])[];
}): Router {
  const router = Router({ strict: false, caseSensitive: true });
  const methods = new Map<string, string[]>();
  for (const route of parts.tables.flat()) {
    methods.set(route.path, [...(methods.get(route.path) ?? []), route.method.toUpperCase()]);
    router[route.method](route.path, (request, response) => answer(route, request, response, parts));
  }
  for (const [path, allowed] of methods) router.all(path, refuseMethod(path, allowed));
  return router;
}

function refuseMethod(path: string, allowed: string[]) {
  return (request: Request, response: Response): never => {
    request.routeTemplate = `/v2${path}`;
    response.setHeader('Allow', allowed.join(', '));
    throw new AppError(
      'method_not_allowed',
      `${request.method} is not possible here; ${allowed.join(', ')} ${allowed.length > 1 ? 'are' : 'is'}.`,
    );
  };
}

type Parts = { perform: Perform; idempotency: Idempotency };

async function answer(
  route: Route,
  request: Request,
  response: Response,
  { perform, idempotency }: Parts,
): Promise<void> {
  request.routeTemplate = `/v2${route.path}`;
  checkAccept(request.headers.accept);
  const call = callOf(request);
  const query = readQuery(request.url, { ...route.query, includes: Object.keys(route.include ?? {}) });
  checkFields(route, query);
  const input: Input = {
    params: request.params as Record<string, string>,
    query,
    document: EMPTY_DOCUMENT,
    ifMatch:
      route.method === 'get' || route.method === 'post'
        ? undefined
        : readIfMatch(request.headers['if-match']),
  };
  const documentParts: DocumentParts<never> = {
    view: route.view,
    viewer: call.actor,
    query,
    address: request.originalUrl,
  };

  switch (route.answer) {
    case 'resource': {
      if (route.method !== 'get') input.document = readDocument(route, request);
      const record = await perform(route.action, call, input);
      const included = await related(route, [record], query, call, perform);
      send(response, resourceAnswer(200, record, { ...documentParts, ...included }));
      return;
    }
    case 'collection': {
      const page = (await perform(route.action, call, input)) as Collection<never>;
      const included = await related(route, page.rows, query, call, perform);
      send(response, documentAnswer(200, collectionDocument(page, { ...documentParts, ...included })));
      return;
    }
    case 'log': {
      const slice = (await perform(route.action, call, input)) as LogSlice<never>;
      send(response, documentAnswer(200, logDocument(slice, documentParts)));
      return;
    }
    case 'created': {
      input.document = readDocument(route, request);
      const render = (record: never, omitted: readonly string[] = []) =>
        createdAnswer(record, documentParts, omitted);
      const key = request.headers['idempotency-key'];
      if (key === undefined) {
        send(response, render(await perform(route.action, call, input)));
        return;
      }
      const body = request.body as Buffer;
      const begun = await idempotency.begin(call, String(key), { path: request.originalUrl, body });
      if ('status' in begun) {
        send(response, { ...begun, headers: { ...begun.headers, 'Idempotent-Replayed': 'true' } });
        return;
      }
      const keep = (db: TenantDb, record: never) => begun.complete(db, render(record, route.onceOnly ?? []));
      try {
        send(response, render(await perform(route.action, call, input, keep)));
      } catch (error) {
        await begun.release();
        throw error;
      }
      return;
    }
    case 'none':
      await perform(route.action, call, input);
      response.status(204).end();
  }
}

/** Who calls, for which tenant. An id that is none cannot be anybody's, so it is not looked up. */
export function callOf(request: Request): Call {
  if (request.actor === undefined) throw new AppError('unauthenticated', UNKNOWN_PERSON);
  for (const [name, value] of Object.entries(request.params))
    if (!isId(value)) throw notFound(name === 'tenant' ? 'tenant' : 'resource');
  const tenant = request.params['tenant'] as string | undefined;
  return { actor: request.actor, tenantId: tenant ?? request.actor.tenantId, requestId: request.requestId };
}

function readDocument(route: Route, request: Request): ResourceDocument {
  const json = readJson(request.body as Buffer | undefined, request.headers['content-type']);
  const id =
    route.method === 'patch' || route.method === 'put'
      ? String(request.params['id'] ?? request.params['tenant'] ?? request.actor?.id)
      : undefined;
  const aliases = 'typeAliases' in route ? route.typeAliases : undefined;
  return readResource(json, { type: route.view.type, id, aliases });
}

/** @throws AppError invalid_parameter for a type that the answer cannot hold, or a member the type does not have */
function checkFields(route: Route, query: Query): void {
  if (query.fields.size === 0) return;
  const views = [route.view, ...Object.values(route.include ?? {}).map(({ view }) => view)];
  for (const [type, members] of query.fields) {
    const parameter = `fields[${type.slice(0, 50)}]`;
    const view = views.find((candidate) => candidate.type === type);
    const unknown = view === undefined ? type : members.find((member) => !view.members.includes(member));
    if (unknown === undefined) continue;
    const known = view === undefined ? views.map((candidate) => candidate.type) : view.members;
    throw new AppError(
      'invalid_parameter',
      `${parameter}: "${unknown.slice(0, 50)}" is not known; known: ${known.join(', ')}.`,
      { source: { parameter } },
    );
  }
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
    const includable = route.include![name]!;
    const ids = [
      ...new Set(
        records.map((record) => includable.ids(record)).filter((id) => id !== null && id !== undefined),
      ),
    ];
    included.push({
      view: includable.view,
      records: (await perform(includable.action, call, { ids })) as Record<string, unknown>[],
    });
  }
  return { included };
}

function resourceAnswer(status: number, record: never, parts: DocumentParts<never>): StoredAnswer {
  return documentAnswer(status, resourceDocument(record, parts), {
    ETag: etagOf(parts.view.version(record)),
  });
}

function createdAnswer(record: never, parts: DocumentParts<never>, omitted: readonly string[]): StoredAnswer {
  const { view } = parts;
  const kept = {
    ...view,
    attributes: (entry: never, viewer: never) => without(view.attributes(entry, viewer), omitted),
  };
  const document = resourceDocument(record, omitted.length === 0 ? parts : { ...parts, view: kept });
  const meta =
    omitted.length === 0 ? {} : { meta: { omitted, reason: 'shown once only, in the first answer' } };
  return documentAnswer(
    201,
    { ...document, ...meta },
    { Location: view.path(record) ?? parts.address, ETag: etagOf(view.version(record)) },
  );
}

function without(attributes: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));
}

function documentAnswer(
  status: number,
  document: object,
  headers: Record<string, string> = {},
): StoredAnswer {
  return { status, headers, body: JSON.stringify(document) };
}

function send(response: Response, { status, headers, body }: StoredAnswer): void {
  response.statusCode = status;
  response.setHeader('Content-Type', JSON_API);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}
