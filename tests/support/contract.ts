import { loadContract, type OpenApiDocument } from './contract-document.ts';
import { recordCoverage } from './contract-coverage.ts';
import { follow, operationsOf, type Operation, type Response } from './contract-operations.ts';
import { matchPath } from './contract-paths.ts';
import { createSchemaCheck } from './contract-schemas.ts';

/** An answer as a client sees it. */
export interface SeenResponse {
  method: string;
  /** Path and query; an origin before it is ignored. */
  url: string;
  status: number;
  /** Names in any case. */
  headers: Record<string, string | string[] | number | undefined>;
  /** Parsed JSON, or the text of another format; undefined when there is none. */
  body?: unknown;
}

let checkAgainstContract: ReturnType<typeof createResponseCheck> | undefined;

/**
 * Holds an answer against openapi.yaml, and records that this operation and status have been seen.
 *
 * @param options.unknownPath the request was for something that the contract does not have, and got a 404 or 405
 * @throws Error naming the operation, the place in the answer, and what is wrong there
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

/** HEAD is answered as GET is, unless the contract describes it. */
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

/** The exact status, else its range, else the default (OpenAPI 3.1, Responses Object). */
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

/** Media types are compared without their parameters; `text/*` and the like are understood. */
function findMediaType(documented: string[], header = ''): string | undefined {
  const type = header.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const ranges = [type, `${type.split('/', 1)[0]}/*`, '*/*'];
  return ranges.flatMap((range) =>
    documented.filter((it) => it.split(';', 1)[0]?.toLowerCase() === range),
  )[0];
}
