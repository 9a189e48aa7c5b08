import type { OpenApiDocument } from './contract-document.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

interface MediaType {
  schema?: object;
  examples?: Record<string, { value?: unknown }>;
}

export interface Response {
  description?: string;
  headers?: Record<string, { $ref?: string; required?: boolean; schema?: object }>;
  content?: Record<string, MediaType>;
  /** Whether the body may be empty although its content is documented. */
  'x-body-optional'?: boolean;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}

export interface Operation {
  method: string;
  /** The path template, such as /v2/tenants/{TENANT_ID}/flows. */
  path: string;
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: unknown[];
  parameters: Parameter[];
  requestBody?: { content: Record<string, MediaType> };
  /** By status: `200`, `4XX` or `default`. */
  responses: Record<string, Response>;
}

/** Every operation of the contract, with references to parameters, bodies and responses resolved. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => {
      const operation = item[method] as Operation;
      const shared = (item.parameters ?? []) as Parameter[];
      return {
        ...operation,
        method,
        path,
        parameters: [...shared, ...(operation.parameters ?? [])].map((it) => follow(document, it)),
        ...(operation.requestBody && { requestBody: follow(document, operation.requestBody) }),
        responses: mapValues(operation.responses ?? {}, (response) => follow(document, response)),
      };
    }),
  );
}

/** Resolves a reference: the target of the node's `$ref` in the document, or the node itself. */
export function follow<T>(document: OpenApiDocument, node: T): T {
  const reference = (node as { $ref?: string } | null)?.$ref;
  if (reference === undefined) return node;
  const target = reference
    .slice(2)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, token) => (value as Record<string, unknown> | undefined)?.[token], document);
  if (target === undefined) throw new Error(`The contract refers to ${reference}, which it does not define`);
  return follow(document, target as T);
}

function mapValues<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
