/** The parts of an OpenAPI document that the generator writes and reads. Schemas are plain JSON Schema. */

export interface Reference {
  $ref: string;
}

export type Schema = Record<string, unknown>;

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  style?: string;
  explode?: boolean;
  schema: Schema;
}

export interface MediaType {
  schema: Schema;
  examples?: Record<string, Reference>;
}

export interface Response {
  description: string;
  headers?: Record<string, object>;
  content?: Record<string, MediaType>;
}

export interface RequestBody {
  required?: boolean;
  content: Record<string, MediaType>;
}

export interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  description: string;
  security?: object[];
  parameters?: (Parameter | Reference)[];
  requestBody?: RequestBody;
  responses: Record<string, Response | Reference>;
}

export type Components = Record<string, Record<string, object>>;

/** A reference to a component in the document, such as `component('headers', 'ETag')`. */
export function component(kind: string, name: string): Reference {
  return { $ref: `#/components/${kind}/${name}` };
}

/** A reference to a file in schemas/, or to one of its `$defs`. */
export function schemaFile(name: string, definition?: string): Reference {
  return { $ref: `./schemas/${name}.json${definition === undefined ? '' : `#/$defs/${definition}`}` };
}

/** Component names: `oauth-client` → `OauthClient`. */
export function pascalCase(words: string): string {
  return words
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
