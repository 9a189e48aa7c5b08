import type { Request } from 'express';
import { assertAllowed, type Action, type Actor, type Call, type Perform } from '../actions/index.ts';
import { readJson, readResource, type ResourceDocument } from './body.ts';
import { matchingVersions, matchesTag, preconditionFailed, readTags, tagOf } from './preconditions.ts';
import { EMPTY_QUERY } from './query.ts';
import { dropReadOnly, readOnlyMembers, shownTo, type Writable } from './read-only.ts';
import type { Input, Route } from './route.ts';

/** Reads a resource before it is changed: the action of the GET with the same path. */
export type Current = Action<Input, never> | undefined;

interface Parts {
  perform: Perform;
  writable(schema: string): Writable;
}

/** Parses the JSON of a request, and the document in it. */
export function readDocument(
  route: Route,
  { actor }: Call,
  request: Request,
  body: Buffer | undefined,
): { json: unknown; document: ResourceDocument } {
  const json = readJson(body, request.headers['content-type']);
  const { params } = request;
  // The path identifies the resource by its ID or name, by the tenant's ID, or, at /v2/me, not at all.
  const id =
    route.method === 'post'
      ? undefined
      : String(params['id'] ?? params['scope'] ?? params['tenant'] ?? actor.id);
  const document = readResource(json, {
    type: route.view.type,
    id,
    aliases: [...('typeAliases' in route ? (route.typeAliases ?? []) : []), lastName(route.path)],
    relationshipNames: route.view.relationshipNames,
  });
  return { json, document };
}

/** Clients that do not know our types derive them from the URL. */
function lastName(path: string): string {
  return path.split('/').findLast((part) => !part.startsWith(':')) ?? '';
}

/**
 * Removes read-only members from the document if the caller sends them back unchanged.
 * @throws AppError read_only
 */
export async function dropUnchangedReadOnly(
  route: Route,
  current: Current,
  call: Call,
  input: Input,
  parts: Parts,
): Promise<void> {
  const { view, action } = route;
  const { document } = input;
  const relationshipNames = view.relationshipNames ?? [];
  const attributeNames = view.members.filter((name) => !relationshipNames.includes(name));
  const found = readOnlyMembers(
    document,
    { attributeNames, relationshipNames },
    parts.writable(action.schema!),
  );
  if (found.length === 0) return;
  assertAllowed(action, call);
  const record =
    route.method === 'post'
      ? undefined
      : await read(
          route,
          current,
          call,
          input,
          parts,
          found.map(({ name }) => name),
        );
  const shown = record && shownTo(call.actor, view, record);
  dropReadOnly(document, found, shown, [...(view.onceOnly ?? []), ...(view.derived ?? [])]);
}

/**
 * Checks If-Match and If-None-Match of a change against the current resource.
 * @returns the versions that the change may apply to
 * @throws AppError precondition_failed, invalid_header
 */
export async function precondition(
  route: Route,
  current: Current,
  call: Call,
  request: Request,
  input: Input,
  parts: Parts,
): Promise<readonly number[] | undefined> {
  const match = readTags(request.headers['if-match'], 'If-Match');
  const none = readTags(request.headers['if-none-match'], 'If-None-Match');
  if (current === undefined || ((match === undefined || match === '*') && none === undefined))
    return matchingVersions(match);
  assertAllowed(route.action, call);
  const record = await read(route, current, call, input, parts, []);
  const etag = tagOf(record, route.view, call.actor);
  if (none !== undefined && matchesTag(none, etag)) throw preconditionFailed('If-None-Match', etag);
  const versions = matchingVersions(match, etag);
  if (versions?.length === 0) throw preconditionFailed('If-Match', etag);
  return versions;
}

/** The response to the change shows the resource anyway, so this read requires only the permission to change it. */
async function read(
  route: Route,
  current: Current,
  call: Call,
  input: Input,
  { perform }: Parts,
  members: readonly string[],
): Promise<never> {
  const query =
    members.length === 0
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
