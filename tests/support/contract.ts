import { loadContract, type OpenApiDocument } from './contract-document.ts';
import { recordCoverage } from './contract-coverage.ts';
import { follow, operationsOf, type Operation, type Response } from './contract-operations.ts';
import { matchPath } from './contract-paths.ts';
import { createSchemaCheck } from './contract-schemas.ts';

/** A response as a client sees it. */
export interface SeenResponse {
  method: string;
  /** Path and query; an origin is ignored. */
  url: string;
  status: number;
  /** Names are case-insensitive. */
  headers: Record<string, string | string[] | number | undefined>;
  /** Parsed JSON, or the text of another format; undefined if the response has no body. */
  body?: unknown;
}

let checkAgainstContract: ReturnType<typeof createResponseCheck> | undefined;

/**
 * Checks a response against openapi.yaml and records that this operation and status are covered.
 *
 * @param options.unknownPath the contract does not have this path and method, so the response must be a 404 or 405
 * @throws Error that names the operation, the part of the response and what is wrong with it
 */
export function checkResponse(seen: SeenResponse, options: { unknownPath?: boolean } = {}): void {
  checkAgainstContract ??= createResponseCheck(loadContract());
  checkAgainstContract(seen, options);
}

/** The same for any document. */
export function createResponseCheck(document: OpenApiDocument, record = recordCoverage) {
  const operations = operationsOf(document);
  const faultOf = createSchemaCheck(document);

  return function check(seen: SeenResponse, { unknownPath = false }: { unknownPath?: boolean } = {}): void {
    const fail = (where: string, what: string): never => {
      const body = seen.body === undefined ? '' : `\n${JSON.stringify(seen.body, null, 2)?.slice(0, 2000)}`;
      throw new Error(`${seen.method} ${seen.url} → ${seen.status}: ${where}: ${what}${body}`);
    };
    const operation = findOperation(operations, seen);
    if (operation === undefined) {
      if (unknownPath && [404, 405].includes(seen.status)) return;
      return fail('request', 'the contract has no such path and method');
    }
    if (unknownPath) return fail('request', `the contract has ${operation.method} ${operation.path}`);

    const documented = findResponse(operation, seen.status);
    if (documented === undefined)
      return fail('status', `not documented for ${operation.method} ${operation.path}`);
    const [status, response] = documented;

    for (const name of requiredHeaders(document, response)) {
      if (headerOf(seen, name) === undefined) fail(`header ${name}`, 'required, but missing');
    }
    checkBody(seen, response, fail, faultOf);
    if (seen.method.toLowerCase() === operation.method) record(operation.method, operation.path, status);
  };
}

/** The operation of a HEAD is that of the GET, unless the contract describes the HEAD. */
function findOperation(operations: Operation[], { method, url }: SeenResponse): Operation | undefined {
  const found = [method.toLowerCase(), ...(method === 'HEAD' ? ['get'] : [])].map((name) => {
    const candidates = operations.filter((operation) => operation.method === name);
    const path = matchPath(
      candidates.map((operation) => operation.path),
      url,
    );
    return candidates.find((operation) => operation.path === path);
  });
  return found.find((operation) => operation !== undefined);
}

/** The exact status, otherwise its range, otherwise the default (OpenAPI 3.1, Responses Object). */
function findResponse({ responses }: Operation, status: number): [string, Response] | undefined {
  const keys = [String(status), `${Math.floor(status / 100)}XX`, 'default'];
  const key = keys.find((it) => responses[it] !== undefined);
  return key === undefined ? undefined : [key, responses[key] as Response];
}

function requiredHeaders(document: OpenApiDocument, response: Response): string[] {
  const headers = Object.entries(response.headers ?? {});
  return headers.filter(([, header]) => follow(document, header).required === true).map(([name]) => name);
}

function headerOf({ headers }: SeenResponse, name: string): string | undefined {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  return found === undefined ? undefined : String(found);
}

function checkBody(
  seen: SeenResponse,
  { content, 'x-body-optional': optional }: Response,
  fail: (where: string, what: string) => never,
  faultOf: (schema: object, value: unknown) => string | undefined,
): void {
  const empty = seen.body === undefined || seen.body === '';
  if (seen.method === 'HEAD' || (empty && optional === true)) return;
  if (content === undefined) {
    if (!empty) fail('body', 'the contract documents none');
    return;
  }
  const type = headerOf(seen, 'content-type');
  const documented = findMediaType(Object.keys(content), type);
  if (documented === undefined) {
    return fail(
      'header content-type',
      `${type ?? 'missing'}; documented are ${Object.keys(content).join(', ')}`,
    );
  }
  if (empty) fail('body', `missing; ${documented} is documented`);
  if (content[documented]?.schema === undefined) return;
  const fault = faultOf(content[documented].schema, seen.body);
  if (fault !== undefined) fail('body', fault);
}

/** Compares media types without their parameters; the contract may have ranges such as `text/*`. */
function findMediaType(documented: string[], header = ''): string | undefined {
  const type = header.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const ranges = [type, `${type.split('/', 1)[0]}/*`, '*/*'];
  return ranges.flatMap((range) =>
    documented.filter((it) => it.split(';', 1)[0]?.toLowerCase() === range),
  )[0];
}
