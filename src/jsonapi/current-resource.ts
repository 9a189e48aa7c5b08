import type { Action, Actor, Call, Perform } from '../actions/index.ts';
import { EMPTY_QUERY } from './query.ts';
import type { Input, Route } from './route.ts';

/** Reads a resource before it is changed: the action of the GET with the same path. */
type Current = Action<Input, never> | undefined;

/** The action that reads the resource that a route changes. */
export function currentOf(route: Route, all: readonly Route[]): Current {
  if (route.method === 'get' || route.method === 'post') return undefined;
  if ('current' in route) return route.current;
  const reading = all.find(
    ({ method, path, response, view }) =>
      method === 'get' && path === route.path && response === 'resource' && view === route.view,
  );
  return route.method === 'put' ? undefined : (reading?.action as Current);
}

/** What reading the resource that a request changes depends on. */
export interface CurrentParts {
  route: Route;
  current: Current;
  call: Call;
  input: Input;
  perform: Perform;
}

/**
 * Reads the resource that a request changes. The response to the change shows it anyway, so this requires only the
 * permission to change it.
 * @param members the members to read, if not all of them are needed
 */
export async function readCurrent(
  { route, current, call, input, perform }: CurrentParts,
  members?: readonly string[],
): Promise<never> {
  const query =
    members === undefined
      ? EMPTY_QUERY
      : { ...EMPTY_QUERY, fields: new Map([[route.view.type, [...members]]]) };
  const action = { ...current!, permission: route.action.permission } as Action<Input, never>;
  return perform(
    action,
    { ...call, actor: withoutSecrets(call.actor) },
    { ...input, query, ifMatch: undefined },
  );
}

/** This internal read returns no secrets to the caller, so it must not be logged as a secret read. */
function withoutSecrets(actor: Actor): Actor {
  const permissions = new Set(actor.permissions);
  permissions.delete('tenants.oauth_clients.get_secret');
  return { ...actor, permissions };
}
