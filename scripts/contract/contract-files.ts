import { readdirSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import type { Components, Parameter, Reference, Response, Schema } from './open-api.ts';

/** The hand-written files of contract/. */
export interface ContractFiles {
  /** document.yaml: everything but `paths` and `components`. */
  document: { info: { description: string }; tags: string[] } & Record<string, unknown>;
  /** errors.yaml: the description of each code in `src/errors.ts`. */
  errors: Record<string, string>;
  /** components.yaml: components shared by several tags. */
  components: Components;
  /** tags/, in the order of document.yaml. */
  tags: TagFile[];
}

/** One file of contract/tags/. */
interface TagFile {
  tag: string;
  description: string;
  /** The resource types that this tag introduces. */
  resources?: Record<string, ResourceNotes>;
  /** By method and path, in the order of the reference. Those under /v2 need a route of the same method and path. */
  operations: Record<string, OperationNotes | PlainOperationNotes>;
  components?: Components;
}

export interface ResourceNotes {
  /** The name of one resource, such as "OAuth client". The default response description is "The OAuth client". */
  noun: string;
  /** The schema of the document's `meta`, if the view has one. */
  meta?: Schema;
  /** The description of `fields[type]`, if the default is not enough. */
  fields?: string;
}

/** The description of a JSON:API operation. Everything else is generated from its route. */
export interface OperationNotes {
  operationId: string;
  summary: string;
  /** The rest of the sentence "Requires `permission`": ` and every permission of the role`. */
  takes?: string;
  description?: string;
  /** The content of the success response. */
  response?: string;
  /** Statuses that cannot be derived from the route, such as the 409 of a DELETE. */
  statuses?: number[];
  /** The description of each filter. `filter[id]` has the same description everywhere. */
  filters?: Record<string, string>;
  /** The description of `sort`, if the default does not fit. */
  sort?: string;
  /** Names of `components.examples`, by the name that each has in the operation. */
  examples?: { request?: Record<string, string>; response?: Record<string, string> };
}

/** An operation outside the JSON:API, written in full, with short forms for recurring parts. */
export interface PlainOperationNotes {
  operationId: string;
  summary: string;
  description: string;
  /** If omitted, the operation requires no credentials. */
  security?: object[];
  /** Optional string query parameters: name → description or null. */
  query?: Record<string, string | null>;
  parameters?: (Parameter | Reference)[];
  /** The body is a form. */
  form?: true;
  requestBody?: object;
  responses: Record<string, PlainResponse>;
}

/**
 * A string is the name of a component in `components.responses`. `{ page }` is an HTML page, `{ redirect }` a redirect
 * and `{ json, is }` a JSON body with the named schema, each with a description. Anything else is an OpenAPI response.
 */
export type PlainResponse =
  string | { page: string } | { redirect: string } | { json: string; is: string } | Response;

const FOLDER = new URL('../../contract/', import.meta.url);

/** @throws Error naming a tag file that document.yaml does not list */
export function readContractFiles(): ContractFiles {
  const document = read('document.yaml') as ContractFiles['document'];
  const files = readdirSync(new URL('tags/', FOLDER)).map((file) => file.replace(/\.yaml$/, ''));
  const unlisted = files.filter((file) => !document.tags.includes(file));
  if (unlisted.length > 0)
    throw new Error(`contract/document.yaml does not list the tag ${unlisted.join(', ')}`);
  return {
    document,
    errors: read('errors.yaml') as ContractFiles['errors'],
    components: read('components.yaml') as Components,
    tags: document.tags.map((file) => read(`tags/${file}.yaml`) as TagFile),
  };
}

function read(file: string): unknown {
  return load(readFileSync(new URL(file, FOLDER), 'utf8'));
}

const OF_ROUTES: Record<keyof OperationNotes, true> = {
  operationId: true,
  summary: true,
  takes: true,
  description: true,
  response: true,
  statuses: true,
  filters: true,
  sort: true,
  examples: true,
};

const OF_RELATED = { operationId: true, summary: true } satisfies Partial<typeof OF_ROUTES>;

const PLAIN: Record<keyof PlainOperationNotes, true> = {
  operationId: true,
  summary: true,
  description: true,
  security: true,
  query: true,
  parameters: true,
  form: true,
  requestBody: true,
  responses: true,
};

const MEMBERS = { route: OF_ROUTES, related: OF_RELATED, plain: PLAIN };

/** @throws Error naming a member of an operation's description that would be ignored, such as a misspelled one */
export function assertKnownMembers(key: string, kind: keyof typeof MEMBERS, notes: object): void {
  const unknown = Object.keys(notes).filter((name) => !Object.hasOwn(MEMBERS[kind], name));
  if (unknown.length > 0)
    throw new Error(`${key}: contract/tags cannot set ${unknown.join(', ')} for this operation`);
}
