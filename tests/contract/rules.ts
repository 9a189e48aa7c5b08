import type { OpenApiDocument } from '../support/contract-document.ts';
import { follow, operationsOf, type Operation, type Response } from '../support/contract-operations.ts';

/**
 * The rules for openapi.yaml, each a function from the document to its violations, one readable line each.
 * Paths under /v2 use JSON:API; the others follow their own standards.
 */
export const RULES: Record<string, (document: OpenApiDocument) => string[]> = {
  'every operation has a unique operationId, a summary, tags and a security requirement': (document) => {
    const operations = operationsOf(document);
    const ids = operations.map((operation) => operation.operationId);
    return operations.flatMap((operation) => [
      ...complain(operation, !operation.operationId, 'has no operationId'),
      ...complain(
        operation,
        ids.indexOf(operation.operationId) !== ids.lastIndexOf(operation.operationId),
        'shares its operationId',
      ),
      ...complain(operation, !operation.summary, 'has no summary'),
      ...complain(operation, !operation.tags?.length, 'has no tags'),
      ...complain(
        operation,
        operation.security === undefined && !hasSecurity(document),
        'does not say its security',
      ),
    ]);
  },

  'exactly the parameters of the path template are declared, as required': (document) =>
    operationsOf(document).flatMap((operation) => {
      const wanted = [...operation.path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
      return [
        ...wanted.flatMap((name) => {
          const required = declared.some(
            (parameter) => parameter.name === name && parameter.required === true,
          );
          return complain(operation, !required, `does not declare {${name}}`);
        }),
        ...declared.flatMap(({ name }) =>
          complain(operation, !wanted.includes(name), `declares {${name}} in vain`),
        ),
      ];
    }),

  'every operation of a tenant documents 401, 403 and 404': (document) =>
    operationsOf(document)
      .filter(({ path }) => path.startsWith('/v2/tenants/{'))
      .flatMap((operation) =>
        ['401', '403', '404'].flatMap((status) =>
          complain(operation, operation.responses[status] === undefined, `does not document ${status}`),
        ),
      ),

  'a status is documented as a number, not as a range': (document) =>
    operationsOf(document).flatMap((operation) =>
      Object.keys(operation.responses).flatMap((status) =>
        complain(operation, !/^[1-5]\d\d$/.test(status), `documents ${status}`),
      ),
    ),

  'every JSON:API error response is an error document': (document) =>
    operationsOf(document)
      .filter(({ path }) => path.startsWith('/v2/'))
      .flatMap((operation) =>
        Object.entries(operation.responses)
          .filter(([status]) => Number(status) >= 400)
          .flatMap(([status, response]) =>
            complain(
              operation,
              !isErrorDocument(document, response),
              `${status} is not described by the error schema`,
            ),
          ),
      ),

  'every error response has a body': (document) =>
    operationsOf(document).flatMap((operation) =>
      Object.entries(operation.responses)
        .filter(([status]) => Number(status) >= 400)
        .flatMap(([status, { content }]) =>
          complain(
            operation,
            Object.values(content ?? {})[0]?.schema === undefined,
            `${status} has no schema`,
          ),
        ),
    ),

  'info has a contact, and every operation has a description': (document) => [
    ...(document.info.contact?.name === undefined ? ['info has no contact'] : []),
    ...operationsOf(document).flatMap((operation) =>
      complain(operation, !operation.description, 'has no description'),
    ),
  ],

  'every POST of the API accepts an Idempotency-Key': (document) =>
    operationsOf(document)
      .filter(({ method, path }) => method === 'post' && path.startsWith('/v2/'))
      .flatMap((operation) =>
        complain(
          operation,
          !operation.parameters.some(
            (parameter) => parameter.in === 'header' && parameter.name === 'Idempotency-Key',
          ),
          'takes no Idempotency-Key',
        ),
      ),

  'a const in a request is also an enum, for tools that do not support const': (document) =>
    operationsOf(document).flatMap((operation) =>
      Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema }) =>
        bareConstants(document, schema as Schema, 'body').map(
          (place) => `${label(operation)}: ${place} has a const and no enum`,
        ),
      ),
    ),

  'every object in a request body is closed, or declares that it is open': (document) =>
    operationsOf(document).flatMap((operation) =>
      Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema }) =>
        openObjects(document, schema as Schema, 'body').map(
          (place) => `${label(operation)}: ${place} is open`,
        ),
      ),
    ),
};

function label({ method, path }: Operation): string {
  return `${method.toUpperCase()} ${path}`;
}

function complain(operation: Operation, fault: boolean, words: string): string[] {
  return fault ? [`${label(operation)} ${words}`] : [];
}

function hasSecurity(document: OpenApiDocument): boolean {
  return (document as { security?: unknown }).security !== undefined;
}

function isErrorDocument(document: OpenApiDocument, { content }: Response): boolean {
  const schema = content?.['application/vnd.api+json']?.schema as Schema | undefined;
  if (schema === undefined || Object.keys(content ?? {}).length > 1) return false;
  return (follow(document, schema).required ?? []).includes('errors');
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  unevaluatedProperties?: boolean | Schema;
  items?: Schema;
  prefixItems?: Schema[];
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  if?: Schema;
  then?: Schema;
  else?: Schema;
}

/** Where a const has no enum with the same single value. An `if` is skipped: a client does not fill it in. */
function bareConstants(
  document: OpenApiDocument,
  node: unknown,
  place: string,
  above: unknown[] = [],
): string[] {
  if (typeof node !== 'object' || node === null || above.includes(node)) return [];
  const { $ref, const: only, enum: values, if: _if, ...rest } = node as Record<string, unknown>;
  const inside = [...above, node];
  return [
    ...(only !== undefined && JSON.stringify(values) !== JSON.stringify([only]) ? [place] : []),
    ...(typeof $ref === 'string' ? bareConstants(document, follow(document, { $ref }), place, inside) : []),
    ...Object.entries(rest).flatMap(([name, child]) =>
      bareConstants(document, child, `${place}${STRUCTURE.has(name) ? '' : `/${name}`}`, inside),
    ),
  ];
}

const STRUCTURE = new Set(['properties', 'items', 'allOf', 'anyOf', 'oneOf', 'then', 'else']);

/**
 * Objects that accept undeclared members. An object without `properties` may be open on purpose and then has
 * `additionalProperties`; so may the parts of an object that is closed as a whole by `unevaluatedProperties`.
 */
function openObjects(
  document: OpenApiDocument,
  node: Schema | undefined,
  place: string,
  closed = false,
  above: Schema[] = [],
): string[] {
  if (node === undefined || typeof node !== 'object' || above.includes(node)) return [];
  const inside = [...above, node];
  const walk = (child: Schema | boolean | undefined, name: string, isClosed = false) =>
    typeof child === 'object' ? openObjects(document, child, `${place}${name}`, isClosed, inside) : [];

  const { additionalProperties: additional, unevaluatedProperties: unevaluated } = node;
  const shuts = closed || additional === false || unevaluated === false;
  const isObject = node.properties !== undefined || [node.type].flat().includes('object');
  const isMap = node.properties === undefined && (additional ?? unevaluated) !== undefined;
  const composed =
    node.$ref !== undefined || [node.allOf, node.anyOf, node.oneOf].some((it) => it !== undefined);
  // With an if, each branch declares whether it is open.
  const byKind = node.if !== undefined && node.then !== undefined;
  const open = isObject && !shuts && !isMap && !byKind && !(composed && node.properties === undefined);
  return [
    ...(open ? [place] : []),
    ...(node.$ref === undefined ? [] : walk(follow(document, { $ref: node.$ref } as Schema), '', shuts)),
    ...[...(node.allOf ?? []), ...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((it) =>
      walk(it, '', shuts),
    ),
    ...[node.then, node.else].flatMap((it) => walk(it, '', !byKind || it?.if !== undefined)),
    ...Object.entries(node.properties ?? {}).flatMap(([name, it]) => walk(it, `/${name}`)),
    ...walk(node.additionalProperties, '/*'),
    ...[node.items, ...(node.prefixItems ?? [])].flatMap((it) => walk(it, '/-')),
  ];
}
