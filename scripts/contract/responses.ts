import type { Route } from '../../src/jsonapi/index.ts';
import { component, pascalCase, type MediaType, type Reference, type Response } from './open-api.ts';
import { changesOne, returnsOne, streams } from './parameters.ts';
import type { OperationNotes, ResourceNotes } from './contract-files.ts';

export const JSON_API = 'application/vnd.api+json';
export const JSON_ONLY = 'application/json';
const EVENT_STREAM = 'text/event-stream';

/** The response component for each status of the JSON:API. */
const SHARED: Readonly<Record<number, string>> = {
  204: 'NoContent',
  304: 'NotModified',
  400: 'BadRequest',
  401: 'Unauthenticated',
  403: 'Forbidden',
  404: 'NotFound',
  406: 'NotAcceptable',
  409: 'Conflict',
  412: 'PreconditionFailed',
  413: 'PayloadTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  503: 'Unavailable',
};

/** All responses of a route: success, and the errors of the router, the guard and the body checks. */
export function routeResponses(
  route: Route,
  notes: OperationNotes,
  { noun }: ResourceNotes,
): Record<string, Response | Reference> {
  const { method, action } = route;
  const takesBody = action.schema !== undefined;
  return {
    ...(route.response === 'none' ? shared([204]) : success(route, notes, noun)),
    ...shared([
      ...(returnsOne(route) ? [304] : []),
      400,
      401,
      406,
      503,
      ...(action.permission === 'authenticated' ? [] : [403]),
      ...(route.path.includes('/:') ? [404] : []),
      ...(method === 'post' || takesBody ? [409, 422] : []),
      ...(changesOne(route) ? [412] : []),
      ...(takesBody ? [413, 415] : []),
      ...(streams(route) ? [429] : []),
      ...(notes.statuses ?? []),
    ]),
  };
}

/** The responses of a related link. `type` is the type of the related resource. */
export function relatedResponses(
  type: string,
  path: string,
  isFree: boolean,
): Record<string, Response | Reference> {
  const names = path.includes('/:');
  return {
    200: component('responses', `Related${pascalCase(type)}`),
    ...shared([304, 400, 401, ...(isFree ? [] : [403]), ...(names ? [404] : []), 406, 503]),
  };
}

function shared(statuses: readonly number[]): Record<string, Reference> {
  return Object.fromEntries(
    statuses.map((status) => {
      const name = SHARED[status];
      if (name === undefined)
        throw new Error(`scripts/contract/responses.ts has no response for the status ${status}`);
      return [status, component('responses', name)];
    }),
  );
}

function success(route: Route, notes: OperationNotes, noun: string): Record<string, Response> {
  const { method, response, view, plainJson } = route;
  const isCreated = response === 'created';
  const isOne = response !== 'collection' && response !== 'log';
  const suffix = { collection: 'List', log: 'Log' }[response as string] ?? 'Document';
  const media: MediaType = { schema: { ...component('schemas', `${pascalCase(view.type)}${suffix}`) } };
  return {
    [isCreated ? 201 : 200]: {
      description: notes.response ?? `The ${noun}`,
      headers: {
        ...(isCreated && { Location: component('headers', 'Location') }),
        ...(isOne && { ETag: component('headers', 'ETag') }),
        ...(method === 'post' && { 'Idempotent-Replayed': component('headers', 'IdempotentReplayed') }),
        'X-Request-Id': component('headers', 'RequestId'),
      },
      content: {
        [plainJson ? JSON_ONLY : JSON_API]: { ...media, ...examplesOf(notes.examples?.response) },
        ...(streams(route) && { [EVENT_STREAM]: { schema: { type: 'string' } } }),
      },
    },
  };
}

export function examplesOf(names: Record<string, string> | undefined): {
  examples?: Record<string, Reference>;
} {
  if (names === undefined) return {};
  return {
    examples: Object.fromEntries(
      Object.entries(names).map(([name, example]) => [name, component('examples', example)]),
    ),
  };
}
