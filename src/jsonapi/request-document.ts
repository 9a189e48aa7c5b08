import type { Request } from 'express';
import { assertAllowed, type Call } from '../actions/index.ts';
import { readJson, readResource, type ResourceDocument } from './body.ts';
import { readCurrent, type CurrentParts } from './current-resource.ts';
import { dropReadOnly, readOnlyMembers, shownTo, type Writable } from './read-only.ts';
import type { Route } from './route.ts';

/** Parses the JSON of a request, and the document in it. */
export function readDocument(
  route: Route,
  { actor }: Call,
  request: Request,
  body: Buffer | undefined,
): { json: unknown; document: ResourceDocument } {
  const json = readJson(body, request.headers['content-type']);
  const id = route.method === 'post' ? undefined : (idIn(route.path, request.params) ?? String(actor.id));
  const document = readResource(json, {
    type: route.view.type,
    id,
    isIdChosen: 'isIdChosen' in route && route.isIdChosen === true,
    aliases: [...('typeAliases' in route ? (route.typeAliases ?? []) : []), lastName(route.path)],
    relationshipNames: route.view.relationshipNames,
  });
  return { json, document };
}

/** The ID in a path, which is its last parameter; undefined for /v2/me. */
function idIn(path: string, params: Request['params']): string | undefined {
  const name = path.split('/').findLast((part) => part.startsWith(':'));
  return name === undefined ? undefined : String(params[name.slice(1)]);
}

/** Clients that do not know our types derive them from the URL. */
function lastName(path: string): string {
  return path.split('/').findLast((part) => !part.startsWith(':')) ?? '';
}

/**
 * Removes read-only members from the document if the caller sends them back unchanged.
 * @param writable the members that a schema allows
 * @throws AppError read_only
 */
export async function dropUnchangedReadOnly(
  parts: CurrentParts,
  writable: (schema: string) => Writable,
): Promise<void> {
  const { route, call, input } = parts;
  const { view, action } = route;
  const { document } = input;
  const relationshipNames = view.relationshipNames ?? [];
  const attributeNames = view.members.filter((name) => !relationshipNames.includes(name));
  const found = readOnlyMembers(document, { attributeNames, relationshipNames }, writable(action.schema!));
  if (found.length === 0) return;
  assertAllowed(action, call);
  const names = found.map(({ name }) => name);
  const record = route.method === 'post' ? undefined : await readCurrent(parts, names);
  const shown = record && shownTo(call.actor, view, record);
  dropReadOnly(document, found, shown, [...(view.onceOnly ?? []), ...(view.derived ?? [])]);
}
